"""How long things take, learnt from what they took."""

from collections import OrderedDict

UNKNOWN_S = 10.0
LOAD_S = 8.0
WEIGHT = 0.3
QUICKEST_S = 0.001
SLOWEST_PACE = 50.0
SHAPES_REMEMBERED = 5000


class Times:
    """Seconds per shape and server; what was never measured is inferred from the server's speed with other shapes."""

    def __init__(self) -> None:
        self._seconds: OrderedDict[str, dict[str, float]] = OrderedDict()
        self._pace: dict[str, float] = {}
        self._load: dict[str, float] = {}

    def record_load(self, server: str, seconds: float) -> None:
        """Bringing other models into memory cost so much on top."""
        self._load[server] = _blend(self._load.get(server), max(0.0, seconds))

    def load(self, server: str) -> float:
        return self._load.get(server, LOAD_S)

    def record(self, shape: str, server: str, seconds: float) -> None:
        """A render of this shape took so long there, models being in memory."""
        seconds = max(QUICKEST_S, seconds)
        usual = self._usual(shape)
        known = self._seconds.setdefault(shape, {})
        known[server] = _blend(known.get(server), seconds)
        self._seconds.move_to_end(shape)
        if len(self._seconds) > SHAPES_REMEMBERED:
            self._seconds.popitem(last=False)
        if usual:
            pace = min(SLOWEST_PACE, max(1 / SLOWEST_PACE, seconds / usual))
            self._pace[server] = _blend(self._pace.get(server), pace)

    def is_known(self, shape: str) -> bool:
        """Whether one of this shape was ever measured."""
        return shape in self._seconds

    def expected(self, shape: str, server: str) -> float:
        measured = self._seconds.get(shape, {}).get(server)
        return measured if measured is not None else (self._usual(shape) or UNKNOWN_S) * self._pace.get(server, 1.0)

    def pace(self, server: str) -> float:
        """How slow this server is beside the others: 1 is ordinary."""
        return self._pace.get(server, 1.0)

    def typical(self, shape: str) -> float:
        """On whichever server."""
        return self._usual(shape) or UNKNOWN_S

    def _usual(self, shape: str) -> float | None:
        """The time on a server of pace 1."""
        known = self._seconds.get(shape)
        if not known:
            return None
        return sum(seconds / self._pace.get(server, 1.0) for server, seconds in known.items()) / len(known)


def _blend(before: float | None, seconds: float) -> float:
    return seconds if before is None else before + WEIGHT * (seconds - before)
