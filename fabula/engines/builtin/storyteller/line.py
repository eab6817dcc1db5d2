"""The line before a model: so many at a time, so many waiting, the rest is told that the server is busy."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fabula.engines.builtin.storyteller.protocol.failures import Refused
from fabula.engines.builtin.storyteller.script import Script

BUSY = "server busy, please try again.  maximum pending requests exceeded"


class Line:
    """Counts who is served and who waits, in order of arrival."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._serving = 0
        self._waiting: list[asyncio.Future[None]] = []

    @property
    def serving(self) -> int:
        return self._serving

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    @asynccontextmanager
    async def turn(self) -> AsyncGenerator[None]:
        if self._serving >= self._script.parallel:
            await self._wait()
        else:
            self._serving += 1
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self) -> None:
        if len(self._waiting) >= self._script.queue:
            raise Refused(503, BUSY)
        place = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place in self._waiting:
                self._waiting.remove(place)
            elif place.done() and not place.cancelled():
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        self._serving -= 1
        while self._waiting and self._serving < self._script.parallel:
            place = self._waiting.pop(0)
            if not place.done():
                self._serving += 1
                place.set_result(None)
