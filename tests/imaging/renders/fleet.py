"""Servers for tests: real clients of real painters, without a card to share."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext

from fabula.engines.builtin.painter import Pace, Painter
from fabula.engines.comfy import ComfyServer, Graph
from fabula.engines.comfy.formats import Definitions
from fabula.imaging.renders.servers import Need
from fabula.imaging.templates import Fault, Finding


class Plain:
    """A server without a card to share."""

    def __init__(self, name: str, client: ComfyServer, painter: Painter, ahead: int = 1) -> None:
        self.id = self.name = name
        self.client = client
        self.painter = painter
        self.ahead = ahead
        self.is_draining = False
        self.is_demo = True
        self.needs: list[Need] = []
        self.lives = self.silences = 0
        self.ran_out: list[str] = []

    def lease(self, need: Need) -> AbstractAsyncContextManager[object]:
        self.needs.append(need)
        return nullcontext()

    def shows_life(self) -> None:
        self.lives += 1

    async def falls_silent(self) -> None:
        self.silences += 1

    def ran_out_of_memory(self, what: str) -> None:
        self.ran_out.append(what)


class Fleet:
    """Servers that come and go as the test wants."""

    def __init__(self) -> None:
        self.servers: list[Plain] = []
        self.changed: Callable[[], None] = lambda: None

    def current(self) -> list[Plain]:
        return list(self.servers)

    def on_change(self, act: Callable[[], None]) -> None:
        self.changed = act


@asynccontextmanager
async def painters(*names: str, ahead: int = 1) -> AsyncGenerator[Fleet]:
    """One painter for each name."""
    async with AsyncExitStack() as life:
        fleet = Fleet()
        for name in names:
            painter = await life.enter_async_context(Painter(pace=Pace(plain=True)))
            client = await life.enter_async_context(ComfyServer(painter.url))
            fleet.servers.append(Plain(name, client, painter, ahead))
        yield fleet


def missing(graph: Graph, definitions: Definitions) -> list[Finding]:
    kinds = [str(node["class_type"]) for node in graph.values() if node["class_type"] not in definitions]
    return [Finding(Fault.UNKNOWN_NODE, "1", kind, "", f"{kind} is not installed.", "") for kind in kinds]
