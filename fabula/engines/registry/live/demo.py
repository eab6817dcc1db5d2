"""The demo engines of this process: started when something needs them, and only then."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from fabula.core.errors import FabulaError
from fabula.core.settings import Settings
from fabula.engines.registry.errors import DemoEngineFailed

READING_PACE = 40.0


@dataclass(frozen=True, slots=True)
class DemoAddress:
    """Where a demo engine answers, or why it does not; both empty while it is not wanted."""

    url: str = ""
    trouble: DemoEngineFailed | None = None


@dataclass(frozen=True, slots=True)
class DemoAddresses:
    """The two of them."""

    text: DemoAddress = DemoAddress()
    pictures: DemoAddress = DemoAddress()


class DemoEngines:
    """Storyteller and painter on free ports of the loopback."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.data / "temp" / "painter"
        self._life = AsyncExitStack()
        self._starting = asyncio.Lock()
        self._running: dict[str, DemoAddress] = {}

    async def want(self, *, text: bool, pictures: bool) -> DemoAddresses:
        """Start what is wanted and does not run yet; what runs stays, since somebody may be using it."""
        async with self._starting:
            return DemoAddresses(
                await self._one("Storyteller", self._storyteller) if text else DemoAddress(),
                await self._one("Painter", self._painter) if pictures else DemoAddress(),
            )

    async def close(self) -> None:
        await self._life.aclose()

    async def _one(self, name: str, start: Callable[[], Awaitable[str]]) -> DemoAddress:
        """One that does not start hinders nobody else, and is tried again the next time."""
        if name not in self._running:
            try:
                self._running[name] = DemoAddress(await start())
            except (FabulaError, OSError) as error:
                return DemoAddress(trouble=DemoEngineFailed(f"The demo engine {name} does not start: {error}"))
        return self._running[name]

    async def _storyteller(self) -> str:
        from fabula.engines.builtin.storyteller import Script, Storyteller

        return (await self._life.enter_async_context(Storyteller(Script(tokens_per_s=READING_PACE)))).url

    async def _painter(self) -> str:
        from fabula.engines.builtin.painter import Painter

        return (await self._life.enter_async_context(Painter(folder=self._folder))).url
