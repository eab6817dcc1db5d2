"""Switching a device from one program to another because somebody asked for it."""

import asyncio
from collections.abc import AsyncGenerator, Generator, Iterable
from contextlib import asynccontextmanager, contextmanager

from fabula.engines.gpu.arbiter.dispatch import Dispatcher
from fabula.engines.gpu.errors import EngineWorking, ServiceUnknown
from fabula.engines.gpu.line.card import Card, Tenancy
from fabula.engines.gpu.tenants import ServiceKeeper
from fabula.engines.gpu.vram import Measuring


class Switching:
    """Refuses while the others work, lets nobody in meanwhile, and remembers what has to come back."""

    def __init__(self, dispatcher: Dispatcher, measuring: Measuring, keeper: ServiceKeeper | None) -> None:
        self._dispatcher = dispatcher
        self._measuring = measuring
        self._keeper = keeper

    async def to(self, service: str, cards: Iterable[Card]) -> None:
        if self._keeper is None:
            raise ServiceUnknown("No programs are managed here.", hint="Set them up on the admin's page of the GPU.")
        with self._closed(service, cards) as shared:
            await self._switch(service, shared, self._keeper)

    @asynccontextmanager
    async def stopping(self, service: str, cards: Iterable[Card]) -> AsyncGenerator[None]:
        with self._closed(service, cards) as shared:
            tenancies = [(card, t) for card in shared for t in card.tenancies.values() if t.tenant.service == service]
            for card, tenancy in tenancies:
                await self._refuse_if_working(card, tenancy)
            yield
            for _, tenancy in tenancies:
                tenancy.was_stopped()

    @contextmanager
    def _closed(self, service: str, cards: Iterable[Card]) -> Generator[list[Card]]:
        """Nobody is let in at the cards of this service."""
        shared = [card for card in cards if any(t.tenant.service == service for t in card.tenancies.values())]
        for card in shared:
            if not card.is_ready:
                raise EngineWorking(f"{card.device.name} is just being prepared for other work.")
        for card in shared:
            card.is_switching = True
        try:
            yield shared
        finally:
            for card in shared:
                card.is_switching = False
                self._dispatcher.pump(card)

    async def _switch(self, service: str, cards: list[Card], keeper: ServiceKeeper) -> None:
        others = [(card, t) for card in cards for t in card.tenancies.values() if t.tenant.service not in ("", service)]
        for card, tenancy in others:
            await self._refuse_if_working(card, tenancy)
        for name in dict.fromkeys(tenancy.tenant.service for _, tenancy in others):
            await keeper.stop(name, in_favour_of=service)
            for _, tenancy in others:
                if tenancy.tenant.service == name:
                    tenancy.was_stopped()
        await keeper.start(service)
        for card in cards:
            for tenancy in card.tenancies.values():
                tenancy.is_stopped = tenancy.is_stopped and tenancy.tenant.service != service

    async def _refuse_if_working(self, card: Card, tenancy: Tenancy) -> None:
        now = asyncio.get_running_loop().time()
        name, held = tenancy.tenant.name, [now - lease.granted_at for lease in card.in_use(tenancy.tenant.id)]
        if held:
            raise EngineWorking(
                f"{name} has been at work for {max(held):.0f} s and is not stopped under it.",
                details={"tenant": tenancy.tenant.id, "jobs": len(held), "seconds": round(max(held), 1)},
            )
        if words := await self._measuring.asked(tenancy.engine.working()):
            raise EngineWorking(
                f"{name} works on {words} and is not stopped under it.", details={"tenant": tenancy.tenant.id}
            )
