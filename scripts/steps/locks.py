"""The lock files: how they are made, and what must hold for them."""

import json
import re
import shutil
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from steps.environment import BASE, DEV, NODE
from steps.machine import ROOT, WEB, Problem, call, surroundings, telling, tool
from steps.node import Node
from steps.stamps import digest

PYPROJECT = ROOT / "pyproject.toml"
EXTRAS = ("postgresql", "mariadb", "redis", "s3")
MARK = "# made from"
# Later ones have no wheel for Macs with an Intel processor.
LIMITS = ("argon2-cffi-bindings<26 ; sys_platform == 'darwin' and platform_machine == 'x86_64'",)

# What is chosen for each lock file: extras and groups of pyproject.toml; the later ones agree with the first.
_CHOICES: dict[Path, list[str]] = {
    BASE: [*(word for extra in EXTRAS for word in ("--extra", extra)), "--group", "build"],
    DEV: ["--only-group", "dev", "--constraint", BASE.name],
    NODE: ["--only-group", "node"],
}


def renew(node: Node) -> None:
    """Choose the newest versions that fit, and write every lock file anew."""
    for lock, choice in _CHOICES.items():
        with telling(f"Choosing versions for {lock.name}"):
            _renew(lock, choice)
    with telling("Choosing versions for web/package-lock.json"):
        _renew_web(node)


def require_sound() -> str:
    """What is wrong with the lock files, if anything."""
    return "\n".join([*_wrong_in_requirements(), *_wrong_in_web()])


def _renew(lock: Path, choice: list[str]) -> None:
    options = (
        "--universal --python-version 3.11 --upgrade --generate-hashes --no-strip-extras"
        " --no-header --no-annotate --no-config --quiet"
    )
    with tempfile.TemporaryDirectory() as folder:
        limits = Path(folder, "limits.txt")
        limits.write_text("\n".join(LIMITS), encoding="utf-8")
        made = call(
            [tool("uv"), "pip", "compile", *_source(choice), *options.split(), "--constraint", limits],
            purpose=f"Choosing versions for {lock.name}",
            env=surroundings(UV_NO_PROGRESS="1"),
        )
    lock.write_text(f"{MARK} {_fingerprint(lock)}\n# Renew with: make lock\n{made}", encoding="utf-8")


def _source(choice: list[str]) -> list[str]:
    if "--only-group" in choice:
        return ["--group", *choice[1:]]
    return [PYPROJECT.name, *choice]


def _renew_web(node: Node) -> None:
    # Made in an empty folder: beside installed packages npm forgets those of other platforms.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(WEB / "package.json", folder)
        call(
            [node.npm, "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=folder,
            env=node.surroundings(npm_config_omit_lockfile_registry_resolved="true"),
            purpose="Choosing web packages",
        )
        shutil.copy(folder / "package-lock.json", WEB)


def _fingerprint(lock: Path) -> str:
    """What pyproject.toml asks for in this lock file."""
    asked: dict[str, Any] = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))
    project, groups, choice = asked["project"], asked["dependency-groups"], _CHOICES[lock]
    chosen = [groups[group] for group in groups if group in choice]
    if lock == BASE:
        chosen += [project["requires-python"], project["dependencies"], project["optional-dependencies"]]
    return digest(json.dumps([choice, LIMITS, chosen], sort_keys=True))[:16]


def _wrong_in_requirements() -> list[str]:
    wrong: list[str] = []
    for lock in _CHOICES:
        text = lock.read_text(encoding="utf-8") if lock.exists() else ""
        if not text.startswith(f"{MARK} {_fingerprint(lock)}\n"):
            wrong.append(f"{lock.name} is older than pyproject.toml. Run: make lock")
        if re.search(r"://|^\s*--(?!hash=)", text, re.MULTILINE):
            wrong.append(f"{lock.name} names an address or an option; it may only name packages.")
    return wrong


def _wrong_in_web() -> list[str]:
    asked = _json(WEB / "package.json")
    lock = _json(WEB / "package-lock.json")
    packages: dict[str, dict[str, Any]] = lock["packages"]
    kinds = ("dependencies", "devDependencies", "optionalDependencies")
    wrong: list[str] = []
    if any(asked.get(kind, {}) != packages[""].get(kind, {}) for kind in kinds):
        wrong.append("web/package-lock.json is older than web/package.json. Run: make lock")
    if any("resolved" in package for package in packages.values()):
        wrong.append("web/package-lock.json names download addresses. Run: make lock")
    if missing := sorted(_missing_platforms(packages)):
        wrong.append(f"web/package-lock.json lacks packages of other platforms ({missing[0]} …). Run: make lock")
    return wrong


def _missing_platforms(packages: dict[str, dict[str, Any]]) -> set[str]:
    offered = {name for package in packages.values() for name in package.get("optionalDependencies", {})}
    return offered - {path.rpartition("node_modules/")[2] for path in packages}


def _json(file: Path) -> dict[str, Any]:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Problem(f"{file.relative_to(ROOT)} cannot be read: {error}") from error
