"""One server as the pool knows it: whether it answers, what it can run, what it has to do."""

from collections.abc import Callable
from dataclasses import dataclass

from fabula.engines.comfy import Graph, ObjectInfo
from fabula.engines.comfy.formats import Definitions
from fabula.imaging.renders.pool.fitting import Check, Findings
from fabula.imaging.renders.scheduling import Busy, Shape, Station, Times
from fabula.imaging.renders.servers import RenderServer
from fabula.imaging.templates import Fault, Finding

FOREIGN_S = 10.0
SHAPES_REMEMBERED = 2000


@dataclass(slots=True)
class Commitment:
    """A render that this server was given."""

    shape: Shape
    seconds: float
    since: float | None = None


class Host:
    """What is known of a server, without asking it."""

    def __init__(self, server: RenderServer, check: Check, times: Times, clock: Callable[[], float]) -> None:
        self.server = server
        self.has: dict[str, Commitment] = {}
        self.foreign: int = 0
        self.reason = ""
        self.is_there = False
        self.resident: frozenset[str] = frozenset()
        self.orphans: set[str] = set()
        self.benched_until = 0.0
        self.is_on_trial = False
        self._clock = clock
        self._check = check
        self._times = times
        self.definitions: Definitions | None = None
        self.info: ObjectInfo | None = None
        self._fits: dict[str, Findings] = {}

    @property
    def id(self) -> str:
        return self.server.id

    @property
    def is_known(self) -> bool:
        """It has said what it can do."""
        return self.info is not None

    @property
    def is_benched(self) -> bool:
        """Renders crashed here that others could make: it gets nothing for a while."""
        return self._clock() < self.benched_until

    @property
    def takes_work(self) -> bool:
        return self.is_there and self.is_known and not self.server.is_draining and not self.is_benched

    @property
    def room(self) -> int:
        ahead = 1 if self.is_on_trial else self.server.ahead
        return ahead - len(self.has) if self.takes_work else 0

    def answered(self, info: ObjectInfo | None, foreign: int) -> bool:
        """It is there; whether anything changed for those who wait."""
        changed = not self.is_there or foreign != self.foreign
        self.is_there, self.foreign = True, foreign
        self.reason = self.reason if self.is_on_trial else ""
        if info is not None and info != self.info:
            self.info, self.definitions, self._fits, changed = info, Definitions(info), {}, True
        return changed

    def is_away(self, reason: str) -> None:
        """It does not answer; what it has in memory is anybody's guess then."""
        self.is_there, self.reason, self.resident = False, reason, frozenset()

    def findings(self, shape: Shape, graph: Graph) -> Findings:
        """Why it cannot run this; empty if it can."""
        if self.definitions is None:
            return [Finding(Fault.SILENT, "", "", "", self.reason or f"{self.server.name} has not answered yet.", "")]
        known = self._fits.get(shape.key)
        if known is None:
            if len(self._fits) >= SHAPES_REMEMBERED:
                self._fits.clear()
            known = self._fits[shape.key] = tuple(self._check(graph, self.definitions))
        return known

    def is_warm(self, shape: Shape) -> bool:
        return shape.models <= self.resident

    def expected(self, shape: Shape) -> float:
        return self._times.expected(shape.key, self.id) + (0.0 if self.is_warm(shape) else self._times.load(self.id))

    def station(self, shape: Shape) -> Station:
        own = [Busy(each.since, each.seconds) for each in self.has.values()]
        return Station([*own, *[Busy(None, FOREIGN_S)] * self.foreign], self.expected(shape))
