"""The three parts of the tests, each with its own limit of time, added up at the end.

The Python tests go beside the two others: all of them wait much, and together they take little longer than the longest.
A few that failed in this crowd are tried once more when nothing goes on beside them, and the summary names them.
"""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from steps.browser import ensure_browser
from steps.machine import PYTHON, ROOT, WEB, WINDOWS, Problem, surroundings
from steps.reports import Outcome, read, summary
from steps.servers import servers
from steps.webapp import ensure_web_packages

MINUTE = 60
GRACE_S = 10
# Much of the time is spent waiting for servers.
SIDE_BY_SIDE = ("--numprocesses=2", "--dist=worksteal")
# More than a few are no accident.
MOST_TRIED_AGAIN = 5
FAILED_BEFORE = ("--last-failed", "--last-failed-no-failures=none")


@dataclass(frozen=True)
class Part:
    """One part of the tests: its command for a report file, and how long it may take."""

    name: str
    limit_s: int
    run: Callable[["Going"], int]
    remembers: bool = False


@dataclass(frozen=True)
class Going:
    """A part under way: where its report and its words go, and what its runner is told besides."""

    report: Path
    more: list[str]
    limit_s: int
    words: IO[bytes] | None


def run(words: list[str]) -> int:
    """Run all parts, or the named ones; words after `--` go to their runner."""
    names, more = (words[: words.index("--")], words[words.index("--") + 1 :]) if "--" in words else (words, [])
    parts = [part for part in PARTS if not names or part.name in names]
    if unknown := set(names) - {part.name for part in PARTS}:
        raise Problem(f"No part is called {', '.join(unknown)}.", hint=", ".join(part.name for part in PARTS))
    outcomes = [_outcome(parts[0], more)] if len(parts) == 1 else _side_by_side(parts, more)
    outcomes = [_tried_again(part, first, more) for part, first in zip(parts, outcomes, strict=True)]
    print(summary(outcomes), flush=True)
    return 1 if any(one.failures for one in outcomes) else 0


def _side_by_side(parts: list[Part], more: list[str]) -> list[Outcome]:
    """The first part beside the others; what these say is shown when they are over."""
    first, *others = parts
    with ThreadPoolExecutor() as beside, tempfile.TemporaryFile(buffering=0) as told:
        rest = beside.submit(lambda: [_outcome(part, more, told) for part in others])
        try:
            outcomes = [_outcome(first, more), *rest.result()]
        except BaseException:
            for process in list(_running):
                _end(process)
            raise
        told.seek(0)
        print(told.read().decode(errors="replace"), flush=True)
    return outcomes


def _tried_again(part: Part, first: Outcome, more: list[str]) -> Outcome:
    """Alone, those that failed; whoever fails twice has failed."""
    if not part.remembers or first.trouble or not 0 < first.failed <= MOST_TRIED_AGAIN:
        return first
    return first.after(_outcome(part, [*more, *FAILED_BEFORE]))


def _outcome(part: Part, more: list[str], told: IO[bytes] | None = None) -> Outcome:
    heading = f"\n── {part.name}\n"
    if told is None:
        print(heading, end="", flush=True)
    else:
        told.write(heading.encode())
    begun = time.monotonic()
    trouble = ""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        try:
            code = part.run(Going(report, more, part.limit_s, told))
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


def _python(going: Going) -> int:
    with servers() as addresses:
        command = [*_pytest(going, "tests"), *SIDE_BY_SIDE]
        return _watched(command, ROOT, surroundings(**addresses), going)


def _web(going: Going) -> int:
    node = ensure_web_packages()
    reporters = ["--reporter=default", "--reporter=junit", f"--outputFile.junit={going.report}"]
    command = [node.npm, "test", "--silent", "--", *reporters, *going.more]
    return _watched(command, WEB, node.surroundings(), going)


def _journeys(going: Going) -> int:
    env = surroundings(FABULA_TEST_BROWSER=ensure_browser())
    return _watched(_pytest(going, "e2e"), ROOT, env, going)


def _pytest(going: Going, whole: str) -> list[str]:
    """Each part remembers in a place of its own what failed: they run at the same time."""
    places = ["-o", f"cache_dir=.pytest_cache/{whole}", f"--junitxml={going.report}"]
    return [str(PYTHON), "-m", "pytest", *_places(going.more, whole), *places]


def _places(words: list[str], whole: str) -> list[str]:
    """The words for the runner, with the whole part unless they name files of it."""
    return words if any(Path(word.partition("::")[0]).exists() for word in words) else [whole, *words]


_running: set[subprocess.Popen[bytes]] = set()


def _watched(command: Sequence[str], cwd: Path, env: dict[str, str], going: Going) -> int:
    """Run to the end, or end it with all its children when its time is over."""
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=going.words,
        stderr=subprocess.STDOUT if going.words else None,
        start_new_session=not WINDOWS,
    )
    _running.add(process)
    try:
        return process.wait(going.limit_s)
    except BaseException:
        _end(process)
        raise
    finally:
        _running.discard(process)


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
    Part("python", 20 * MINUTE, _python, remembers=True),
    Part("web", 10 * MINUTE, _web),
    Part("journeys", 20 * MINUTE, _journeys, remembers=True),
)
