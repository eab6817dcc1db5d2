"""Our own disk is full: a drawing waits, says so, and goes on when there is room."""

import os
from io import BytesIO

import pytest
from PIL import Image

from fabula.core.settings import Settings
from tests.disks import Disk, moved_to
from tests.imaging.images.easel import SMALL, Easel


@pytest.fixture
def settings(settings: Settings, small_disk: Disk) -> Settings:
    """Everything that is kept lies on the small disk."""
    return moved_to(small_disk, settings)


def noise(side: int) -> bytes:
    """A picture that nothing packs."""
    data = BytesIO()
    Image.frombytes("RGB", (side, side), os.urandom(3 * side * side)).save(data, "WEBP", quality=1)
    return data.getvalue()


async def test_a_reference_is_made_fit_when_there_is_room(easel: Easel, small_disk: Disk) -> None:
    await easel.drawn(description="Night", as_written=True, **SMALL)
    reference = await easel.upload(noise(500), "noise.webp")
    small_disk.fill(but_kb=300)
    run_id = await easel.begun(description="Make it night", reference=reference, as_written=True, **SMALL)
    await easel.until_stage(run_id, "There is no room left to store files.")
    small_disk.free()
    drawing = await easel.ended(run_id)
    assert (drawing["run"]["state"], len(drawing["variants"])) == ("done", 1), drawing["run"]["error"]
