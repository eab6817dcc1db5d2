"""What lies in a card's memory at this moment: measured where possible, asked of the engines where not."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

import psutil

from fabula.engines.gpu.line.card import Card, Tenancy
from fabula.engines.gpu.line.lease import Lease
from fabula.engines.gpu.rules import Rules
from fabula.engines.gpu.tenants import LoadedModel, Memory
from fabula.engines.gpu.vram.nvml import CardReading, Gauge

log = logging.getLogger(__name__)

T = TypeVar("T")

PidsOf = Callable[[str], set[int]]


class Measuring:
    """Refreshes a card's picture of its memory; an engine that hangs or fails just stays unknown."""

    def __init__(self, rules: Rules, gauge: Gauge | None, pids: PidsOf) -> None:
        self._rules = rules
        self._gauge = gauge
        self._pids = pids
        self._own_readings: dict[str, CardReading] = {}
        self._sources: dict[str, str] = {}

    async def measure(self, card: Card) -> Memory | None:
        """Ask everybody at once, and keep what they say in the card."""
        tenancies = [tenancy for tenancy in card.tenancies.values() if not tenancy.is_stopped]
        own, *_ = await asyncio.gather(self._own(card), *(self._refresh(card, tenancy) for tenancy in tenancies))
        memory, source = (own.memory, "NVML") if own else await self._said_by_engines(tenancies)
        self._keep_processes(card, own)
        self._sources[card.device.id] = source
        card.reading = memory
        if memory is not None:
            card.strangers_mb.append(_stranger_mb(card, memory))
        return memory

    def source(self, card: Card) -> str:
        """Who measures this device; empty when nobody does."""
        return self._sources.get(card.device.id, "")

    def sample(self, card: Card) -> None:
        """Note what the image engines have now as the peak of the job that each is at: its oldest lease."""
        for tenancy in card.tenancies.values():
            held = card.in_use(tenancy.tenant.id)
            if held and not tenancy.is_language and card.reading is not None:
                next(iter(held)).report_peak(card.left_mb(tenancy, card.reading))

    def learn(self, card: Card, lease: Lease) -> None:
        """Work has ended: what it left in memory counts for its peak, if it lies there still and nothing else began."""
        tenancy = card.tenancies.get(lease.request.tenant)
        if tenancy is None or tenancy.is_language or lease.has_failed:
            return
        lies_there = lease.what in tenancy.resident and not card.in_use(lease.request.tenant)
        if card.reading is not None and lies_there:
            lease.report_peak(card.left_mb(tenancy, card.reading))
        card.learned.saw_peak(lease.request.tenant, lease.what, lease.peak_mb, may_fade=lease.was_looked_at_late)

    def strangers(self, card: Card) -> str:
        """The programs on the card that are not ours, the greatest first; empty where the driver does not name them."""
        own = self._own_readings.get(card.device.id)
        ours = {pid for tenancy in card.tenancies.values() for pid in self._pids(tenancy.tenant.service)}
        found = sorted(own.processes.items() if own else (), key=lambda item: -item[1])
        named = [f"{_program(pid)} ({megabytes:,} MB)" for pid, megabytes in found if pid not in ours]
        return ", ".join(named[:3])

    async def models(self, tenancy: Tenancy) -> list[LoadedModel] | None:
        """The engine's models, or None when it cannot tell or does not answer."""
        found = await self.asked(tenancy.engine.loaded())
        return None if found is None else list(found)

    async def asked(self, question: Awaitable[T]) -> T | None:
        """The answer, or None when there is none in time."""
        try:
            async with asyncio.timeout(self._rules.ask_s):
                return await question
        except Exception as error:  # an engine's trouble is its own; here it only stays unknown
            log.debug("an engine on the GPU did not answer: %r", error)
            return None

    async def _own(self, card: Card) -> CardReading | None:
        if not card.device.gpu or self._gauge is None:
            return None
        return _named(card.device.gpu, await self._gauge.read() or ())

    async def _refresh(self, card: Card, tenancy: Tenancy) -> None:
        models = await self.models(tenancy)
        if models is None:
            tenancy.measured_mb = None
            return
        known, tenancy.seen_at = tenancy.resident, asyncio.get_running_loop().time()
        tenancy.resident = {model.name: known.get(model.name, 0.0) for model in models}
        sizes = [model.vram_mb for model in models]
        tenancy.measured_mb = None if None in sizes else sum(filter(None, sizes))
        for model in models:
            if model.vram_mb:
                card.learned.saw_peak(tenancy.tenant.id, model.name, model.vram_mb)

    async def _said_by_engines(self, tenancies: list[Tenancy]) -> tuple[Memory | None, str]:
        for tenancy in tenancies:
            if (memory := await self.asked(tenancy.engine.memory())) is not None:
                return memory, tenancy.tenant.name
        return None, ""

    def _keep_processes(self, card: Card, own: CardReading | None) -> None:
        if own is None:
            self._own_readings.pop(card.device.id, None)
            return
        self._own_readings[card.device.id] = own
        for tenancy in card.tenancies.values():
            mine = [own.processes[pid] for pid in self._pids(tenancy.tenant.service) if pid in own.processes]
            if mine:
                tenancy.measured_mb = sum(mine)


def _stranger_mb(card: Card, memory: Memory) -> int:
    return max(0, memory.used_mb - sum(card.present_mb(tenancy) for tenancy in card.tenancies.values()))


def _named(gpu: str, cards: Iterable[CardReading]) -> CardReading | None:
    return next((card for card in cards if gpu in (str(card.index), card.uuid)), None)


def _program(pid: int) -> str:
    try:
        return f"{psutil.Process(pid).name()} {pid}"
    except psutil.Error:
        return f"process {pid}"
