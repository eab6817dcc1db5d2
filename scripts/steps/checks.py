"""The checks: two at a time, one line each, and the whole story only of those that fail.

A slow one is not run again while all that it reads is as it was when it passed.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from steps import generated, locks
from steps.environment import BASE, DEV, NODE, STAMPS
from steps.machine import PYTHON, ROOT, WEB, Problem, call, surroundings, tool
from steps.node import ensure_node
from steps.stamps import digest, digest_of_tree, is_fresh, remember
from steps.webapp import MADE, npm

AT_ONCE = 2
OF_PYTHON = (*(ROOT / name for name in ("fabula", "tests", "scripts", "bench", "e2e", "pyproject.toml")), BASE, DEV)
OF_WEB = (WEB, NODE)
MADE_HERE = MADE | {"__pycache__", "_webapp", "artifacts", ".hypothesis"}


@dataclass(frozen=True)
class Check:
    """What is looked at, and which files and folders tell how it ends, if that is known."""

    name: str
    look: Callable[[], str]
    reads: tuple[Path, ...] = ()

    @property
    def stamp(self) -> Path:
        return STAMPS / f"check-{self.name}"

    def fingerprint(self) -> str:
        return digest(*(digest_of_tree(one, without=MADE_HERE) if one.is_dir() else one for one in self.reads))


@dataclass(frozen=True)
class Verdict:
    """How one check ended; no words means that it found nothing."""

    name: str
    seconds: float
    words: str
    is_known: bool = False


def run(only: list[str]) -> int:
    """Run all checks, or those whose names begin with one of the words."""
    checks = _checks()
    wanted = [check for check in checks if not only or check.name.startswith(tuple(only))]
    if not wanted:
        raise Problem("No check has that name.", hint=", ".join(check.name for check in checks))
    begun = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running = [pool.submit(judge, check) for check in wanted]
        verdicts = [_told(done.result()) for done in as_completed(running)]
    failed = [verdict for verdict in verdicts if verdict.words]
    for verdict in failed:
        print(f"\n── {verdict.name}\n{verdict.words.rstrip()}")
    print(f"\n{len(verdicts) - len(failed)} of {len(verdicts)} checks passed in {time.monotonic() - begun:.0f} s")
    return 1 if failed else 0


def _checks() -> list[Check]:
    """The longest first, so that the two lanes end together."""
    node = ensure_node()

    def program(*words: str, **more: str) -> Callable[[], str]:
        env = surroundings(*node.folders, **more)
        return lambda: _silent(partial(call, words, purpose=words[0], env=env))

    def web() -> str:
        return _silent(partial(npm, node, "run", "--silent", "check", purpose="web"))

    return [
        Check("types", program(tool("pyright"), PYRIGHT_PYTHON_IGNORE_WARNINGS="1"), OF_PYTHON),
        Check("web", web, OF_WEB),
        Check("api", lambda: generated.require_no_drift(node), (*OF_PYTHON, *OF_WEB, generated.SETTINGS)),
        Check("imports", program(tool("lint-imports"), "--no-logo")),
        Check("lint", program(tool("ruff"), "check", "--no-cache", ".")),
        Check("format", program(tool("ruff"), "format", "--check", ".")),
        Check("locks", locks.require_sound),
        Check("packages", program(str(PYTHON), "-m", "pip", "check", "--disable-pip-version-check")),
    ]


def _silent(work: Callable[[], str]) -> str:
    work()
    return ""


def judge(check: Check) -> Verdict:
    fingerprint = check.fingerprint()
    if check.reads and is_fresh(check.stamp, fingerprint):
        return Verdict(check.name, 0, "", is_known=True)
    begun = time.monotonic()
    try:
        words = check.look()
    except Problem as problem:
        words = problem.output or problem.message
    if check.reads and not words:
        remember(check.stamp, fingerprint)
    return Verdict(check.name, time.monotonic() - begun, words)


def _told(verdict: Verdict) -> Verdict:
    took = "unchanged" if verdict.is_known else f"{verdict.seconds:5.1f} s"
    print(f"  {'✗' if verdict.words else '✓'} {verdict.name:<9} {took}", flush=True)
    return verdict
