"""What admins who look on are told: that something moved at the cards or the engines, and the news worth a word."""

import asyncio
from collections import deque
from typing import Any

from fabula.core.events import Bus, names
from fabula.engines.gpu import GpuNews, News, NewsKind

PAUSE_S = 0.5
MOST_NEWS = 20
EVERYDAY = frozenset({NewsKind.LEASE_GRANTED, NewsKind.LEASE_RELEASED})


class Announcer:
    """Says at once that something changed, and then again at most every half second, however much happens."""

    def __init__(self, bus: Bus, news: News) -> None:
        self._bus = bus
        self._changed: set[str] = set()
        self._news: deque[GpuNews] = deque(maxlen=MOST_NEWS)
        self._pause: asyncio.TimerHandle | None = None
        self._is_closed = False
        news.hear(self._heard)

    def engines_changed(self) -> None:
        self._soon("engines")

    def close(self) -> None:
        self._is_closed = True
        if self._pause is not None:
            self._pause.cancel()

    def _heard(self, entry: GpuNews) -> None:
        if entry.kind not in EVERYDAY:
            self._news.append(entry)
        self._soon("gpu")

    def _soon(self, what: str) -> None:
        self._changed.add(what)
        if self._pause is None and not self._is_closed:
            self._tell()

    def _tell(self) -> None:
        self._pause = None
        if not self._changed:
            return
        changed, self._changed = sorted(self._changed), set()
        news, self._news = list(self._news), deque(maxlen=MOST_NEWS)
        if self._bus.is_wanted(names.ADMIN):
            for what in changed:
                told: dict[str, Any] = {"changed": what}
                if what == "gpu" and news:
                    told["news"] = [entry.model_dump(mode="json") for entry in news]
                self._bus.tell(names.ADMIN, told)
        self._pause = asyncio.get_running_loop().call_later(PAUSE_S, self._tell)
