"""Watching memory all the time: a history for the chart, and warnings when it runs out or a stranger takes it."""

import asyncio
import logging
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from fabula.core.background import Background
from fabula.core.clock import now
from fabula.engines.gpu.line.card import Card
from fabula.engines.gpu.line.lease import Lease
from fabula.engines.gpu.news import News, NewsKind
from fabula.engines.gpu.rules import Rules
from fabula.engines.gpu.schemas import VramPoint
from fabula.engines.gpu.tenants import Memory
from fabula.engines.gpu.vram.measuring import Measuring

log = logging.getLogger(__name__)

KEPT = 900
GRAB_MB = 512
CALM_PERCENT = 3
LOOKED_APART_S = 3.0


@dataclass(slots=True)
class _Watched:
    points: deque[VramPoint] = field(default_factory=lambda: deque(maxlen=KEPT))
    is_high: bool = False
    is_low: bool = False
    was_seen: bool | None = None
    stranger_told_mb: int = 0


class Monitor:
    """One task for all devices; a device that cannot be measured is said to be blind once."""

    def __init__(self, rules: Rules, measuring: Measuring, news: News) -> None:
        self._rules = rules
        self._measuring = measuring
        self._news = news
        self._watched: dict[str, _Watched] = {}
        self._ended: dict[str, list[Lease]] = {}

    def start(self, background: Background, cards: Mapping[str, Card]) -> None:
        if self._rules.monitor_enabled:
            background.start(self._watch(cards), name="GPU memory")

    def history(self, card: Card) -> list[VramPoint]:
        watched = self._watched.get(card.device.id)
        return list(watched.points) if watched else []

    def after(self, background: Background, card: Card, lease: Lease) -> None:
        """Measure when work has ended, without holding up the next; what ends meanwhile shares the next look."""
        waiting = self._ended.get(card.device.id)
        if waiting is not None:
            waiting.append(lease)
            return
        self._ended[card.device.id] = [lease]
        background.start(self._learn_all(card), name="GPU memory after work")

    async def look(self, card: Card) -> None:
        """Measure once, and warn if need be."""
        memory = await self._measuring.measure(card)
        watched = self._watched.setdefault(card.device.id, _Watched())
        self._tell_sight(card, watched, memory is not None)
        if memory is None:
            return
        watched.points.append(
            VramPoint(at=now(), used_mb=memory.used_mb, free_mb=memory.free_mb, stranger_mb=card.stranger_mb)
        )
        self._measuring.sample(card)
        self._tell_use(card, watched, memory)
        self._tell_stranger(card, watched)

    async def _watch(self, cards: Mapping[str, Card]) -> None:
        while True:
            for card in list(cards.values()):
                try:
                    await self.look(card)
                except Exception:
                    log.exception("measuring %s failed", card.device.id)
            await asyncio.sleep(self._rules.monitor_s)

    def _tell_sight(self, card: Card, watched: _Watched, seen: bool) -> None:
        if watched.was_seen is None and not seen:
            return  # nobody has ever measured it, which is no news
        if watched.was_seen is not None and seen != watched.was_seen:
            self._say(NewsKind.VRAM_SEEN if seen else NewsKind.VRAM_BLIND, card)
        watched.was_seen = seen

    def _tell_use(self, card: Card, watched: _Watched, memory: Memory) -> None:
        percent = 100 * memory.used_mb / max(1, memory.total_mb)
        limit = self._rules.threshold_percent
        is_high = percent >= (limit - CALM_PERCENT if watched.is_high else limit)
        is_low = memory.free_mb < card.floor_mb
        if is_high and not watched.is_high:
            self._say(NewsKind.VRAM_HIGH, card, percent=percent)
        if is_low and not watched.is_low:
            self._say(NewsKind.VRAM_LOW, card)
        if (watched.is_high or watched.is_low) and not is_high and not is_low:
            self._say(NewsKind.VRAM_NORMAL, card)
        watched.is_high, watched.is_low = is_high, is_low

    def _tell_stranger(self, card: Card, watched: _Watched) -> None:
        if self._may_be_ours(card):
            return
        stranger = card.stranger_mb
        if stranger >= watched.stranger_told_mb + GRAB_MB:
            programs = self._measuring.strangers(card)
            self._say(NewsKind.VRAM_STRANGER, card, more="named" if programs else "", programs=programs)
            watched.stranger_told_mb = stranger
        watched.stranger_told_mb = min(watched.stranger_told_mb, stranger)

    def _may_be_ours(self, card: Card) -> bool:
        """Whether an engine whose memory nobody measures is at work, or has just been: it may have taken more."""
        at_work = [card.tenancies[lease.request.tenant] for lease in card.holders]
        return card.device.id in self._ended or any(tenancy.measured_mb is None for tenancy in at_work)

    def _say(self, kind: NewsKind, card: Card, *, more: str = "", **data: JsonValue) -> None:
        free_mb = card.reading.free_mb if card.reading else None
        known = {"card": card.device.name, "free_mb": free_mb, "stranger_mb": card.stranger_mb}
        self._news.tell(kind, card.device.id, more=more, **known, **data)

    async def _learn_all(self, card: Card) -> None:
        try:
            while ended := self._ended[card.device.id]:
                self._ended[card.device.id] = []
                await self._measuring.measure(card)
                for lease in ended:
                    self._measuring.learn(card, lease)
                await asyncio.sleep(LOOKED_APART_S)
        finally:
            del self._ended[card.device.id]
