"""Making room: idle models first, then the image engines' caches, then whole programs; each step is measured."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass

from pydantic import JsonValue

from fabula.core.errors import FabulaError
from fabula.engines.gpu.errors import NoRoom
from fabula.engines.gpu.line.card import Card, Tenancy, merged
from fabula.engines.gpu.line.lease import LeaseRequest
from fabula.engines.gpu.news import News, NewsKind
from fabula.engines.gpu.rules import Rules
from fabula.engines.gpu.tenants import Memory, ServiceKeeper
from fabula.engines.gpu.vram import Measuring

FALL = 0.7
CLEAR_S = 2.0
RESIDUE_MB = 1024  # what a program keeps for itself on the card with no model at all


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an order was not carried out."""

    text: str
    hangs: bool = False


class Ladder:
    """Climbs only as far as it must, and never touches an engine at work."""

    def __init__(self, rules: Rules, news: News, measuring: Measuring, keeper: ServiceKeeper | None) -> None:
        self._rules = rules
        self._news = news
        self._measuring = measuring
        self._keeper = keeper

    async def make_room(self, card: Card, request: LeaseRequest) -> None:
        """Return when the work may begin; raise with the reason when it may not."""
        await Climb(card, request, self._rules, self._news, self._measuring, self._keeper).to_the_end()


