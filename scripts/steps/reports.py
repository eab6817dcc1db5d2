"""Reads what a test run reported (JUnit XML), and adds runs up to the one closing line."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.etree import ElementTree

MOST_TOLD = 20


@dataclass(frozen=True)
class Outcome:
    """How a part of the tests ended; `trouble` says why it could not run as it should."""

    part: str
    seconds: float
    passed: int = 0
    failed: int = 0
    skipped: Counter[str] = field(default_factory=Counter[str])
    trouble: str = ""
    broken: tuple[str, ...] = ()
    shaky: tuple[str, ...] = ()

    def after(self, second: "Outcome") -> "Outcome":
        """With those that failed tried again: what passed then has passed, and is named all the same."""
        still = {_name(told) for told in second.broken}
        return replace(
            self,
            seconds=self.seconds + second.seconds,
            passed=self.passed + second.passed,
            failed=self.failed - second.passed,
            trouble=second.trouble,
            broken=second.broken,
            shaky=tuple(told for told in self.broken if _name(told) not in still),
        )

    @property
    def failures(self) -> int:
        """A part that could not run counts as one failure, so that it is never silently absent."""
        return max(self.failed, 1) if self.trouble else self.failed


def read(part: str, report: Path, seconds: float, trouble: str) -> Outcome:
    try:
        cases = list(ElementTree.parse(report).iter("testcase"))
    except (OSError, ElementTree.ParseError):
        return Outcome(part, seconds, trouble=trouble or "it wrote no report")
    broken = tuple(_told(case) for case in cases if _find(case, "failure", "error") is not None)
    skips = [skip for case in cases if (skip := _find(case, "skipped")) is not None]
    passed = len(cases) - len(broken) - len(skips)
    if not trouble and passed + len(broken) == 0:
        trouble = "it ran no test"
    reasons = Counter(skip.get("message") or "no reason" for skip in skips)
    return Outcome(part, seconds, passed, len(broken), reasons, trouble, broken)


def summary(outcomes: Iterable[Outcome]) -> str:
    """A line for each part, what failed, the reasons of skips, and last the line that counts everything."""
    outcomes = list(outcomes)
    lines = [""]
    for one in outcomes:
        mark = "✗" if one.failures else "✓"
        counts = _counts(one.passed, one.failures, one.skipped.total())
        lines.append(f"  {mark} {one.part:<8} {counts}  ({one.seconds:.0f} s)")
        if one.trouble:
            lines.append(f"      {one.trouble}")
        lines += [f"      failed {told}" for told in one.broken[:MOST_TOLD]]
        lines += [f"      passed at the second try, alone: {told}" for told in one.shaky]
        lines += [f"      skipped {count}: {reason}" for reason, count in one.skipped.most_common()]
    passed, failed = sum(one.passed for one in outcomes), sum(one.failures for one in outcomes)
    return "\n".join([*lines, "", _counts(passed, failed, sum(one.skipped.total() for one in outcomes))])


def _told(case: ElementTree.Element) -> str:
    """Which test it was and the first line of its reason, for who sees only the end of the output."""
    trouble = _find(case, "failure", "error")
    reason = (trouble.get("message") or "") if trouble is not None else ""
    return f"{case.get('classname', '')}.{case.get('name', '')}: {reason.strip().partition(chr(10))[0][:200]}"


def _name(told: str) -> str:
    return told.partition(": ")[0]


def _counts(passed: int, failed: int, skipped: int) -> str:
    return f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else "")


def _find(case: ElementTree.Element, *names: str) -> ElementTree.Element | None:
    return next((found for name in names if (found := case.find(name)) is not None), None)
