"""One device as the arbiter sees it: who lives there, what lies in memory, who works, who waits."""

import asyncio
from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from fabula.engines.gpu.line.holders import Holders, Wants
from fabula.engines.gpu.line.learning import Learned
from fabula.engines.gpu.line.lease import Lease, LeaseRequest
from fabula.engines.gpu.line.order import Waiter
from fabula.engines.gpu.line.usage import Usage
from fabula.engines.gpu.tenants import Device, Memory, Tenant, TenantEngine, TenantKind

SWAPS_AT_ONCE = 3.0


@dataclass(eq=False, slots=True)
class Tenancy:
    """An engine on its device, and what we believe lies in its memory (name -> when it was last used).

    `seen_at` is when the engine itself said so last; it stays empty for one that never tells.
    """

    tenant: Tenant
    engine: TenantEngine
    resident: dict[str, float] = field(default_factory=dict[str, float])
    seen_at: float | None = None
    measured_mb: int | None = None
    last: str = ""
    is_stopped: bool = False
    displaced: dict[str, float] = field(default_factory=dict[str, float])

    @property
    def is_language(self) -> bool:
        return self.tenant.kind is TenantKind.LANGUAGE

    def words(self, request: LeaseRequest) -> str:
        """What is asked of it, for people: models have names, pictures are called what their makers call them."""
        return request.what if self.is_language else request.label or request.what

    def forget(self) -> None:
        """Nothing lies in its memory any more."""
        self.resident.clear()
        self.measured_mb = None

    def was_stopped(self) -> None:
        """Its program is gone, and all that lay in its memory."""
        self.forget()
        self.is_stopped = True


