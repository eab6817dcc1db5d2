"""Seeded choice that does not say the same thing twice."""

import random
from collections.abc import Sequence
from functools import cache
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """What has been said, here or earlier in the conversation, is chosen last."""

    def __init__(self, seed: int, said_before: str = "") -> None:
        self._random = random.Random(seed)
        self._before = said_before
        self._said: set[str] = set()

    def line(self, lines: Sequence[str]) -> str:
        """One of the lines, a new one as long as there is one."""
        chosen = self._random.choice(self._fresh(lines))
        self._said.add(chosen)
        return chosen

    def new(self, *sources: Sequence[str]) -> str:
        """A line that was not said yet, from the first source that has one; empty when none has."""
        unsaid = (self._new(lines) for lines in sources)
        fresh = next((lines for lines in unsaid if lines), None)
        return self.line(fresh) if fresh else ""

    def one(self, options: Sequence[T]) -> T:
        return self._random.choice(options)

    def number(self, low: int, high: int) -> int:
        return self._random.randint(low, high)

    def chance(self, of: float) -> bool:
        return self._random.random() < of

    def _fresh(self, lines: Sequence[str]) -> Sequence[str]:
        return self._new(lines) or [line for line in lines if line not in self._said] or lines

    def _new(self, lines: Sequence[str]) -> list[str]:
        return [line for line in lines if line not in self._said and _core(line) not in self._before]


@cache
def _core(line: str) -> str:
    """The longest part of a line without slots: what can be found again in a text."""
    parts = line.replace("[", "{").replace("]", "}").split("{")
    return max((part.split("}")[-1] for part in parts), key=len)
