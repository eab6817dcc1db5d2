"""ZIP archives that are sent while they are written: nothing of them lies anywhere, and they may be of any size."""

import zipfile
from collections.abc import AsyncGenerator, AsyncIterator
from io import RawIOBase
from typing import TYPE_CHECKING

from fabula.core.background import in_thread

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

OLDEST = (1980, 1, 1, 0, 0, 0)


class Zipping:
    """Gives the archive's bytes away as they come into being; each entry is written to its end before the next."""

    def __init__(self) -> None:
        self._sink = _Sink()
        self._archive = zipfile.ZipFile(self._sink, "w", allowZip64=True)

    async def entry(
        self, name: str, content: AsyncIterator[bytes] | bytes, *, is_packed: bool = False
    ) -> AsyncGenerator[bytes]:
        """One file; texts are worth packing, pictures are packed already."""
        about = zipfile.ZipInfo(name, OLDEST)
        about.compress_type = zipfile.ZIP_DEFLATED if is_packed else zipfile.ZIP_STORED
        with self._archive.open(about, "w", force_zip64=True) as entry:
            async for part in _parts_of(content):
                await in_thread(entry.write, part)
                yield self._sink.taken()
        yield self._sink.taken()

    def end(self) -> bytes:
        """The list of what is in it, with which an archive ends."""
        self._archive.close()
        return self._sink.taken()


async def _parts_of(content: AsyncIterator[bytes] | bytes) -> AsyncIterator[bytes]:
    if isinstance(content, bytes):
        yield content
    else:
        async for part in content:
            yield part


class _Sink(RawIOBase):
    """Takes what the archive writes, and gives it away."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._at = 0

    def writable(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer", /) -> int:
        part = bytes(data)
        self._parts.append(part)
        self._at += len(part)
        return len(part)

    def tell(self) -> int:
        return self._at

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)
