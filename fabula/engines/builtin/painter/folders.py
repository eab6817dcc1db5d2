"""The folders input, output and temp: names that are free, places that stay inside, files that are kept once."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

KINDS = ("input", "output", "temp")
_ANNOTATED = re.compile(r"^(?P<name>.+) \[(?P<kind>input|output|temp)\]$")


class OutsideTheFolder(Exception):
    """A name that would leave its folder."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a new file goes, and how the answers name it."""

    folder: Path
    stem: str
    counter: int
    subfolder: str


class Folders:
    def __init__(self, root: Path) -> None:
        self.root = root
        for kind in KINDS:
            (root / kind).mkdir(parents=True, exist_ok=True)
        self._counters: dict[tuple[Path, str], int] = {}

    def of(self, kind: str) -> Path:
        if kind not in KINDS:
            raise KeyError(kind)
        return self.root / kind

    def inside(self, kind: str, *parts: str) -> Path:
        base = self.of(kind).resolve()
        path = base.joinpath(*parts).resolve()
        if path != base and base not in path.parents:
            raise OutsideTheFolder(str(Path(*parts)))
        return path

    def annotated(self, name: str, kind: str = "input") -> Path:
        """The file of a LoadImage value: `a.png`, `sub/a.png`, `a.png [output]`."""
        if found := _ANNOTATED.match(name):
            name, kind = found["name"], found["kind"]
        return self.inside(kind, name)

    def listed(self, kind: str = "input") -> list[str]:
        return sorted(entry.name for entry in self.of(kind).iterdir() if entry.is_file())

    def empty_temp(self) -> None:
        shutil.rmtree(self.of("temp"), ignore_errors=True)
        self.of("temp").mkdir(parents=True, exist_ok=True)

    def next_place(self, kind: str, prefix: str, count: int = 1) -> Place:
        """Reserve the next numbers behind a prefix; what lies there already is never written over."""
        target = self.inside(kind, prefix) if prefix and not prefix.endswith("/") else self.inside(kind, prefix, "_")
        folder, stem = target.parent, target.name
        folder.mkdir(parents=True, exist_ok=True)
        key = (folder, stem)
        if key not in self._counters:
            self._counters[key] = _highest(folder, stem)
        first = self._counters[key] + 1
        self._counters[key] += count
        inner = folder.relative_to(self.of(kind).resolve()).as_posix()
        return Place(folder, stem, first, "" if inner == "." else inner)


def split_annotated(name: str, kind: str) -> tuple[str, str]:
    if found := _ANNOTATED.match(name):
        return found["name"], found["kind"]
    return name, kind


def _highest(folder: Path, stem: str) -> int:
    numbered = re.compile(re.escape(stem) + r"_(\d{5,})_?\.\w+$")
    return max((int(found[1]) for entry in folder.iterdir() if (found := numbered.match(entry.name))), default=0)
