"""The face of GPU sharing: devices and tenants come in, leases go out, and a snapshot says how it stands."""

import asyncio
from collections.abc import AsyncGenerator, Generator, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager

from fabula.core.background import Background
from fabula.core.errors import Conflict
from fabula.engines.gpu.arbiter.dispatch import Dispatcher
from fabula.engines.gpu.arbiter.groups import Groups
from fabula.engines.gpu.arbiter.restoring import Restoring
from fabula.engines.gpu.arbiter.switching import Switching
from fabula.engines.gpu.arbiter.views import device_state
from fabula.engines.gpu.errors import TenantUnknown
from fabula.engines.gpu.line.card import Card, Tenancy
from fabula.engines.gpu.line.learning import Experience, Learned
from fabula.engines.gpu.line.lease import Lease, LeaseRequest, LeaseState, Told
from fabula.engines.gpu.line.order import Waiter
from fabula.engines.gpu.line.usage import Usage
from fabula.engines.gpu.news import News
from fabula.engines.gpu.room import Ladder
from fabula.engines.gpu.rules import Rules
from fabula.engines.gpu.schemas import GpuState
from fabula.engines.gpu.tenants import Device, ServiceKeeper, Tenant, TenantEngine
from fabula.engines.gpu.vram import Gauge, Measuring, Monitor


