"""Who used the device how much of late, and when each stream of work was served last."""

from collections import OrderedDict

from fabula.engines.gpu.line.lease import LeaseRequest

KEPT = 10_000
Stream = tuple[str, str, int]


def stream_of(request: LeaseRequest) -> Stream:
    """Work of one owner, engine and class: it ages as one, so that a flood of jobs does not age by its number."""
    return (request.owner, request.tenant, int(request.priority))


class Usage:
    """GPU seconds by owner in a window that fades: half of it is forgotten after each half-life."""

    def __init__(self, half_life_s: float) -> None:
        self._half_life_s = half_life_s
        self._spent: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._served: OrderedDict[Stream, float] = OrderedDict()

    def charge(self, owner: str, seconds: float, now: float) -> None:
        self._spent[owner] = (self.of(owner, now) + seconds, now)
        self._spent.move_to_end(owner)
        if len(self._spent) > KEPT:
            self._spent.popitem(last=False)

    def of(self, owner: str, now: float) -> float:
        spent, at = self._spent.get(owner, (0.0, now))
        return spent * 0.5 ** ((now - at) / self._half_life_s)

    def served(self, request: LeaseRequest, now: float) -> None:
        stream = stream_of(request)
        self._served[stream] = now
        self._served.move_to_end(stream)
        if len(self._served) > KEPT:
            self._served.popitem(last=False)

    def served_at(self, stream: Stream) -> float:
        """When something of this stream was let in last; what waits longer than since then starves."""
        return self._served.get(stream, float("-inf"))

    def shares(self, now: float) -> dict[str, float]:
        """The owners that used the device, the greatest first."""
        spent = {owner: self.of(owner, now) for owner in self._spent}
        return dict(sorted(((owner, s) for owner, s in spent.items() if s >= 0.1), key=lambda item: -item[1]))
