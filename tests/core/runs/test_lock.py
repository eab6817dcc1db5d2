"""Two servers never share a data folder."""

import os
from pathlib import Path

import pytest

from fabula.core.errors import StartFailed
from fabula.core.runs import folder_held


def test_a_held_folder_refuses_a_second_server_and_names_the_first(tmp_path: Path) -> None:
    with folder_held(tmp_path):
        second = folder_held(tmp_path)
        with pytest.raises(StartFailed, match=rf"Another Fabula \(process {os.getpid()}\) already uses"):
            second.__enter__()
    with folder_held(tmp_path):
        assert (tmp_path / "lock").read_text().strip() == str(os.getpid())


def test_what_a_dead_server_left_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("99999")
    with folder_held(tmp_path):
        assert (tmp_path / "lock").read_text().strip() == str(os.getpid())
