"""A device in the shape that travels."""

from collections.abc import Sequence

from fabula.engines.gpu.line.card import Card, Tenancy
from fabula.engines.gpu.line.forecast import holding_words, places
from fabula.engines.gpu.line.lease import Lease, Place
from fabula.engines.gpu.line.order import Waiter
from fabula.engines.gpu.schemas import DeviceState, HolderState, ResidentState, TenantState, VramPoint, WaiterState

LINE_SHOWN = 200


def device_state(
    card: Card, ordered: Sequence[Waiter], history: list[VramPoint], measured_by: str, now: float
) -> DeviceState:
    reading = card.reading
    line = zip(ordered[:LINE_SHOWN], places(card, ordered, now), strict=False)
    return DeviceState(
        id=card.device.id,
        name=card.device.name,
        gpu=card.device.gpu,
        total_mb=reading.total_mb if reading else card.device.total_mb,
        free_mb=reading.free_mb if reading else None,
        floor_mb=card.floor_mb,
        stranger_mb=card.stranger_mb,
        measured_by=measured_by,
        words=holding_words(card, now),
        loads=card.loads,
        tenants=[_tenant(card, tenancy) for tenancy in card.tenancies.values()],
        holders=[_holder(card, lease, now) for lease in card.holders],
        line=[_waiter(card, waiter, place, now) for waiter, place in line],
        waiting=len(ordered),
        shares_s={owner: round(seconds, 1) for owner, seconds in card.usage.shares(now).items()},
        history=history,
    )


def _tenant(card: Card, tenancy: Tenancy) -> TenantState:
    tenant = tenancy.tenant
    used = card.holders.uses(tenant.id)
    return TenantState(
        id=tenant.id,
        name=tenant.name,
        kind=tenant.kind,
        slots=tenant.slots,
        working=len(card.in_use(tenant.id)),
        waiting=sum(waiter.request.tenant == tenant.id for waiter in card.line.values()),
        service=tenant.service,
        is_stopped=tenancy.is_stopped,
        vram_mb=tenancy.measured_mb,
        resident=[
            ResidentState(name=what, need_mb=card.learned.need_mb(tenant.id, what), in_use=what in used)
            for what in sorted(tenancy.resident)
        ],
        comes_back=sorted(tenancy.displaced),
    )


def _holder(card: Card, lease: Lease, now: float) -> HolderState:
    request = lease.request
    return HolderState(
        id=lease.id,
        fence=lease.fence,
        tenant=request.tenant,
        what=lease.what,
        owner=request.owner,
        label=request.label,
        priority=request.priority,
        state=lease.state,
        held_s=round(now - lease.granted_at, 1),
        expected_s=round(card.learned.seconds(request.tenant, lease.what, request.expected_s), 1),
    )


def _waiter(card: Card, waiter: Waiter, place: Place, now: float) -> WaiterState:
    request = waiter.request
    return WaiterState(
        place=place.place,
        tenant=request.tenant,
        what=request.what,
        owner=request.owner,
        label=request.label,
        priority=request.priority,
        waited_s=round(now - waiter.arrived, 1),
        expected_s=place.expected_s,
        overtaken=waiter.overtaken,
        is_making_room=card.making is waiter,
        refusal=str(waiter.refusal or ""),
    )
