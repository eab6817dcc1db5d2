"""The checks: two at a time, one line each, and the whole story only of those that fail."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial

from steps import generated, locks
from steps.machine import PYTHON, Problem, call, surroundings, tool
from steps.node import ensure_node
from steps.webapp import npm

AT_ONCE = 2


@dataclass(frozen=True)
class Verdict:
    """How one check ended; no words means that it found nothing."""

    name: str
    seconds: float
    words: str


def run(only: list[str]) -> int:
    """Run all checks, or those whose names begin with one of the words."""
    wanted = [(name, check) for name, check in _checks() if not only or name.startswith(tuple(only))]
    if not wanted:
        raise Problem("No check has that name.", hint=", ".join(name for name, _ in _checks()))
    begun = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running = [pool.submit(_judge, name, check) for name, check in wanted]
        verdicts = [_told(done.result()) for done in as_completed(running)]
    failed = [verdict for verdict in verdicts if verdict.words]
    for verdict in failed:
        print(f"\n── {verdict.name}\n{verdict.words.rstrip()}")
    print(f"\n{len(verdicts) - len(failed)} of {len(verdicts)} checks passed in {time.monotonic() - begun:.0f} s")
    return 1 if failed else 0


def _checks() -> list[tuple[str, Callable[[], str]]]:
    """The longest first, so that the two lanes end together."""
    node = ensure_node()

    def program(*words: str, **more: str) -> Callable[[], str]:
        env = surroundings(*node.folders, **more)
        return lambda: _silent(partial(call, words, purpose=words[0], env=env))

    return [
        ("types", program(tool("pyright"), PYRIGHT_PYTHON_IGNORE_WARNINGS="1")),
        ("web", lambda: _silent(partial(npm, node, "run", "--silent", "check", purpose="web"))),
        ("api", lambda: generated.require_no_drift(node)),
        ("imports", program(tool("lint-imports"), "--no-logo")),
        ("lint", program(tool("ruff"), "check", "--no-cache", ".")),
        ("format", program(tool("ruff"), "format", "--check", ".")),
        ("locks", locks.require_sound),
        ("packages", program(str(PYTHON), "-m", "pip", "check", "--disable-pip-version-check")),
    ]


def _silent(work: Callable[[], str]) -> str:
    work()
    return ""


def _judge(name: str, check: Callable[[], str]) -> Verdict:
    begun = time.monotonic()
    try:
        words = check()
    except Problem as problem:
        words = problem.output or problem.message
    return Verdict(name, time.monotonic() - begun, words)


def _told(verdict: Verdict) -> Verdict:
    print(f"  {'✗' if verdict.words else '✓'} {verdict.name:<9} {verdict.seconds:5.1f} s", flush=True)
    return verdict
