"""Remembers what a finished step was made from, so that it is only done again when that changed."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path


def digest(*things: str | Path) -> str:
    """One fingerprint of texts and files; a missing file counts as empty."""
    total = hashlib.sha256()
    for thing in things:
        content = (thing.read_bytes() if thing.is_file() else b"") if isinstance(thing, Path) else thing.encode()
        total.update(hashlib.sha256(content).digest())
    return total.hexdigest()


def digest_of_tree(folder: Path, *, without: frozenset[str]) -> str:
    """One fingerprint of all files below a folder, their names included."""
    parts: list[str | Path] = []
    for file in _files(folder, without):
        parts += [file.relative_to(folder).as_posix(), file]
    return digest(*parts)


def _files(folder: Path, without: frozenset[str]) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in without)
        yield from (Path(parent, name) for name in sorted(names))


def is_fresh(stamp: Path, fingerprint: str) -> bool:
    return stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == fingerprint


def remember(stamp: Path, fingerprint: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(f"{fingerprint}\n", encoding="utf-8")
