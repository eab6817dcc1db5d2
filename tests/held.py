"""Memory of this process that is free and yet held, and how much memory it has."""

import os
import platform
import sys
from pathlib import Path

import pytest

BLOCK, MB = 60_000, 1024 * 1024

only_glibc = pytest.mark.skipif(
    sys.platform != "linux" or platform.libc_ver()[0] != "glibc", reason="only glibc is asked for memory"
)


def resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / MB


def waste(mb: int) -> list[bytearray]:
    """Take so much in small blocks, and leave all but a few: those keep the others from being returned."""
    taken = [bytearray(BLOCK) for _ in range(mb * MB // BLOCK)]
    return taken[::50]
