"""How many may ask one channel at a time, and when it is left alone."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from fabula.engines.llm.channel import Channel
from fabula.engines.llm.errors import ChannelResting, ModelFailed, QueueFull

FAILURES_TO_REST = 3
FIRST_REST_S = 2.0
LONGEST_REST_S = 60.0


class Gate:
    """Concurrency, a bounded line before it, and a rest after failures that grows while they go on."""

    def __init__(self, channel: Channel, clock: Callable[[], float] = time.monotonic) -> None:
        self._channel = channel
        self._clock = clock
        self._places = asyncio.Semaphore(channel.concurrency)
        self._waiting = 0
        self._failures = 0
        self._rests_until = 0.0

    @property
    def waiting(self) -> int:
        return self._waiting

    @property
    def rest_s(self) -> float:
        """How much longer it is left alone."""
        return max(0.0, self._rests_until - self._clock())

    @asynccontextmanager
    async def place(self) -> AsyncGenerator[None]:
        if rest := self.rest_s:
            raise ChannelResting(
                f"{self._channel.name} failed {self._failures} times and rests for {rest:.0f} s.", retry_after=rest
            )
        await self._come_in()
        try:
            yield
        finally:
            self._places.release()

    async def _come_in(self) -> None:
        if not self._places.locked():
            await self._places.acquire()
            return
        if self._waiting >= self._channel.line_limit:
            raise QueueFull(f"{self._waiting} requests wait for {self._channel.name} already.")
        self._waiting += 1
        limit = self._channel.patience.line_s
        try:
            async with asyncio.timeout(limit):
                await self._places.acquire()
        except TimeoutError:
            raise QueueFull(f"{self._channel.name} had no free place within {limit:g} s.") from None
        finally:
            self._waiting -= 1

    def worked(self) -> None:
        self._failures = 0
        self._rests_until = 0.0

    def failed(self, error: ModelFailed) -> None:
        if not error.wears:
            return
        self._failures += 1
        if (over := self._failures - FAILURES_TO_REST) >= 0:
            self._rests_until = self._clock() + min(FIRST_REST_S * 2 ** min(over, 10), LONGEST_REST_S)
