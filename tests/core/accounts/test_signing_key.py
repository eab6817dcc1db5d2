"""The key that signs tokens is made once and kept from other eyes."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from fabula.core.accounts.access.secret import signing_key
from fabula.core.errors import StartFailed
from fabula.core.settings import Settings


def test_it_is_made_once_for_the_owner_alone(tmp_path: Path) -> None:
    key = signing_key(Settings(data=tmp_path))
    file = tmp_path / "secrets" / "jwt"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert signing_key(Settings(data=tmp_path)) == key
    assert [left.name for left in file.parent.iterdir()] == ["jwt"]


def test_programs_that_start_together_get_one_key(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    with ThreadPoolExecutor(16) as threads:
        keys = set(threads.map(signing_key, [settings] * 64))
    assert len(keys) == 1


def test_a_setting_wins_and_leaves_no_file(tmp_path: Path) -> None:
    given = Settings(data=tmp_path, jwt_secret=SecretStr("sixteen letters!"))
    assert len(signing_key(given)) == 32
    assert not (tmp_path / "secrets").exists()


def test_a_short_setting_is_refused_without_telling_it(tmp_path: Path) -> None:
    with pytest.raises(StartFailed, match="too short") as refused:
        signing_key(Settings(data=tmp_path, jwt_secret=SecretStr("hunter2")))
    assert "hunter2" not in str(refused.value.body())


@pytest.mark.parametrize("content", [b"", b"short", b"\xff" * 64])
def test_a_damaged_file_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "secrets" / "jwt"
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(StartFailed, match="key file"):
        signing_key(Settings(data=tmp_path))
    assert file.read_bytes() == content


def test_a_place_that_cannot_be_used_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "secrets").write_text("a file where the folder should be")
    with pytest.raises(StartFailed, match="cannot be used"):
        signing_key(Settings(data=tmp_path))
    assert os.listdir(tmp_path) == ["secrets"]
