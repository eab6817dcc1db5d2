"""What each `make` verb does, as a line of steps."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable

from steps import checks, generated, locks, suites
from steps.environment import DEV, ensure_locked, ensure_package
from steps.machine import PYTHON, ROOT, WINDOWS, Problem, call, surroundings, telling, tool
from steps.webapp import ensure_web_packages, ensure_webapp, npm

FAILED, WRONG_USE, INTERRUPTED = 1, 2, 130


def setup(_words: list[str]) -> int:
    """Install and build what is missing."""
    ensure_package()
    ensure_webapp()
    return 0


def run(words: list[str]) -> int:
    """Set up, then become the server."""
    setup([])
    command = [tool("fabula"), "serve", *words]
    if WINDOWS:
        return subprocess.run(command, check=False).returncode
    sys.stdout.flush()
    os.execve(command[0], command, dict(os.environ))


def test(words: list[str]) -> int:
    """All tests, or the named parts of them."""
    setup([])
    ensure_dev()
    return suites.run(words)


def check(words: list[str]) -> int:
    """Everything that can be judged without running the product."""
    ensure_package()
    ensure_dev()
    ensure_web_packages()
    return checks.run(words)


def fix(_words: list[str]) -> int:
    """Lint and format, mended where a machine can."""
    ensure_package()
    ensure_dev()
    call([tool("ruff"), "check", "--fix-only", "--quiet", "."], purpose="Mending Python lint")
    call([tool("ruff"), "format", "--quiet", "."], purpose="Formatting Python")
    npm(ensure_web_packages(), "run", "fix", purpose="Mending web lint")
    return 0


def api(_words: list[str]) -> int:
    """Write the files that are made from the code."""
    ensure_package()
    generated.write(ensure_web_packages())
    return 0


def bench(words: list[str]) -> int:
    """Run one benchmark, or all of them one after another."""
    ensure_package()
    ensure_dev()
    found = {file.stem: file for file in sorted((ROOT / "bench").glob("[a-z]*.py"))}
    chosen, rest = (words[:1], words[1:]) if words and words[0] in found else (list(found), words)
    codes = [
        subprocess.run([str(PYTHON), str(found[name]), *rest], cwd=ROOT, env=surroundings(), check=False).returncode
        for name in chosen
    ]
    return max(codes, default=0)


def build(_words: list[str]) -> int:
    """The wheel, with the web app inside."""
    setup([])
    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    with telling("Making the wheel"):
        call([PYTHON, "-m", "hatchling", "build", "--target", "wheel"], purpose="Making the wheel")
    for wheel in (ROOT / "dist").glob("*.whl"):
        print(f"  {wheel.relative_to(ROOT)}, {wheel.stat().st_size / 1e6:.1f} MB")
    return 0


def lock(_words: list[str]) -> int:
    """Choose versions again."""
    ensure_package()
    ensure_dev()
    locks.renew(ensure_web_packages())
    return 0


def ensure_dev() -> None:
    ensure_locked(DEV, "test and check tools")


VERBS: dict[str, Callable[[list[str]], int]] = {
    verb.__name__: verb for verb in (setup, run, test, check, fix, api, bench, build, lock)
}


def main(words: list[str]) -> int:
    if not words or words[0] not in VERBS:
        print(f"Which one? {', '.join(VERBS)}", file=sys.stderr)
        return WRONG_USE
    os.chdir(ROOT)
    try:
        return VERBS[words[0]](words[1:])
    except Problem as problem:
        for text in (problem.output.rstrip(), f"\n✗ {problem.message}", problem.hint and f"  → {problem.hint}"):
            if text:
                print(text, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
