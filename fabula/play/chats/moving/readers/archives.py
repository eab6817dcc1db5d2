"""ZIP archives of strangers: opened without unpacking, and never read further than a bound."""

import os
import struct
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from io import RawIOBase
from pathlib import Path
from typing import IO, TYPE_CHECKING

from fabula.play.chats.moving.readers.values import Endless, Unreadable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MOST_ENTRIES = 200_000
LARGEST_DIRECTORY = 64 * 1024 * 1024
MOST_UNPACKED = 4 * 1024 * 1024 * 1024
_TAIL = 66_000
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)


def is_archive(start: bytes) -> bool:
    return start.startswith((b"PK\x03\x04", b"PK\x05\x06"))


class Archive:
    """The entries of one archive, found by name or by the beginning of it."""

    def __init__(self, file: zipfile.ZipFile, most_unpacked: int = MOST_UNPACKED) -> None:
        self._file = file
        self._entries = {entry.filename: entry for entry in file.infolist() if not entry.is_dir()}
        self._by_name = {_plain(name): entry for name, entry in self._entries.items()}
        self._most = self._left = most_unpacked

    def named(self, *endings: str) -> Iterator[str]:
        """The names that end so, in their order."""
        for name in sorted(self._entries):
            if name.lower().endswith(endings) and not name.startswith("__MACOSX/"):
                yield name

    def find(self, path: str) -> str | None:
        """The entry with this path, or one whose file name is it or begins with it."""
        if path in self._entries:
            return path
        wanted = _plain(path)
        if wanted in self._by_name:
            return self._by_name[wanted].filename
        # Names of pictures begin with the id that a conversation has for them.
        found = (entry for name, entry in self._by_name.items() if len(wanted) > 8 and name.startswith(wanted))
        return next((entry.filename for entry in found), None)

    def size_of(self, name: str) -> int:
        return self._entries[name].file_size

    @contextmanager
    def open(self, name: str) -> Generator[IO[bytes]]:
        """One entry's bytes; what it is packed in, and how much comes out, is not believed but counted."""
        entry = self._entries[name]
        if entry.flag_bits & 1:
            raise Unreadable("it is protected by a password.")
        try:
            with self._file.open(entry) as stream:
                yield _Counted(self, stream)  # pyright: ignore[reportReturnType] - as much of a file as readers need
        except _FAULTS as error:
            raise Unreadable("the archive is damaged there.") from error

    def take(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise Endless(f"the archive unpacks to more than {self._most // 1024**2:,} MB; the rest was not read.")


class _Counted(RawIOBase):
    def __init__(self, archive: Archive, stream: IO[bytes]) -> None:
        self._archive = archive
        self._stream = stream

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        part = self._stream.read(size if size >= 0 else 1024 * 1024)
        self._archive.take(len(part))
        return part

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer).cast("B")
        part = self.read(len(view))
        view[: len(part)] = part
        return len(part)


@contextmanager
def opened(path: Path, most_unpacked: int = MOST_UNPACKED) -> Generator[Archive]:
    _require_small_directory(path)
    try:
        file = zipfile.ZipFile(path)
    except _FAULTS as error:
        raise Unreadable("the archive is damaged.") from error
    with file:
        if len(file.infolist()) > MOST_ENTRIES:
            raise Unreadable(f"the archive has more than {MOST_ENTRIES:,} files.")
        yield Archive(file, most_unpacked)


def _require_small_directory(path: Path) -> None:
    """The list of entries is read whole by the library: its size is looked at before."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL), os.SEEK_SET)
        tail = file.read(_TAIL)
    end, larger = tail.rfind(b"PK\x05\x06"), tail.rfind(b"PK\x06\x06")
    size = struct.unpack_from("<L", tail, end + 12)[0] if 0 <= end <= len(tail) - 22 else 0
    if 0 <= larger <= len(tail) - 56:
        size = max(size if size < 0xFFFFFFFF else 0, struct.unpack_from("<Q", tail, larger + 40)[0])
    if size > LARGEST_DIRECTORY:
        raise Unreadable("the archive has too many files.")


def _plain(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]
