"""Where things are on this machine, and how a program is called."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "web"
WEBAPP = ROOT / "fabula" / "_webapp"
VENV = ROOT / ".venv"
WINDOWS = sys.platform == "win32"
PROGRAMS = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = PROGRAMS / ("python.exe" if WINDOWS else "python")

# These would send packages or imports somewhere else than into this folder's environment.
_MISLEADING = (
    "PYTHONHOME",
    "PYTHONPATH",
    "PIP_USER",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_REQUIRE_VIRTUALENV",
    "VIRTUAL_ENV",
)


class Problem(Exception):
    """What went wrong in one sentence, the way out, and what the failing program said."""

    def __init__(self, message: str, *, hint: str = "", output: str = "") -> None:
        super().__init__(message)
        self.message, self.hint, self.output = message, hint, output


def tool(name: str) -> str:
    """A program of the environment, by its path."""
    return str(PROGRAMS / (f"{name}.exe" if WINDOWS else name))


def is_root() -> bool:
    return not WINDOWS and os.geteuid() == 0


def can_install_packages() -> bool:
    return is_root() and shutil.which("apt-get") is not None


def surroundings(*folders: Path, **more: str) -> dict[str, str]:
    """The environment for a program: ours first on the path, nothing misleading in it."""
    kept = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
    path = os.pathsep.join([*map(str, folders), str(PROGRAMS), kept.get("PATH", "")])
    return {**kept, "PATH": path, **more}


def call(
    command: Sequence[str | Path],
    *,
    purpose: str,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    hint: str = "",
    user: str | None = None,
) -> str:
    """Run a program to its end and return what it printed; failing is a `Problem` that carries its words."""
    try:
        done = subprocess.run(
            [str(word) for word in command],
            cwd=cwd,
            env=surroundings() if env is None else env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            **acting_as(user),
        )
    except OSError as error:
        raise Problem(f"{purpose} failed: {command[0]} cannot be started ({error.strerror}).", hint=hint) from error
    if done.returncode:
        raise Problem(f"{purpose} failed.", hint=hint, output=done.stdout)
    return done.stdout


def acting_as(user: str | None) -> dict[str, Any]:
    """The words that let `subprocess` start a program as another user, without the groups of this one."""
    return {"user": user, "group": user, "extra_groups": []} if user else {}


@contextmanager
def telling(what: str) -> Generator[None]:
    """Say what is being done, and how long it took."""
    print(f"  {what} …", end="", flush=True)
    begun = time.monotonic()
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f" {time.monotonic() - begun:.0f} s", flush=True)