class Arbiter:
    """Shares devices between engines, owners and kinds of work."""

    def __init__(
        self,
        rules: Rules,
        background: Background,
        *,
        gauge: Gauge | None = None,
        keeper: ServiceKeeper | None = None,
        news: News | None = None,
    ) -> None:
        self.news = news or News()
        self._rules = rules
        self._background = background
        self._cards: dict[str, Card] = {}
        self._learned = Learned()
        self._measuring = Measuring(rules, gauge, keeper.pids if keeper else _no_pids)
        self._monitor = Monitor(rules, self._measuring, self.news)
        ladder = Ladder(rules, self.news, self._measuring, keeper)
        self._dispatcher = Dispatcher(rules, background, self.news, ladder)
        self._switching = Switching(self._dispatcher, self._measuring, keeper)
        self._groups = Groups(self._dispatcher, self._card_of, self._acquire)
        self._restoring = Restoring(rules, background, self.news, self._acquire, self._dispatcher)
        self._dispatcher.on_release(self._after_release)

    # Devices and tenants

    def add_device(self, device: Device) -> None:
        """Share this device; adding it again takes over its new size, floor and name."""
        floor = self._rules.floor_mb if device.floor_mb is None else device.floor_mb
        if (card := self._cards.get(device.id)) is not None:
            card.device, card.floor_mb = device, floor
        else:
            self._cards[device.id] = Card(device, floor, self._learned, Usage(self._rules.half_life_s))

    def remove_device(self, device_id: str) -> None:
        card = self._cards.get(device_id)
        if card is not None and card.tenancies:
            raise Conflict(f"{len(card.tenancies)} engines still live on {card.device.name}.")
        self._cards.pop(device_id, None)

    def add_tenant(self, tenant: Tenant, engine: TenantEngine) -> None:
        """Let this engine live on its device; adding it again takes over its new slots, name, client or device."""
        card = self._cards.get(tenant.device)
        if card is None:
            raise TenantUnknown(f"{tenant.name} should live on {tenant.device}, and there is no such device.")
        if tenant.id not in card.tenancies:
            self.remove_tenant(tenant.id)
        if (known := card.tenancies.get(tenant.id)) is not None:
            known.tenant, known.engine = tenant, engine
        else:
            card.tenancies[tenant.id] = Tenancy(tenant, engine)
        self._dispatcher.pump(card)

    def remove_tenant(self, tenant_id: str) -> None:
        """Forget an engine; refused while it works or is waited for."""
        try:
            card = self._card_of(tenant_id)
        except TenantUnknown:
            return
        if card.in_use(tenant_id) or any(waiter.request.tenant == tenant_id for waiter in card.line.values()):
            raise Conflict(f"{card.tenancies[tenant_id].tenant.name} is at work or waited for.")
        del card.tenancies[tenant_id]

    def knows(self, tenant_id: str) -> bool:
        return any(tenant_id in card.tenancies for card in self._cards.values())

    # Leases

    @asynccontextmanager
    async def lease(
        self, request: LeaseRequest, *, told: Told | None = None, parent: Lease | None = None
    ) -> AsyncGenerator[Lease]:
        """Use an engine for as long as the block lasts; `told` hears the place in line while it waits."""
        if (group := self._groups.around(request, parent)) is not None:
            async with self._groups.inside(group, request, told) as lease:
                yield lease
            return
        lease = await self._acquire(request, told, None)
        with self._groups.entered(lease):
            yield lease

    @contextmanager
    def taken_up(self, request: LeaseRequest) -> Generator[Lease]:
        """For work that its engine is at already, as after a restart: it has its card, and nobody can make it wait."""
        lease = self._dispatcher.take_up(self._card_of(request.tenant), request)
        with self._groups.entered(lease):
            yield lease

    def set_aside(self, lease: Lease) -> None:
        """Its engine is gone for now: the card is for others until the work goes on."""
        if lease.is_held:
            self._dispatcher.release(self._card_of(lease.request.tenant), lease, LeaseState.ASIDE)

    def go_on(self, lease: Lease) -> None:
        """The engine works on it: a sign of life, and a lease that was set aside is held again."""
        if lease.is_held:
            lease.beat()
        elif lease.state is LeaseState.ASIDE:
            self._dispatcher.take_back(self._card_of(lease.request.tenant), lease)

    def ran_out(self, tenant_id: str, what: str) -> None:
        """It did not get all the memory that it needs: next time it has the card for itself."""
        if self.knows(tenant_id) and (most_mb := self._card_of(tenant_id).most_mb):
            self._learned.saw_peak(tenant_id, what, most_mb)

    async def _acquire(self, request: LeaseRequest, told: Told | None, group: Lease | None) -> Lease:
        card = self._card_of(request.tenant)
        tenant = card.tenancies[request.tenant].tenant
        self._learned.declare(request.tenant, request.what, request.expected_mb)
        waiter = Waiter(
            request=request,
            number=self._dispatcher.number(),
            arrived=asyncio.get_running_loop().time(),
            priority=self._rules.priority_of(tenant),
            expected_s=self._learned.seconds(request.tenant, request.what, request.expected_s),
            granted=asyncio.get_running_loop().create_future(),
            told=told,
            group=group,
            task=asyncio.current_task(),
        )
        wait_s = self._rules.wait_s if request.wait_s is None else request.wait_s
        return await self._dispatcher.wait(card, waiter, wait_s)

    # Programs

    async def switch(self, service: str) -> None:
        """Stop the other programs on the device of this one and start it; refused while they work."""
        await self._switching.to(service, self._cards.values())

    def stopping(self, service: str) -> AbstractAsyncContextManager[None]:
        """Inside, this program may be stopped: it is refused while it works, and nobody is let in meanwhile."""
        return self._switching.stopping(service, self._cards.values())

    # What is known

    def state(self) -> GpuState:
        """How everything stands now, ready for the wire."""
        now = asyncio.get_running_loop().time()
        devices = [
            device_state(
                card,
                self._dispatcher.ordered(card, now),
                self._monitor.history(card),
                self._measuring.source(card),
                now,
            )
            for card in self._cards.values()
        ]
        return GpuState(devices=devices, news=self.news.latest(200))

    def learnt(self) -> list[Experience]:
        """Peaks and durations, to be kept over a restart."""
        return self._learned.dump()

    def learn(self, lines: Iterable[Experience]) -> None:
        self._learned.restore(list(lines))

    def start(self) -> None:
        """Begin to measure all the time."""
        self._monitor.start(self._background, self._cards)

    def close(self) -> None:
        """Let nobody in any more; who holds a lease ends it as usual."""
        self._dispatcher.close()

    def _card_of(self, tenant_id: str) -> Card:
        for card in self._cards.values():
            if tenant_id in card.tenancies:
                return card
        raise TenantUnknown(f"No engine {tenant_id} shares a GPU.")

    def _after_release(self, card: Card, lease: Lease) -> None:
        self._monitor.after(self._background, card, lease)
        self._restoring.consider(card)


def _no_pids(_: str) -> set[int]:
    return set()
