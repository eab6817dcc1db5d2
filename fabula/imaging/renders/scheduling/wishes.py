"""What waits: a wish for one render, and the shape that it shares with others."""

from dataclasses import dataclass
from enum import IntEnum


class Rank(IntEnum):
    """Somebody watches, or a list is worked off; lower goes first."""

    INTERACTIVE = 0
    BATCH = 1


@dataclass(frozen=True, slots=True)
class Shape:
    """What matters for the choice of a server: same shape, same needs and much the same time."""

    key: str
    models: frozenset[str] = frozenset()
    server: str | None = None
    avoid: frozenset[str] = frozenset()

    def bound(self, server: str | None, avoid: frozenset[str] = frozenset()) -> "Shape":
        """The same, only for this server, or for any but some."""
        return Shape(self.key, self.models, server, avoid)

    def may_go_to(self, server: str) -> bool:
        return server not in self.avoid and self.server in (None, server)


@dataclass(frozen=True, slots=True)
class Wish:
    """A render that waits for its turn; `seconds` is what it is expected to take on an ordinary server."""

    id: str
    owner: str
    shape: Shape
    rank: Rank
    since: float
    seconds: float = 10.0
