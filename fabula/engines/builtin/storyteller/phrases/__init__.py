"""What the storyteller can say: text files with sections, read when first needed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Literal

Language = Literal["en", "ru"]


@dataclass(frozen=True)
class Section:
    """The lines under one heading, and what follows the heading's name."""

    lines: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @cached_property
    def clues(self) -> frozenset[str]:
        """Beginnings of words that call for this section."""
        return frozenset(self.notes[-1].split()) if self.notes else frozenset()


@cache
def sections(name: str) -> Mapping[str, Section]:
    """`# heading = notes` and the lines below it."""
    found: dict[str, Section] = {}
    text = files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    for block in text.split("# ")[1:]:
        head, *lines = block.strip().splitlines()
        title, _, rest = head.partition(" = ")
        found[title] = Section(tuple(lines), tuple(part.strip() for part in rest.split("|")) if rest else ())
    return found


@cache
def under(language: Language, prefix: str) -> Mapping[str, Section]:
    """The sections `prefix.*`, by what comes after the dot."""
    start = f"{prefix}."
    return {name.removeprefix(start): one for name, one in sections(language).items() if name.startswith(start)}
