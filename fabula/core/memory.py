"""Memory that glibc holds for a process: it can be asked to hold less. Other C libraries are left alone."""

import ctypes
import sys
from functools import cache

M_ARENA_MAX = -8
ARENAS = 2


def share_arenas() -> None:
    """Let threads take from the same pool: with one each, every one of them keeps the most that it ever needed."""
    if (libc := _glibc()) is not None:
        libc.mallopt(M_ARENA_MAX, ARENAS)


def give_back() -> None:
    """Return what is free to the system; it takes milliseconds, in which others go on."""
    if (libc := _glibc()) is not None:
        libc.malloc_trim(0)


@cache
def _glibc() -> ctypes.CDLL | None:
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    return libc if hasattr(libc, "gnu_get_libc_version") else None
