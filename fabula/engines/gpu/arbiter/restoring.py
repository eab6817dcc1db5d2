"""Bringing the language model back when the last picture is done."""

import asyncio

from fabula.core.background import Background
from fabula.core.errors import FabulaError
from fabula.engines.gpu.arbiter.dispatch import Dispatcher
from fabula.engines.gpu.arbiter.groups import Acquire
from fabula.engines.gpu.line.card import Card, Tenancy
from fabula.engines.gpu.line.lease import LeaseRequest, LeaseState, Priority
from fabula.engines.gpu.news import News, NewsKind
from fabula.engines.gpu.rules import Rules

WARMING_S = 120.0


class Restoring:
    """Waits until no picture is made or waited for, and stands in line like everybody, behind everybody."""

    def __init__(
        self, rules: Rules, background: Background, news: News, acquire: Acquire, dispatcher: Dispatcher
    ) -> None:
        self._rules = rules
        self._background = background
        self._news = news
        self._acquire = acquire
        self._dispatcher = dispatcher
        self._restoring: set[str] = set()

    def consider(self, card: Card) -> None:
        for tenancy in card.tenancies.values():
            tenant = tenancy.tenant.id
            if tenant not in self._restoring and self._is_wanted(card, tenancy):
                self._restoring.add(tenant)
                task = self._background.start(self._restore(card, tenancy), name=f"bring back {tenant}")
                task.add_done_callback(lambda _, tenant=tenant: self._restoring.discard(tenant))

    def _is_wanted(self, card: Card, tenancy: Tenancy) -> bool:
        allowed = self._rules.restore_process if tenancy.is_stopped else self._rules.restore_language
        return allowed and bool(tenancy.displaced) and _is_drained(card)

    async def _restore(self, card: Card, tenancy: Tenancy) -> None:
        await asyncio.sleep(self._rules.restore_after_s)
        if not self._is_wanted(card, tenancy):
            return
        name = max(tenancy.displaced, key=tenancy.displaced.__getitem__)
        request = LeaseRequest(
            tenant=tenancy.tenant.id,
            what=name,
            owner="",
            priority=Priority.PREFETCH,
            label=f"Bring back {name}",
            ttl_s=WARMING_S * 2,
        )
        try:
            lease = await self._acquire(request, None, None)
        except FabulaError as error:
            self._failed(card, name, error.message)
            return
        try:
            async with asyncio.timeout(WARMING_S):
                await tenancy.engine.warm(name)
        except Exception as error:  # whatever keeps the engine from loading, the next request will say it
            self._failed(card, name, str(error) or "no answer in time")
        else:
            self._news.tell(NewsKind.RESTORED, card.device.id, what=name, engine=tenancy.tenant.name)
        finally:
            self._dispatcher.release(card, lease, LeaseState.RELEASED)

    def _failed(self, card: Card, name: str, why: str) -> None:
        self._news.tell(NewsKind.RESTORE_FAILED, card.device.id, what=name, problem=why)


def _is_drained(card: Card) -> bool:
    busy = {lease.request.tenant for lease in card.holders}
    waited_for = {waiter.request.tenant for waiter in card.line.values()}
    return all(card.tenancies[tenant].is_language for tenant in busy | waited_for)
