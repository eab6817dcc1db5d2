"""What the arbiter asks of an engine, answered by the real clients."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from fabula.core.clock import now
from fabula.engines.comfy import ComfyServer
from fabula.engines.gpu import LoadedModel, Memory

if TYPE_CHECKING:
    from fabula.engines.llm.ollama import OllamaServer

MEGABYTE = 1024 * 1024
# Clocks of two machines differ a little.
SLACK = timedelta(seconds=5)


class OllamaTenant:
    """An Ollama server: it names what it holds, and lets go of it model by model."""

    def __init__(self, server: "OllamaServer", own_work: Callable[[], str]) -> None:
        self._server = server
        self._own_work = own_work
        self._told_to_go: set[str] = set()

    async def loaded(self) -> Sequence[LoadedModel]:
        held = await self._server.loaded()
        self._told_to_go &= {each.name for each in held}
        return [LoadedModel(each.name, each.size_vram // MEGABYTE) for each in held]

    async def unload(self, name: str) -> None:
        for each in [name] if name else [held.name for held in await self.loaded()]:
            self._told_to_go.add(each)
            await self._server.unload(each)

    async def warm(self, name: str) -> None:
        self._told_to_go.discard(name)
        await self._server.load(name)

    async def working(self) -> str:
        """What we do there without a lease, or what it does for others.

        It tells nobody that it writes, but a model whose time is over goes at once unless it is in use. One that was
        told to go and is still there hangs: that is no work that one should wait for.
        """
        if words := self._own_work():
            return words
        over = now() - SLACK
        late = [held.name for held in await self._server.loaded() if held.expires_at and held.expires_at < over]
        busy = [name for name in late if name not in self._told_to_go]
        return f"{', '.join(busy)} for somebody else" if busy else ""

    async def memory(self) -> Memory | None:
        return None


class PlainTextTenant:
    """A language server that cannot be told to give memory back (llama.cpp, vLLM, LM Studio)."""

    async def loaded(self) -> Sequence[LoadedModel] | None:
        return None

    async def unload(self, name: str) -> None:
        """It keeps what it has; the arbiter sees that when it measures."""

    async def warm(self, name: str) -> None:
        """It loads by itself."""

    async def working(self) -> str:
        return ""

    async def memory(self) -> Memory | None:
        return None


class ComfyTenant:
    """A ComfyUI server: it says how much memory its card has, and frees what it holds between two jobs."""

    def __init__(self, server: ComfyServer, card: str = "") -> None:
        self._server = server
        self._card = card

    async def loaded(self) -> Sequence[LoadedModel] | None:
        return None

    async def unload(self, name: str) -> None:
        await self._server.free()

    async def warm(self, name: str) -> None:
        """It loads what the next job needs."""

    async def working(self) -> str:
        queue = await self._server.queue()
        count = len(queue.running) + len(queue.pending)
        return f"{count} picture{'s' if count != 1 else ''}" if count else ""

    async def memory(self) -> Memory | None:
        cards = [device for device in (await self._server.stats()).devices if device.kind != "cpu"]
        if not cards:
            return None
        mine = next((card for card in cards if str(card.index) == self._card), cards[0])
        # What its allocator keeps in reserve counts as free there, and nobody else can have it.
        free = max(0, mine.vram_free - mine.torch_vram_free)
        return Memory(mine.vram_total // MEGABYTE, free // MEGABYTE)
