"""Picture servers as the settings name them, without a database: for the command line and for tests."""

from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import Self

from fabula.core.settings import Settings
from fabula.engines.comfy import ComfyServer, Patience, ServerAddress
from fabula.imaging.renders.servers import DEFAULT_AHEAD, Need


@dataclass(slots=True)
class ConfiguredServer:
    """One server with a card of its own."""

    id: str
    name: str
    client: ComfyServer
    ahead: int = DEFAULT_AHEAD
    is_draining: bool = False
    is_demo: bool = False

    def lease(self, need: Need) -> AbstractAsyncContextManager[object]:
        return nullcontext()

    def shows_life(self) -> None:
        """It shares its card with nobody."""

    async def falls_silent(self) -> None:
        """There is nobody to give its card to."""

    def ran_out_of_memory(self, what: str) -> None:
        """It has its card for itself already."""


class ConfiguredServers:
    """A fixed list of servers: `async with ConfiguredServers(addresses).opened(): …`."""

    def __init__(self, addresses: Iterable[ServerAddress], ahead: int = DEFAULT_AHEAD) -> None:
        self._servers = [
            ConfiguredServer(id=address.url, name=address.name, client=ComfyServer(address), ahead=ahead)
            for address in addresses
        ]

    @classmethod
    def of(cls, settings: Settings) -> Self:
        patience = Patience(hang_s=settings.comfyui_timeout)
        urls = dict.fromkeys(settings.comfyui_url)
        return cls([ServerAddress(url, patience=patience) for url in urls], settings.comfyui_concurrency)

    def current(self) -> list[ConfiguredServer]:
        return list(self._servers)

    def on_change(self, act: Callable[[], None]) -> None:
        """Nothing ever changes here."""

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[None]:
        async with AsyncExitStack() as life:
            for server in self._servers:
                await life.enter_async_context(server.client)
            yield
