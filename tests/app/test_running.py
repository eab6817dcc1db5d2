"""The note of a running server: commands find it there, and it keeps no server from running."""

import json

import pytest

from fabula.app.running import NOTE, noted
from fabula.core.settings import Settings
from tests.disks import Disk


def test_the_note_is_there_as_long_as_the_server(settings: Settings) -> None:
    with noted(settings, "http://localhost:1"):
        assert json.loads((settings.data / NOTE).read_text())["address"] == "http://localhost:1"
    assert not (settings.data / NOTE).exists()


def test_a_server_runs_without_a_note_that_finds_no_room(
    settings: Settings, tiny_disk: Disk, caplog: pytest.LogCaptureFixture
) -> None:
    tiny_disk.fill()
    with noted(settings.model_copy(update={"data": tiny_disk.folder}), "http://localhost:1"):
        assert "No space left on device" in caplog.text
    assert [file.name for file in tiny_disk.folder.iterdir()] == ["filler"]
