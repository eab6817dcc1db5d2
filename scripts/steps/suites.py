"""The three parts of the tests, each with its own limit of time, added up at the end."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from steps.browser import ensure_browser
from steps.machine import PYTHON, ROOT, WEB, WINDOWS, Problem, surroundings
from steps.reports import Outcome, read, summary
from steps.servers import servers
from steps.webapp import ensure_web_packages

MINUTE = 60
GRACE_S = 10


@dataclass(frozen=True)
class Part:
    """One part of the tests: its command for a report file, and how long it may take."""

    name: str
    limit_s: int
    run: Callable[[Path, list[str], int], int]


def run(words: list[str]) -> int:
    """Run all parts, or the named ones; words after `--` go to their runner."""
    names, more = (words[: words.index("--")], words[words.index("--") + 1 :]) if "--" in words else (words, [])
    parts = [part for part in PARTS if not names or part.name in names]
    if unknown := set(names) - {part.name for part in PARTS}:
        raise Problem(f"No part is called {', '.join(unknown)}.", hint=", ".join(part.name for part in PARTS))
    outcomes = [_outcome(part, more) for part in parts]
    print(summary(outcomes), flush=True)
    return 1 if any(one.failures for one in outcomes) else 0


def _outcome(part: Part, more: list[str]) -> Outcome:
    print(f"\n── {part.name}", flush=True)
    begun = time.monotonic()
    trouble = ""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        try:
            code = part.run(report, more, part.limit_s)
        except subprocess.TimeoutExpired:
            code, trouble = 1, f"it was stopped after {part.limit_s // MINUTE} minutes"
        except Problem as problem:
            code, trouble = 1, " ".join(filter(None, [problem.message, problem.hint, problem.output[-2000:]]))
        outcome = read(part.name, report, time.monotonic() - begun, trouble)
    if code and not outcome.failures:
        return read_as_broken(outcome, f"it ended with exit code {code}")
    return outcome


def read_as_broken(outcome: Outcome, trouble: str) -> Outcome:
    """All its tests passed and yet it failed: that is a failure too."""
    return Outcome(outcome.part, outcome.seconds, outcome.passed, 1, outcome.skipped, trouble)


def _python(report: Path, more: list[str], limit_s: int) -> int:
    with servers() as addresses:
        command = [str(PYTHON), "-m", "pytest", "tests", f"--junitxml={report}", *more]
        return _watched(command, ROOT, surroundings(**addresses), limit_s)


def _web(report: Path, more: list[str], limit_s: int) -> int:
    node = ensure_web_packages()
    reporters = ["--reporter=default", "--reporter=junit", f"--outputFile.junit={report}"]
    return _watched([node.npm, "test", "--silent", "--", *reporters, *more], WEB, node.surroundings(), limit_s)


def _browser(report: Path, more: list[str], limit_s: int) -> int:
    env = surroundings(FABULA_TEST_BROWSER=ensure_browser())
    command = [str(PYTHON), "-m", "pytest", "e2e", f"--junitxml={report}", *more]
    return _watched(command, ROOT, env, limit_s)


def _watched(command: Sequence[str], cwd: Path, env: dict[str, str], limit_s: int) -> int:
    """Run to the end, or end it with all its children when its time is over."""
    process = subprocess.Popen(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, start_new_session=not WINDOWS)
    try:
        return process.wait(limit_s)
    except BaseException:
        _end(process)
        raise


def _end(process: subprocess.Popen[bytes]) -> None:
    if WINDOWS:
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
        return
    for signum in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, signum)
            process.wait(GRACE_S)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


PARTS = (
    Part("python", 20 * MINUTE, _python),
    Part("web", 10 * MINUTE, _web),
    Part("browser", 20 * MINUTE, _browser),
)