class Climb:
    """One attempt for one request; it remembers what it met, to say it when it fails."""

    def __init__(
        self,
        card: Card,
        request: LeaseRequest,
        rules: Rules,
        news: News,
        measuring: Measuring,
        keeper: ServiceKeeper | None,
    ) -> None:
        self._card, self._request, self._rules = card, request, rules
        self._news, self._measuring, self._keeper = news, measuring, keeper
        self._met: list[str] = []
        self._words = card.tenancies[request.tenant].words(request)

    async def to_the_end(self) -> None:
        memory = await self._measuring.measure(self._card)
        if not self._is_enough(memory):
            await self._climb()
        if self._is_unsure:
            await self._clear()
        await self._wake()

    @property
    def _is_unsure(self) -> bool:
        """Nobody knows how much it takes, and of late somebody has taken memory."""
        is_told = self._card.tenancies[self._request.tenant].measured_mb is not None
        return is_told and self._needed_mb is None and self._card.newly_taken_mb > RESIDUE_MB

    async def _clear(self) -> None:
        """What others may have loaded into an idle image engine goes first; it may as well be a stranger's."""
        for tenancy in self._idle_image_tenants():
            if tenancy.tenant.id == self._request.tenant or await self._is_working(tenancy):
                continue
            self._step("clears", tenancy)
            if await self._told(tenancy.engine.unload(""), self._rules.ask_s) is None:
                await self._given_back()

    async def _given_back(self) -> None:
        deadline = _now() + CLEAR_S
        while self._card.newly_taken_mb > RESIDUE_MB and _now() < deadline:
            await asyncio.sleep(self._rules.poll_s)
            await self._measuring.measure(self._card)

    async def _climb(self) -> None:
        for tenancy, name in self._card.idle_models(keep=(self._request.tenant, self._request.what)):
            await self._unload(tenancy, name)
            if await self._measured_enough():
                return
        for tenancy in self._idle_image_tenants():
            await self._free(tenancy)
            if await self._measured_enough():
                return
        for tenancy in self._stoppable():
            await self._stop(tenancy)
            if await self._measured_enough():
                return
        raise NoRoom(self._reason())

    @property
    def _needed_mb(self) -> int | None:
        """More than the card has is the whole card: the engine then works with what there is."""
        extra, most = self._card.extra_mb(self._request.tenant, self._request.what), self._card.most_mb
        return extra if extra is None or most is None else min(extra, most)

    def _is_enough(self, memory: Memory | None) -> bool:
        wants = {self._request.tenant: frozenset({self._request.what})}
        if not self._card.compatible(merged(self._card.lying(), wants)):
            return False
        if self._card.is_warm(self._request.tenant, self._request.what):
            return True  # it lies there already, however little is left beside it
        if memory is None or self._needed_mb is None:
            return not self._met
        return self._is_covered(memory)

    def _is_covered(self, memory: Memory) -> bool:
        needed = self._needed_mb
        return needed is not None and memory.free_mb >= needed + self._card.floor_mb

    async def _measured_enough(self) -> bool:
        return self._is_enough(await self._measuring.measure(self._card))

    def _idle_image_tenants(self) -> list[Tenancy]:
        """All that are idle, with or without a known load: memory may have been taken behind our back."""
        found = [t for t in self._card.tenancies.values() if not t.is_language and self._card.idle(t)]
        return sorted(found, key=lambda tenancy: tenancy.tenant.id == self._request.tenant)

    def _stoppable(self) -> list[Tenancy]:
        others = (t for t in self._card.tenancies.values() if t.tenant.id != self._request.tenant)
        return [t for t in others if self._keeper is not None and t.tenant.service and self._card.idle(t)]

    async def _is_working(self, tenancy: Tenancy) -> bool:
        words = await self._measuring.asked(tenancy.engine.working())
        if words:
            self._met.append(f"{tenancy.tenant.name} works on {words}")
        return bool(words) or not self._card.idle(tenancy)

    async def _unload(self, tenancy: Tenancy, name: str) -> None:
        before, size = self._card.reading, self._card.learned.need_mb(tenancy.tenant.id, name)
        self._step("unloads", tenancy, model=name)
        problem = await self._told(tenancy.engine.unload(name), self._rules.ask_s)
        if problem is None and await self._is_gone(tenancy, name, before, size):
            self._displaced(tenancy, name)
        elif not await self._has_died(tenancy, problem):
            self._failed("model", tenancy, problem, self._rules.unload_s, model=name)

    async def _has_died(self, tenancy: Tenancy, problem: Problem | None) -> bool:
        """An engine that is gone holds nothing: the card shows it, or else a refused connection says it."""
        memory = await self._measuring.measure(self._card)
        if memory is None:
            gone = problem is not None and not problem.hangs
        else:
            gone = self._card.left_mb(tenancy, memory) <= RESIDUE_MB
        if gone:
            tenancy.forget()
        return gone

    async def _is_gone(self, tenancy: Tenancy, name: str, before: Memory | None, size: int | None) -> bool:
        deadline = _now() + self._rules.unload_s
        while True:
            memory = await self._measuring.measure(self._card)
            if name not in tenancy.resident and _has_fallen(before, memory, size):
                return True
            if _now() >= deadline:
                return False
            await asyncio.sleep(self._rules.poll_s)

    async def _free(self, tenancy: Tenancy) -> None:
        if await self._is_working(tenancy):
            return
        self._step("clears", tenancy)
        problem = await self._told(tenancy.engine.unload(""), self._rules.ask_s)
        if problem is None and await self._has_freed(tenancy):
            tenancy.forget()
        elif not await self._has_died(tenancy, problem):
            self._failed("memory", tenancy, problem, self._rules.free_s)

    async def _has_freed(self, tenancy: Tenancy) -> bool:
        """An image engine does it between two jobs and says nothing: only the card can tell."""
        deadline = _now() + self._rules.free_s
        while True:
            memory = await self._measuring.measure(self._card)
            if memory is None or self._card.left_mb(tenancy, memory) <= RESIDUE_MB or self._is_covered(memory):
                return True
            if _now() >= deadline:
                return False
            await asyncio.sleep(self._rules.poll_s)

    async def _stop(self, tenancy: Tenancy) -> None:
        if self._keeper is None or await self._is_working(tenancy):
            return
        self._step("stops", tenancy)
        favoured = self._card.tenancies[self._request.tenant].tenant.service
        order = self._keeper.stop(tenancy.tenant.service, in_favour_of=favoured)
        problem = await self._told(order, self._rules.switch_s)
        if problem is not None:
            self._failed("stop", tenancy, problem, self._rules.switch_s)
            return
        for name in tenancy.resident or filter(None, (tenancy.last,)):
            self._displaced(tenancy, name)
        tenancy.was_stopped()
        self._met.clear()

    async def _wake(self) -> None:
        """The engine that is wanted may itself have been stopped earlier."""
        tenancy = self._card.tenancies[self._request.tenant]
        if tenancy.is_stopped and self._keeper is not None:
            self._step("starts", tenancy)
            await self._keeper.start(tenancy.tenant.service)
            tenancy.is_stopped = False

    async def _told(self, order: Awaitable[None], seconds: float) -> Problem | None:
        """Give an order; what comes back is the problem, if there was one."""
        try:
            async with asyncio.timeout(seconds):
                await order
        except TimeoutError:
            return Problem(f"no answer within {seconds:.0f} s", hangs=True)
        except FabulaError as error:
            return Problem(error.message.rstrip("."))
        except Exception as error:  # an engine's failure is a failed step here, whatever it is
            return Problem(str(error) or type(error).__name__)
        return None

    def _displaced(self, tenancy: Tenancy, name: str) -> None:
        if tenancy.is_language and tenancy.tenant.id != self._request.tenant:
            tenancy.displaced[name] = _now()

    def _step(self, does: str, tenancy: Tenancy, **more: str) -> None:
        self._tell(NewsKind.ROOM_STEP, does, tenancy, **more)

    def _failed(self, what: str, tenancy: Tenancy, problem: Problem | None, wait_s: float, **more: str) -> None:
        """It met a problem, or nothing came of it in this time."""
        if problem:
            text = self._tell(NewsKind.ROOM_STEP_FAILED, what, tenancy, problem=problem.text, **more)
        else:
            text = self._tell(NewsKind.ROOM_STEP_FAILED, f"{what}_late", tenancy, wait_s=wait_s, **more)
        self._met.append(text)

    def _tell(self, kind: NewsKind, code: str, tenancy: Tenancy, **more: JsonValue) -> str:
        about = {"what": self._request.what, "wish": self._words, "engine": tenancy.tenant.name}
        return self._news.tell(kind, self._card.device.id, more=code, **about, **more)

    def _reason(self) -> str:
        size = f" ({self._needed_mb:,} MB)" if self._needed_mb else ""
        holds = [*self._met]
        if self._card.stranger_mb:
            holds.append(f"{self._card.stranger_mb:,} MB are held by programs that are not ours")
        return f"No room for {self._words}{size} on {self._card.device.name}: {'; '.join(holds) or 'it is full'}."


def _has_fallen(before: Memory | None, after: Memory | None, size: int | None) -> bool:
    """Did the card really get back most of it? Without a measurement the engine's word counts."""
    return before is None or after is None or not size or after.free_mb >= before.free_mb + int(size * FALL)


def _now() -> float:
    return asyncio.get_running_loop().time()
