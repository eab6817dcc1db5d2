"""One server per data folder: two of them on the same files would carry the same runs twice."""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from fabula.core.errors import StartFailed

NAME = "lock"


@contextmanager
def folder_held(folder: Path) -> Generator[None]:
    """The folder is ours until we leave or die; the system frees it then, whatever the file says."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor, folder)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, str(os.getpid()).ljust(20).encode())
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, folder: Path) -> None:
    try:
        _take(descriptor)
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

    def _take(descriptor: int) -> None:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
