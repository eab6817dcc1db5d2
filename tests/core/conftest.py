"""Pictures made on the spot."""

import subprocess
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageOps

MakePicture = Callable[..., bytes]


@pytest.fixture
def make_picture() -> MakePicture:
    """`make_picture("PNG", (40, 30), frames=3, exif=…)` answers the bytes of a picture file."""

    def make(kind: str = "PNG", size: tuple[int, int] = (40, 30), *, frames: int = 1, **options: Any) -> bytes:
        shown = [_gradient(size, shift) for shift in range(frames)]
        target = BytesIO()
        if frames > 1:
            options |= {"save_all": True, "append_images": shown[1:]}
        shown[0].save(target, kind, **options)
        return target.getvalue()

    return make


def _gradient(size: tuple[int, int], shift: int) -> Image.Image:
    wide = ImageOps.fit(Image.linear_gradient("L"), size)
    return Image.merge("RGB", (wide, wide.rotate(180), ImageChops.offset(wide, 5 * shift, 3 * shift)))


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte, where a person with root's rights runs the tests."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    with mounted(folder, "tmpfs", "size=1m"):
        yield folder


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk on which the tables of a fresh start find room, and little else."""
    folder = tmp_path / "small"
    folder.mkdir()
    with mounted(folder, "tmpfs", "size=4m"):
        yield folder


@pytest.fixture
def read_only_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk that takes nothing, also from root."""
    folder = tmp_path / "read-only"
    folder.mkdir()
    with mounted(folder, "tmpfs", "size=1m,ro"):
        yield folder


@contextmanager
def mounted(folder: Path, kind: str, options: str) -> Generator[None]:
    done = subprocess.run(["mount", "-t", kind, "-o", options, "none", folder], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"no right to mount: {done.stderr.decode().strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
