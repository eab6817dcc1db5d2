"""Contents in a folder of this machine."""

import os
import shutil
import stat
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from fabula.core.assets.errors import storage_trouble
from fabula.core.assets.stores.port import CHUNK, Stored
from fabula.core.background import in_thread
from fabula.core.ids import new_id

MARK = "mark"


class FolderStore:
    """Contents as files under `root/ab/cdef…`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    async def put(self, key: str, content: Path | bytes) -> None:
        with storage_trouble():
            await in_thread(_place, content, self.root / key)

    async def has(self, key: str) -> bool:
        return await in_thread((self.root / key).is_file)

    async def still_has(self, key: str) -> bool:
        # The name was just written, so the system knows it without the disk; a thread would take a hundred times as
        # long, and all other writers would wait for it.
        return (self.root / key).is_file()

    async def read(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        file = await in_thread(open, self.root / key, "rb")
        return _parts_of(file, start, end)

    async def remove(self, *keys: str) -> None:
        with storage_trouble():
            await in_thread(_remove, self.root, keys)

    async def everything(self) -> AsyncIterator[list[Stored]]:
        for folder in await in_thread(_folders, self.root):
            yield await in_thread(_files, folder)

    async def mark(self) -> str:
        with storage_trouble():
            return await in_thread(_mark, self.root / MARK)

    def describe(self) -> str:
        return str(self.root)


async def _parts_of(file: BinaryIO, start: int, end: int) -> AsyncIterator[bytes]:
    try:
        await in_thread(file.seek, start)
        left = end - start
        while left > 0 and (part := await in_thread(file.read, min(CHUNK, left))):
            left -= len(part)
            yield part
    finally:
        file.close()


def _mark(file: Path) -> str:
    """Made by whoever comes first; the path alone would not tell a shared disk from two folders of one name."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with file.open("x", encoding="ascii") as made:
            made.write(new_id())
    except FileExistsError:
        pass
    return file.read_text("ascii").strip()


def _place(content: Path | bytes, target: Path) -> None:
    """The whole content appears at once, or not at all; a broken one of the same name is replaced."""
    size = len(content) if isinstance(content, bytes) else content.stat().st_size
    if _size_of(target) == size:
        os.utime(target)
        return
    partial = target.with_name(f"{target.name}.{new_id()}.partial")
    try:
        try:
            _copy(content, partial)
        except FileNotFoundError:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _copy(content, partial)
        partial.replace(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    _settle(target.parent)


def _size_of(file: Path) -> int | None:
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def _copy(content: Path | bytes, target: Path) -> None:
    if isinstance(content, bytes):
        _write(content, target)
    else:
        _duplicate(content, target)


def _write(content: bytes, target: Path) -> None:
    with target.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _duplicate(file: Path, target: Path) -> None:
    try:
        target.hardlink_to(file)
    except OSError:
        # Another disk, or one that knows no second names.
        with file.open("rb") as source, target.open("xb") as copy:
            shutil.copyfileobj(source, copy, CHUNK)
            copy.flush()
            os.fsync(copy.fileno())


def _settle(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(root: Path, keys: tuple[str, ...]) -> None:
    for key in keys:
        (root / key).unlink(missing_ok=True)


def _folders(root: Path) -> list[Path]:
    return sorted(path for path in root.glob("[0-9a-f][0-9a-f]") if path.is_dir()) if root.is_dir() else []


def _files(folder: Path) -> list[Stored]:
    return list(_listed(folder))


def _listed(folder: Path) -> Iterator[Stored]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_file(follow_symlinks=False):
                at = datetime.fromtimestamp(entry.stat(follow_symlinks=False).st_mtime, UTC)
                yield Stored(f"{folder.name}/{entry.name}", at)
