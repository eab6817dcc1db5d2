"""Who is next, by rule alone: class and priority first, then the owner that had less, and nobody starves."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter

from fabula.core.errors import FabulaError
from fabula.engines.gpu.line.lease import Lease, LeaseRequest, Place, Told
from fabula.engines.gpu.line.usage import Stream, Usage, stream_of

CONTINUES, OVERDUE = -2, -1


@dataclass(eq=False, slots=True)
class Waiter:
    """One that stands in the line of a device."""

    request: LeaseRequest
    number: int
    arrived: float
    priority: int
    expected_s: float
    granted: asyncio.Future[Lease]
    told: Told | None = None
    group: Lease | None = None
    task: asyncio.Task[object] | None = None
    overtaken: int = 0
    passed_at: float | None = None
    not_before: float = 0
    refusals: int = 0
    refusal: FabulaError | None = None
    last_place: Place | None = field(default=None)


Key = tuple[int, float, float, int]


def in_order(
    line: Iterable[Waiter], usage: Usage, running_s: Mapping[str, float], ageing_s: float, now: float
) -> list[Waiter]:
    """The line as it would be served if every model were loaded."""
    begins: dict[str, float] = {}
    served: dict[Stream, float] = {}
    keyed: list[tuple[Key, Waiter]] = []
    for waiter in sorted(line, key=lambda each: each.request.priority):
        owner, stream = waiter.request.owner, stream_of(waiter.request)
        if owner not in begins:
            begins[owner] = usage.of(owner, now) + running_s.get(owner, 0.0)
        if stream not in served:
            served[stream] = usage.served_at(stream)
        starving_s = now - max(waiter.arrived, served[stream])
        keyed.append((_standing(waiter, begins[owner], starving_s, ageing_s), waiter))
        begins[owner] += waiter.expected_s
    keyed.sort(key=itemgetter(0))
    return [waiter for _, waiter in keyed]


def _standing(waiter: Waiter, begins: float, starving_s: float, ageing_s: float) -> Key:
    if waiter.group is not None:
        return (CONTINUES, waiter.arrived, 0, waiter.number)
    rank = waiter.request.priority - int(starving_s / ageing_s)
    if rank < 0:
        return (OVERDUE, -starving_s, 0, waiter.number)
    return (rank, -waiter.priority, begins, waiter.number)
