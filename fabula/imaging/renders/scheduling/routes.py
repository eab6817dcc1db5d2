"""Whether a server should take a render, or leave it to others who would be done sooner.

A slow server helps as long as the whole line is finished sooner with it than without it. At the end of a line, and for
a single render, that is not so: then the render waits a moment for the faster server.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Busy:
    """A render that a server has: when it began to work on it (None: not yet), and how long it takes."""

    since: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Station:
    """A server as the choice sees it: what it has, and what one more render of the kind in question would take."""

    has: Sequence[Busy]
    seconds: float

    def backlog(self, now: float) -> float:
        """Seconds until it could begin with one more; what is overdue may end any moment."""
        return sum(max(0.0, busy.seconds - (now - busy.since if busy.since is not None else 0.0)) for busy in self.has)


def is_worth_it(here: Station, others: Sequence[Station], in_line: int, now: float) -> bool:
    """Whether the line of `in_line` renders ends sooner if this server takes one of them now."""
    return here.backlog(now) + here.seconds <= _done_without(others, in_line, now)


def _done_without(others: Sequence[Station], in_line: int, now: float) -> float:
    """When the others alone would have finished the line: filled up evenly, like water."""
    stations = sorted((station.backlog(now), max(0.001, station.seconds)) for station in others)
    if not stations:
        return float("inf")
    done, rate, started = stations[0][0], 0.0, 0.0
    for place, (backlog, seconds) in enumerate(stations):
        finished_by_then = started + rate * (backlog - done)
        if place and finished_by_then >= in_line:
            break
        done, started, rate = backlog, finished_by_then if place else 0.0, rate + 1 / seconds
    # A single render cannot be split: nobody is done before the quickest could be.
    return max(done + (in_line - started) / rate, min(backlog + seconds for backlog, seconds in stations))
