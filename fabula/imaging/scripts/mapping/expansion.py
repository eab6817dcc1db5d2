"""Several pictures for each row: `seed=1..4` and `cfg=3,5,7` in every combination, or side by side."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from pydantic import JsonValue

from fabula.imaging.scripts.errors import MappingUnclear

MOST_VARIANTS = 1_000
SPAN = re.compile(r"(-?\d+)\.\.(-?\d+)(?::(\d+))?")
HINT = "Write it like seed=1..4, cfg=3,5,7 or width=512..1024:256."

Axis = tuple[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Expansion:
    """The axes of a grid, and those that go along side by side."""

    grid: Sequence[Axis] = ()
    along: Sequence[Axis] = ()

    @classmethod
    def parse(cls, grid: Sequence[str] = (), along: Sequence[str] = ()) -> "Expansion":
        expansion = cls([_axis(text) for text in grid], [_axis(text) for text in along])
        names = [name for name, _ in (*expansion.grid, *expansion.along)]
        for name in names:
            if names.count(name) > 1:
                raise MappingUnclear(f"“{name}” is varied twice.", hint="Name every input once.")
        if len({len(values) for _, values in expansion.along}) > 1:
            told = ", ".join(f"{name} has {len(values)}" for name, values in expansion.along)
            raise MappingUnclear(f"Values that go side by side must be equally many: {told}.", hint=HINT)
        if len(expansion) > MOST_VARIANTS:
            raise MappingUnclear(f"That makes {len(expansion)} pictures a row; at most {MOST_VARIANTS} are possible.")
        return expansion

    def __len__(self) -> int:
        count = len(self.along[0][1]) if self.along else 1
        for _, values in self.grid:
            count *= len(values)
        return count

    @property
    def names(self) -> Sequence[str]:
        return [name for name, _ in (*self.grid, *self.along)]

    def variants(self) -> Iterator[Mapping[str, JsonValue]]:
        """What is different in each picture of one row; a single empty one if there are no axes."""
        if not self.grid and not self.along:
            yield {}
            return
        names = [name for name, _ in self.grid]
        side = [dict(zip((name for name, _ in self.along), values, strict=True)) for values in _rows(self.along)]
        for chosen in product(*(values for _, values in self.grid)):
            for beside in side or [{}]:
                yield dict(zip(names, chosen, strict=True)) | beside


def _rows(along: Sequence[Axis]) -> Iterator[tuple[str, ...]]:
    return zip(*(values for _, values in along), strict=True) if along else iter(())


def _axis(text: str) -> Axis:
    name, equals, told = text.partition("=")
    if not equals or not name.strip() or not told.strip():
        raise MappingUnclear(f"“{text}” does not say what is varied.", hint=HINT)
    values: list[str] = []
    for part in told.split(","):
        span = SPAN.fullmatch(part.strip())
        values += _span(text, span) if span else [part.strip()]
        if len(values) > MOST_VARIANTS:
            raise MappingUnclear(f"“{name.strip()}” has more than {MOST_VARIANTS} values.", hint=HINT)
    if "" in values:
        raise MappingUnclear(f"“{text}” has an empty value.", hint=HINT)
    return name.strip(), values


def _span(text: str, span: re.Match[str]) -> Sequence[str]:
    first, last, step = int(span[1]), int(span[2]), int(span[3] or 1)
    if step == 0 or abs(last - first) // max(1, step) >= MOST_VARIANTS:
        raise MappingUnclear(f"“{text}” makes too many values.", hint=HINT)
    numbers = range(first, last + 1, step) if first <= last else range(first, last - 1, -step)
    return [str(number) for number in numbers]
