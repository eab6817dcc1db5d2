"""The closing line counts everything, and nothing is silently absent."""

from collections import Counter
from pathlib import Path

from steps.reports import Outcome, read, summary

REPORT = """<testsuites><testsuite>
<testcase name="a"/><testcase name="b"/>
<testcase classname="tests.x" name="c"><failure message="no&#10;more"/></testcase>
<testcase classname="tests.x" name="d"><error message="broke"/></testcase>
<testcase name="e"><skipped message="no postgresql here"/></testcase>
</testsuite></testsuites>"""


def reported(folder: Path, text: str, trouble: str = "") -> Outcome:
    (folder / "report.xml").write_text(text)
    return read("python", folder / "report.xml", 1.0, trouble)


def test_a_report_is_counted(tmp_path: Path) -> None:
    outcome = reported(tmp_path, REPORT)
    broken = ("tests.x.c: no", "tests.x.d: broke")
    assert outcome == Outcome("python", 1.0, 2, 2, Counter({"no postgresql here": 1}), "", broken)


def test_the_last_line_adds_all_parts_up(tmp_path: Path) -> None:
    lines = summary([reported(tmp_path, REPORT), Outcome("web", 2.0, passed=5)]).splitlines()
    assert lines[-1] == "7 passed, 2 failed, 1 skipped"
    assert "      skipped 1: no postgresql here" in lines
    assert "      failed tests.x.c: no" in lines


def test_without_skips_none_are_mentioned() -> None:
    assert summary([Outcome("web", 2.0, passed=5)]).splitlines()[-1] == "5 passed, 0 failed"


def test_a_part_that_could_not_run_is_a_failure(tmp_path: Path) -> None:
    absent = read("web", tmp_path / "missing.xml", 1.0, "")
    assert (absent.failures, absent.trouble) == (1, "it wrote no report")
    assert reported(tmp_path, "<testsuites/>").failures == 1
    assert reported(tmp_path, "<testsuites><broken").failures == 1
    stopped = reported(tmp_path, REPORT.replace("failure", "system-out").replace("error", "x"), "it was stopped")
    assert stopped.failures == 1
    assert summary([stopped]).splitlines()[-1] == "4 passed, 1 failed, 1 skipped"


def test_what_passed_at_the_second_try_has_passed_and_is_named(tmp_path: Path) -> None:
    first = reported(tmp_path, REPORT)
    again = '<testsuite><testcase classname="tests.x" name="c"/>{}</testsuite>'
    d = '<testcase classname="tests.x" name="d"><error message="still broke"/></testcase>'
    both = first.after(reported(tmp_path, again.format(d)))
    assert (both.passed, both.failed, both.seconds) == (3, 1, 2.0)
    lines = summary([both]).splitlines()
    assert "      passed at the second try, alone: tests.x.c: no" in lines
    assert "      failed tests.x.d: still broke" in lines


def test_a_second_try_that_could_not_run_is_a_failure(tmp_path: Path) -> None:
    assert reported(tmp_path, REPORT).after(reported(tmp_path, "<testsuites/>")).failures == 2
