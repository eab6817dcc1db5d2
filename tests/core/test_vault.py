"""Secrets at rest open for their own place alone, and tell nothing on the way."""

import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from fabula.core.settings import Settings
from fabula.core.vault import SecretUnreadable, Vault

SECRET = SecretStr("sk-тайна-1234")


def test_what_was_sealed_opens_again_also_after_a_restart(tmp_path: Path) -> None:
    sealed = Vault(Settings(data=tmp_path)).seal(SECRET, "channel:1")
    assert Vault(Settings(data=tmp_path)).open(sealed, "channel:1") == SECRET
    assert stat.S_IMODE((tmp_path / "secrets" / "vault").stat().st_mode) == 0o600


def test_the_same_secret_never_looks_the_same(tmp_path: Path) -> None:
    vault = Vault(Settings(data=tmp_path))
    assert vault.seal(SECRET, "channel:1") != vault.seal(SECRET, "channel:1")


@pytest.mark.parametrize("damage", ["v1.", "v1.!!", "v1.AAAA", "", "plain text"])
def test_a_damaged_secret_says_what_to_do(tmp_path: Path, damage: str) -> None:
    with pytest.raises(SecretUnreadable):
        Vault(Settings(data=tmp_path)).open(damage, "channel:1")


def test_a_secret_moved_to_another_row_stays_shut(tmp_path: Path) -> None:
    vault = Vault(Settings(data=tmp_path))
    with pytest.raises(SecretUnreadable):
        vault.open(vault.seal(SECRET, "channel:1"), "channel:2")


def test_a_lost_key_is_said_and_not_guessed(tmp_path: Path) -> None:
    sealed = Vault(Settings(data=tmp_path)).seal(SECRET, "channel:1")
    other = Vault(Settings(data=tmp_path, secret_key=SecretStr("another key altogether")))
    with pytest.raises(SecretUnreadable) as refused:
        other.open(sealed, "channel:1")
    assert "Enter it again" in refused.value.way_out
    assert "sk-" not in str(refused.value.body())
