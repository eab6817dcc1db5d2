"""Whether a server should take a render, or leave it to others who would be done sooner.

A slow server helps as long as the whole line is finished sooner with it than without it. At the end of a line, and for
a single render, that is not so: then the render waits a moment for the faster server.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

SHORTEST_S = 0.001


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

    def done_before(self, moment_s: float, now: float) -> int:
        """How many more it would have finished by then: whole ones, since a render cannot be shared."""
        return max(0, ceil((moment_s - self.backlog(now)) / max(SHORTEST_S, self.seconds)) - 1)


def is_worth_it(here: Station, others: Sequence[Station], in_line: int, now: float) -> bool:
    """Whether the line of `in_line` renders ends sooner if this server takes one of them now."""
    done = here.backlog(now) + here.seconds
    return sum(station.done_before(done, now) for station in others) < in_line