@dataclass(eq=False, slots=True)
class Card:
    """A device with its tenants, holders and line; it answers what fits, and changes nothing by itself."""

    device: Device
    floor_mb: int
    learned: Learned
    usage: Usage
    tenancies: dict[str, Tenancy] = field(default_factory=dict[str, Tenancy])
    holders: Holders = field(default_factory=Holders)
    line: dict[int, Waiter] = field(default_factory=dict[int, Waiter])
    making: Waiter | None = None
    making_task: asyncio.Task[bool] | None = None
    is_switching: bool = False
    loads: int = 0
    swap_credit: float = SWAPS_AT_ONCE
    credited_at: float = 0
    idle_since: float = 0
    reading: Memory | None = None
    strangers_mb: deque[int] = field(default_factory=lambda: deque(maxlen=300))

    @property
    def stranger_mb(self) -> int:
        """Memory that is in use and not by our engines, as measured last."""
        return self.strangers_mb[-1] if self.strangers_mb else 0

    @property
    def newly_taken_mb(self) -> int:
        """Of that, what has not been taken all the time."""
        return self.stranger_mb - min(self.strangers_mb, default=0)

    @property
    def most_mb(self) -> int | None:
        """The most that one of our engines can ever have here: what is taken all the time is not ours."""
        total = self.reading.total_mb if self.reading else self.device.total_mb
        return None if total is None else max(0, total - self.floor_mb - min(self.strangers_mb, default=0))

    @property
    def budget_mb(self) -> int | None:
        """Memory that our engines may fill together, or None where nothing is known of the card."""
        total = self.reading.total_mb if self.reading else self.device.total_mb
        return None if total is None else max(0, total - self.floor_mb - self.stranger_mb)

    @property
    def is_ready(self) -> bool:
        """Nobody is just changing what runs and lies here."""
        return self.making is None and not self.is_switching

    def in_use(self, tenant: str) -> Collection[Lease]:
        return self.holders.of(tenant)

    def has_slot(self, tenant: str) -> bool:
        return len(self.in_use(tenant)) < self.tenancies[tenant].tenant.slots

    def has_room_for_any(self) -> bool:
        """Is there a free slot that somebody waits for? Cheap, as most changes of a long line let nobody in."""
        free = {tenant for tenant in self.tenancies if self.has_slot(tenant)}
        return any(waiter.request.tenant in free for waiter in self.line.values())

    def lying(self) -> Wants:
        """What lies in memory or will: what is resident, and what holders use."""
        lying = ((name, what) for name, tenancy in self.tenancies.items() for what in tenancy.resident)
        return merged(self.holders.wants, _wants(lying))

    def is_warm(self, tenant: str, what: str) -> bool:
        tenancy = self.tenancies[tenant]
        lies_there = tenancy.tenant.keeps_memory or what in tenancy.resident or what in self.holders.uses(tenant)
        return lies_there and not tenancy.is_stopped

    def is_surely_warm(self, tenant: str, what: str, within_s: float, now: float) -> bool:
        """Not only believed: the model works now, worked a moment ago, or was seen, or its engine never tells."""
        tenancy = self.tenancies[tenant]
        if not self.is_warm(tenant, what):
            return False
        seen_at = max(tenancy.seen_at or 0.0, tenancy.resident.get(what, 0.0))
        return tenancy.seen_at is None or what in self.holders.uses(tenant) or now - seen_at <= within_s

    def footprint_mb(self, tenant: str, whats: Iterable[str]) -> int | None:
        """Memory of these together: models lie side by side, pictures are made one after the other."""
        needs = [self.learned.need_mb(tenant, what) for what in whats]
        known = [need for need in needs if need is not None]
        if len(known) < len(needs):
            return None
        return sum(known) if self.tenancies[tenant].is_language else max(known, default=0)

    def compatible(self, wants: Wants) -> bool:
        """May these be in memory at once? One alone always may: then the card is its."""
        tenants = [tenant for tenant, whats in wants.items() if whats and not self._keeps_memory(tenant)]
        if len(tenants) <= 1 and (not tenants or self._alone(tenants[0], wants[tenants[0]])):
            return True
        budget = self.budget_mb
        footprints = [self.footprint_mb(tenant, wants[tenant]) for tenant in tenants]
        if budget is None or None in footprints:
            return False
        return sum(filter(None, footprints)) <= budget

    def _keeps_memory(self, tenant: str) -> bool:
        return self.tenancies[tenant].tenant.keeps_memory

    def _alone(self, tenant: str, whats: frozenset[str]) -> bool:
        return len(whats) == 1 or not self.tenancies[tenant].is_language or self.budget_mb is None

    def may_hold(self, waiter: Waiter) -> bool:
        """Could this work begin beside what works now, if idle things were moved out?"""
        request = waiter.request
        return self.has_slot(request.tenant) and self.compatible(merged(self.holders.wants, wants_of(waiter)))

    def displaces(self, waiter: Waiter) -> bool:
        """Would something that lies idle in memory have to go?"""
        tenancy, what = self.tenancies[waiter.request.tenant], waiter.request.what
        if tenancy.tenant.keeps_memory:
            return False
        replaces = not tenancy.is_language and bool(tenancy.resident) and what not in tenancy.resident
        return replaces or not self.compatible(merged(self.lying(), wants_of(waiter)))

    def may_swap(self, residence_s: float, linger_s: float, now: float) -> bool:
        """A few swaps come at once, after that one for each time of residence, or when nothing is left to do here."""
        earned = (now - self.credited_at) / residence_s if residence_s else SWAPS_AT_ONCE
        self.swap_credit, self.credited_at = min(SWAPS_AT_ONCE, self.swap_credit + earned), now
        lingered = not self.holders and now >= self.idle_since + linger_s
        return self.swap_credit >= 1 or lingered

    def idle_models(self, keep: tuple[str, str]) -> list[tuple[Tenancy, str]]:
        """Language models that nobody uses, the longest unused first."""
        idle = [
            (used, tenancy, what)
            for tenancy in self.tenancies.values()
            if tenancy.is_language and not tenancy.is_stopped and not tenancy.tenant.keeps_memory
            for what, used in tenancy.resident.items()
            if (tenancy.tenant.id, what) != keep and what not in self.holders.uses(tenancy.tenant.id)
        ]
        return [(tenancy, what) for _, tenancy, what in sorted(idle, key=lambda found: found[0])]

    def idle(self, tenancy: Tenancy) -> bool:
        return not tenancy.is_stopped and not self.in_use(tenancy.tenant.id)

    def extra_mb(self, tenant: str, what: str) -> int | None:
        """Memory that this work takes beyond what its engine holds already."""
        need, tenancy = self.learned.need_mb(tenant, what), self.tenancies[tenant]
        if need is None or self.is_warm(tenant, what):
            return None if need is None else 0
        held = 0 if tenancy.is_language else self.footprint_mb(tenant, tenancy.resident) or 0
        return max(0, need - held)

    def present_mb(self, tenancy: Tenancy) -> int:
        """Memory that this engine has now, as measured, or as far as we know what lies there."""
        if tenancy.measured_mb is not None:
            return tenancy.measured_mb
        held = self.holders.uses(tenancy.tenant.id)
        return self.footprint_mb(tenancy.tenant.id, {*held, *tenancy.resident}) or 0

    def left_mb(self, tenancy: Tenancy, memory: Memory) -> int:
        """What remains for this engine of the used memory, after the others and what is always taken."""
        if tenancy.measured_mb is not None:
            return tenancy.measured_mb
        others = sum(self.present_mb(other) for other in self.tenancies.values() if other is not tenancy)
        return memory.used_mb - others - min(self.strangers_mb, default=0)

    def running_s(self, now: float) -> dict[str, float]:
        """What holders have used so far, by owner: it counts before it is settled."""
        spent: dict[str, float] = {}
        for lease in self.holders:
            owner = lease.request.owner
            spent[owner] = spent.get(owner, 0.0) + self.cost_s(lease, now)
        return spent

    def cost_s(self, lease: Lease, now: float) -> float:
        return max(0.0, now - lease.granted_at) / self.tenancies[lease.request.tenant].tenant.slots


def wants_of(waiter: Waiter) -> Wants:
    return {waiter.request.tenant: frozenset({waiter.request.what})}


def merged(one: Wants, other: Wants) -> Wants:
    nothing: frozenset[str] = frozenset()
    return {key: one.get(key, nothing) | other.get(key, nothing) for key in {*one, *other}}


def _wants(pairs: Iterable[tuple[str, str]]) -> Wants:
    found: dict[str, set[str]] = {}
    for tenant, what in pairs:
        found.setdefault(tenant, set()).add(what)
    return {tenant: frozenset(whats) for tenant, whats in found.items()}
