"""Our own disk is full: a drawing waits, says so, and goes on when there is room."""

import os
import shutil
from io import BytesIO

import pytest
from PIL import Image

from fabula.core.settings import Settings
from tests.disks import Disk
from tests.imaging.images.easel import SMALL, Easel


@pytest.fixture
def settings(settings: Settings, small_disk: Disk) -> Settings:
    """Everything that is kept lies on the small disk."""
    if settings.database_url:
        pytest.skip("the database has a disk of its own")
    shutil.copytree(settings.data, small_disk.folder, dirs_exist_ok=True)
    return settings.model_copy(update={"data": small_disk.folder})


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
