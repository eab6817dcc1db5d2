"""`fabula users`: accounts from the terminal, with the exit codes that scripts rely on."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from fabula.app.commands.users import users
from fabula.core.errors import FabulaError


def run(data: Path, *words: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(users, [*words, "--data", str(data)], input=typed)


def refused(result: Result) -> str:
    assert isinstance(result.exception, FabulaError)
    assert result.exit_code == 1
    return result.exception.code()


@pytest.fixture
def house(tmp_path: Path, migrated_file: Path) -> Path:
    (tmp_path / "fabula.db").write_bytes(migrated_file.read_bytes())
    return tmp_path


def test_people_are_made_and_listed(house: Path) -> None:
    first = run(house, "create", "Ann", "ann@example.org")
    assert first.exit_code == 0
    assert "Ann has an account (admin)." in first.output
    assert re.search(r"shown only now: \S{16}\n", first.output)
    run(house, "create", "Ben", "ben@example.org")
    run(house, "create", "Cleo", "cleo@example.org", "--admin")
    listed = run(house, "list").output
    assert [listed.index(name) for name in ("Cleo", "Ben", "Ann")] == sorted(
        listed.index(name) for name in ("Cleo", "Ben", "Ann")
    )
    assert "Ann" not in run(house, "list", "--search", "BEN").output
    assert "There are more" in run(house, "list", "--limit", "2").output


def test_a_password_may_be_typed(house: Path) -> None:
    typed = "a long way home 7\n" * 2
    made = run(house, "create", "Ann", "ann@example.org", "--ask-password", typed=typed)
    assert made.exit_code == 0
    assert "a long way home 7" not in made.output
    assert "shown only now" not in made.output
    assert run(house, "reset-password", "ANN@example.org", "--ask-password", typed=typed).exit_code == 0
    assert (
        refused(run(house, "reset-password", "Ann", "--ask-password", typed="password\npassword\n")) == "weak_password"
    )


def test_a_reset_password_is_told(house: Path) -> None:
    run(house, "create", "Ann", "ann@example.org")
    told = run(house, "reset-password", "ann")
    assert told.exit_code == 0
    assert re.search(r"shown only now: \S{16}\n", told.output)


def test_what_cannot_be_done_fails_with_a_reason(house: Path) -> None:
    run(house, "create", "Ann", "ann@example.org")
    assert refused(run(house, "create", "ann", "other@example.org")) == "username_taken"
    assert refused(run(house, "reset-password", "nobody")) == "not_found"
    (house / "file").write_text("not a folder")
    assert refused(run(house / "file", "list")) == "start_failed"


@pytest.mark.parametrize(
    "words",
    [("create",), ("create", "a", "a@example.org"), ("create", "Ann", "nobody"), ("list", "--limit", "0"), ("other",)],
)
def test_wrong_usage_is_told_apart(house: Path, words: tuple[str, ...]) -> None:
    assert run(house, *words).exit_code == 2
