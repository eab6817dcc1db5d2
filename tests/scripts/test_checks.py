"""A check that passed is not run again before what it reads has changed."""

from pathlib import Path

import pytest

from steps import checks
from steps.checks import Check, judge
from steps.machine import Problem


@pytest.fixture(autouse=True)
def _own_stamps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "STAMPS", tmp_path / "stamps")


def test_it_is_looked_at_again_exactly_when_a_file_that_it_reads_has_changed(tmp_path: Path) -> None:
    looks: list[str] = []

    def look() -> str:
        looks.append("looked")
        return ""

    (tmp_path / "code").mkdir()
    file = tmp_path / "code" / "a.py"
    file.write_text("1")
    check = Check("types", look, (tmp_path / "code",))
    assert [judge(check).is_known, judge(check).is_known] == [False, True]
    file.write_text("2")
    assert [judge(check).is_known, judge(check).is_known] == [False, True]
    assert len(looks) == 2


def test_what_failed_is_looked_at_again(tmp_path: Path) -> None:
    def complain() -> str:
        return "a fault"

    def break_off() -> str:
        raise Problem("it broke")

    for look, words in ((complain, "a fault"), (break_off, "it broke")):
        check = Check("web", look, (tmp_path,))
        assert [judge(check).words, judge(check).words] == [words, words]


def test_what_reads_nothing_that_could_be_compared_is_always_looked_at() -> None:
    check = Check("locks", lambda: "")
    assert [judge(check).is_known, judge(check).is_known] == [False, False]
