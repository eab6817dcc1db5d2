"""A lone server has its data folder for itself: two of them would carry the same runs twice."""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from fabula.core.errors import StartFailed

NAME = "lock"


@contextmanager
def folder_held(folder: Path, *, is_shared: bool = False) -> Generator[None]:
    """The folder is ours until we leave or die; the system frees it then, whatever the file says.

    Processes that share their work may share the folder too, but not with a lone one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor, folder, is_shared)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, str(os.getpid()).ljust(20).encode())
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, folder: Path, is_shared: bool) -> None:
    try:
        _take(descriptor, is_shared)
    except OSError as error:
        holder = _holder(descriptor)
        raise StartFailed(
            f"Another Fabula{holder} already uses the data folder {folder}.",
            hint="Stop it first, or choose another folder with FABULA_DATA.",
        ) from error


def _holder(descriptor: int) -> str:
    try:
        os.lseek(descriptor, 0, os.SEEK_SET)
        process = os.read(descriptor, 20).decode(errors="replace").strip()
    except OSError:
        return ""
    return f" (process {process})" if process.isdecimal() else ""


if sys.platform == "win32":
    import msvcrt

    # A byte far behind the process number, which others may thus still read.
    _FAR = 4096

    def _take(descriptor: int, is_shared: bool) -> None:
        # Windows knows no shared lock; there a lone server is not kept from a shared folder.
        if not is_shared:
            os.lseek(descriptor, _FAR, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(descriptor: int, is_shared: bool) -> None:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
