"""The fewest loads that any schedule can do with, when no job may wait longer than a bound and work takes no time.

Leaving out the time that work and loading take only makes it easier, so what comes out is a lower bound for every
real schedule with the same bound of waiting. To load later is never worse: whoever waits is served at the moment of the
load. So a model is loaded only when the longest wait for it is up, and the only question is which others stay. All
answers are followed, moment by moment; of two ways to the same situation the cheaper one stays.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

NEVER = float("inf")
Situation = tuple[frozenset[str], tuple[tuple[str, float], ...]]


@dataclass(frozen=True, slots=True)
class Demand:
    """A job asks for a model at a moment."""

    at: float
    what: str


def fewest_loads(demands: Sequence[Demand], sizes: Mapping[str, int], total_mb: int, longest_wait: float) -> int:
    arrivals = {name: sorted(d.at for d in demands if d.what == name) for name in sizes}

    def due_after(name: str, moment: float) -> float:
        """When the first job for it that comes after this moment must have begun."""
        later = bisect_left(arrivals[name], moment)
        return arrivals[name][later] + longest_wait if later < len(arrivals[name]) else NEVER

    nothing: frozenset[str] = frozenset()
    ways: dict[Situation, int] = {(nothing, tuple((name, due_after(name, -1)) for name in sorted(sizes))): 0}
    while True:
        situation = min(ways, key=lambda each: min((due for _, due in each[1]), default=NEVER))
        moment = min((due for _, due in situation[1]), default=NEVER)
        if moment == NEVER:
            return min(ways.values())
        cost = ways.pop(situation)
        loaded, absent = situation
        wanted = min(absent, key=lambda pair: pair[1])[0]
        for staying in _staying(loaded, sizes, total_mb - sizes[wanted]):
            gone = {name: due_after(name, moment) for name in loaded - staying}
            dues = dict(absent) | gone
            del dues[wanted]
            after = (staying | {wanted}, tuple(sorted(dues.items())))
            ways[after] = min(cost + 1, ways.get(after, cost + 1))


def _staying(loaded: frozenset[str], sizes: Mapping[str, int], room_mb: int) -> Iterator[frozenset[str]]:
    """Every choice of what stays beside a new model."""
    for count in range(len(loaded) + 1):
        for names in combinations(sorted(loaded), count):
            if sum(sizes[name] for name in names) <= room_mb:
                yield frozenset(names)
