"""The line of waiting renders: by rank, then fair between owners, with room for what is already loaded.

rank ── owner ── shape ── first come first served
          │        └ a shape whose models are in memory may overtake, a bounded number of times
          └ who has used least of the servers' time is next; having waited long counts as a better rank
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from fabula.imaging.renders.scheduling.wishes import Rank, Shape, Wish


@dataclass(frozen=True, slots=True)
class LineRules:
    """Bounds of fairness: how far and how often a loaded shape overtakes, and when waiting improves the rank."""

    lookahead: int = 32
    overtakings: int = 32
    slack_s: float = 30.0
    patience_s: float = 60.0
    ageing_s: float = 180.0


@dataclass(frozen=True, slots=True)
class Asking:
    """A server that could take one more: which shapes it wants, and which of them it has in memory."""

    wants: Callable[[Shape], bool]
    is_warm: Callable[[Shape], bool]


class _Candidate(NamedTuple):
    """What one owner would be given next, and the head of the owner's line that it overtakes."""

    rank: int
    used: float
    since: float
    wish: Wish
    overtakes: Wish | None
    is_warm: bool

    @property
    def turn(self) -> tuple[int, float, float]:
        return self.rank, self.used, self.since


class Line:
    """All renders that wait."""

    def __init__(self, rules: LineRules | None = None) -> None:
        self.rules = rules or LineRules()
        self._wishes: dict[str, tuple[int, Wish]] = {}
        self._queues: dict[tuple[Rank, str], _Queue] = {}
        self._used: dict[str, float] = {}
        self._overtaken: dict[str, int] = {}
        self._floor = 0.0

    def __len__(self) -> int:
        return len(self._wishes)

    def __contains__(self, wish_id: str) -> bool:
        return wish_id in self._wishes

    def __iter__(self) -> Iterator[Wish]:
        return (wish for _, wish in self._wishes.values())

    def add(self, wish: Wish) -> None:
        queue = self._queues.setdefault((wish.rank, wish.owner), _Queue())
        self._wishes[wish.id] = (queue.add(wish), wish)
        # Who comes new has no claim on the time before.
        self._used[wish.owner] = max(self._used.get(wish.owner, 0.0), self._floor)

    def remove(self, wish_id: str) -> bool:
        """It was cancelled; whether it was still waiting."""
        found = self._wishes.pop(wish_id, None)
        if found is None:
            return False
        self._overtaken.pop(wish_id, None)
        self._left(found[1])
        return True

    def take(self, asking: Asking, now: float) -> Wish | None:
        """The next render for this server, which leaves the line with it."""
        candidates = [found for key in self._queues if (found := self._candidate(key, asking, now))]
        if not candidates:
            return None
        fair = min(candidates, key=lambda found: found.turn)
        chosen = fair if fair.is_warm else self._warmer(fair, candidates, now)
        for overtaken in filter(None, (chosen.overtakes, None if chosen is fair else fair.wish)):
            self._overtaken[overtaken.id] = self._overtaken.get(overtaken.id, 0) + 1
        wish = chosen.wish
        self._floor = max(self._floor, min(found.used for found in candidates))
        self.remove(wish.id)
        self.charge(wish.owner, wish.seconds)
        return wish

    def charge(self, owner: str, seconds: float) -> None:
        """The owner used so much of a server; negative when it was less than expected."""
        self._used[owner] = max(self._floor, self._used.get(owner, self._floor)) + seconds

    def forget_idle(self) -> None:
        """Nobody waits: all begin again as equals."""
        if not self._wishes:
            self._used.clear()
            self._floor = 0.0

    def place(self, wish_id: str) -> int | None:
        """How many come before it, if all take turns; 0 is next."""
        if wish_id not in self._wishes:
            return None
        number, wish = self._wishes[wish_id]
        own = self._queues[wish.rank, wish.owner].before(number)
        ahead = own
        for (rank, owner), queue in self._queues.items():
            if rank < wish.rank:
                ahead += len(queue)
            elif rank == wish.rank and owner != wish.owner:
                is_behind = self._used[owner] <= self._used[wish.owner]
                ahead += min(len(queue), own + is_behind)
        return ahead

    def ahead_of(self, rank: Rank) -> int:
        """How many are of this rank or a better one."""
        return sum(len(queue) for (each, _), queue in self._queues.items() if each <= rank)

    def waiting(self, shape_fits: Callable[[Shape], bool]) -> int:
        """How many wait that are of such a shape."""
        return sum(queue.count(shape_fits) for queue in self._queues.values())

    def _candidate(self, key: tuple[Rank, str], asking: Asking, now: float) -> _Candidate | None:
        rank, owner = key
        heads = [head for head in self._queues[key].heads(self._wishes) if asking.wants(head[1].shape)]
        if not heads:
            return None
        number, first = min(heads, key=lambda head: head[0])
        chosen, warm = first, asking.is_warm(first.shape)
        if not warm and self._overtaken.get(first.id, 0) < self.rules.overtakings:
            near = [
                head for head in heads if head[0] - number <= self.rules.lookahead and asking.is_warm(head[1].shape)
            ]
            if near:
                chosen, warm = min(near, key=lambda head: head[0])[1], True
        aged = rank - int((now - first.since) / self.rules.ageing_s)
        passed = first if chosen is not first else None
        return _Candidate(max(0, aged), self._used[owner], first.since, chosen, passed, warm)

    def _warmer(self, fair: _Candidate, candidates: list[_Candidate], now: float) -> _Candidate:
        """Another owner's render whose models are loaded, if whose turn it is loses little by it."""
        if now - fair.since > self.rules.patience_s or self._overtaken.get(fair.wish.id, 0) >= self.rules.overtakings:
            return fair
        near = [
            found
            for found in candidates
            if found.is_warm and found.rank <= fair.rank and found.used - fair.used <= self.rules.slack_s
        ]
        return min(near, key=lambda found: found.turn, default=fair)

    def _left(self, wish: Wish) -> None:
        key = wish.rank, wish.owner
        queue = self._queues[key]
        queue.left(wish.shape)
        if not queue:
            del self._queues[key]


class _Queue:
    """One owner's renders of one rank, by shape; those that left are skipped when they come to the front."""

    def __init__(self) -> None:
        self._shapes: dict[Shape, deque[tuple[int, str]]] = {}
        self._counts: dict[Shape, int] = {}
        self._added = 0

    def __len__(self) -> int:
        return sum(self._counts.values())

    def add(self, wish: Wish) -> int:
        """Its number in this queue."""
        self._added += 1
        self._shapes.setdefault(wish.shape, deque()).append((self._added, wish.id))
        self._counts[wish.shape] = self._counts.get(wish.shape, 0) + 1
        return self._added

    def left(self, shape: Shape) -> None:
        self._counts[shape] -= 1
        if not self._counts[shape]:
            del self._counts[shape], self._shapes[shape]

    def heads(self, wishes: dict[str, tuple[int, Wish]]) -> Iterator[tuple[int, Wish]]:
        """The first of each shape that still waits."""
        for waiting in self._shapes.values():
            while waiting:
                number, wish_id = waiting[0]
                known = wishes.get(wish_id)
                if known is not None and known[0] == number:
                    yield known
                    break
                waiting.popleft()

    def before(self, number: int) -> int:
        """About how many of these come before this one: those that left in between still count."""
        first = min((waiting[0][0] for waiting in self._shapes.values() if waiting), default=number)
        return min(len(self) - 1, max(0, number - first))

    def count(self, fits: Callable[[Shape], bool]) -> int:
        return sum(count for shape, count in self._counts.items() if fits(shape))
