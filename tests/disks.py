"""Small disks of memory, for what happens when there is no room; only root may make them."""

import os
import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from fabula.core.settings import Settings


@dataclass(frozen=True, slots=True)
class Disk:
    """A disk that can be full at any moment."""

    folder: Path

    @property
    def _filler(self) -> Path:
        return self.folder / "filler"

    def fill(self, *, but_kb: int = 0) -> None:
        """Leave so much room, or none at all."""
        with self._filler.open("ab") as file:
            while (wanted := shutil.disk_usage(self.folder).free - but_kb * 1024) > 0:
                with suppress(OSError):  # others took some of it meanwhile
                    os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), wanted)

    def free(self) -> None:
        """Room again."""
        self._filler.unlink(missing_ok=True)


@contextmanager
def disk(folder: Path, size: str, *options: str) -> Generator[Disk]:
    """A disk of this size in this folder, which is made."""
    folder.mkdir()
    wanted = ",".join([f"size={size}", *options])
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", wanted, "none", folder], capture_output=True, check=False)
    if done.returncode:
        raise PermissionError(f"no right to mount: {done.stderr.decode().strip()}")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def moved_to(disk: Disk, settings: Settings) -> Settings:
    """All that is kept lies on that disk, with the database, if that is a file."""
    if settings.database_url:
        pytest.skip("the database has a disk of its own")
    shutil.copytree(settings.data, disk.folder, dirs_exist_ok=True)
    return settings.model_copy(update={"data": disk.folder})
