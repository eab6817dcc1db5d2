"""Files on their way in: written beside the store and hashed on the way, gone when the way ends."""

import hashlib
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from io import FileIO
from pathlib import Path

from fabula.core.assets.errors import storage_trouble, too_large
from fabula.core.assets.stores import CHUNK
from fabula.core.background import in_thread
from fabula.core.ids import new_id


class Incoming:
    """One file that grows; no more than one chunk of it is in memory."""

    def __init__(self, path: Path, file: FileIO, max_bytes: int) -> None:
        self.path = path
        self.bytes = 0
        self.start = b""
        self._file = file
        self._max_bytes = max_bytes
        self._waiting = bytearray()
        self._hash = hashlib.sha256()

    @property
    def cleaned(self) -> Path:
        """Where the picture goes that is made from this file."""
        return self.path.with_suffix(".clean")

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    async def write(self, part: bytes) -> None:
        self.bytes += len(part)
        if self.bytes > self._max_bytes:
            raise too_large(self._max_bytes)
        if len(self.start) < 16:
            self.start = (self.start + part[:16])[:16]
        self._waiting += part
        if len(self._waiting) >= CHUNK:
            await self._flush()

    async def finish(self) -> None:
        """Everything is on the disk afterwards."""
        await self._flush()
        with storage_trouble():
            await in_thread(self._settle)

    async def _flush(self) -> None:
        part, self._waiting = self._waiting, bytearray()
        with storage_trouble():
            await in_thread(self._put, part)

    def _put(self, part: bytearray) -> None:
        self._hash.update(part)
        left = memoryview(part)
        while left:
            # An almost full disk takes a part and says so only in the count.
            left = left[self._file.write(left) :]

    def _settle(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())


@asynccontextmanager
async def receiving(folder: Path, max_bytes: int) -> AsyncGenerator[Incoming]:
    """A file to write to; whatever happens, nothing of it stays in the folder."""
    path = folder / f"{new_id()}.incoming"
    with storage_trouble():
        file = await in_thread(_create, path)
    incoming = Incoming(path, file, max_bytes)
    try:
        yield incoming
    finally:
        _drop(file, path, incoming.cleaned)


def settled_hash_of(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file, all of which is on the disk afterwards."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest(), os.fstat(file.fileno()).st_size


def _create(path: Path) -> FileIO:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return FileIO(path, "xb")


def _drop(file: FileIO, *paths: Path) -> None:
    file.close()
    for path in paths:
        path.unlink(missing_ok=True)
