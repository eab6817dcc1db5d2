"""The storyteller's server: Ollama's protocol on a port of this machine."""

import json
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from aiohttp import web

from fabula.core.background import Background
from fabula.engines.builtin.listening import HOST, listen
from fabula.engines.builtin.storyteller.memory import Memory
from fabula.engines.builtin.storyteller.models import MODELS, PULLABLE, Model
from fabula.engines.builtin.storyteller.protocol.books import Books
from fabula.engines.builtin.storyteller.protocol.control import Control
from fabula.engines.builtin.storyteller.protocol.failures import Handler, as_ollama_says
from fabula.engines.builtin.storyteller.protocol.talk import Talk
from fabula.engines.builtin.storyteller.script import Script
from fabula.engines.builtin.storyteller.shelf import Shelf

LARGEST_BODY = 64 * 1024**2
LET_GO_S = 0.5


@dataclass(frozen=True)
class Received:
    """A request that came in, for tests that want to know what a client says."""

    method: str
    path: str
    body: Any


class Storyteller:
    """`async with Storyteller() as storyteller:` serves on `storyteller.url` until the block ends."""

    def __init__(
        self,
        script: Script | None = None,
        *,
        port: int = 0,
        models: Sequence[Model] = MODELS,
        pullable: Sequence[Model] = PULLABLE,
        is_controllable: bool = False,
        keep_requests: int = 0,
    ) -> None:
        self.script = script or Script()
        self.received: deque[Received] = deque(maxlen=keep_requests)
        self._port = port
        self._shelf = Shelf(models, pullable)
        self._is_controllable = is_controllable
        self._background = Background()
        self._runner: web.AppRunner | None = None
        self.memory: Memory | None = None
        self.url = ""

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def start(self) -> None:
        self.memory = Memory(self.script, self._background)
        self._runner = web.AppRunner(
            self._app(self.memory), handler_cancellation=True, shutdown_timeout=LET_GO_S, access_log=None
        )
        port = await listen(self._runner, self._port, "The storyteller")
        self.url = f"http://{HOST}:{port}"

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
        if self.memory is not None:
            self.memory.close()
        await self._background.close()

    def _app(self, memory: Memory) -> web.Application:
        app = web.Application(middlewares=[self._noting, as_ollama_says], client_max_size=LARGEST_BODY)
        app.add_routes(Books(self.script, self._shelf, memory).routes())
        app.add_routes(Talk(self.script, self._shelf, memory).routes())
        if self._is_controllable:
            app.add_routes(Control(self.script).routes())
        return app

    @web.middleware
    async def _noting(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if self.received.maxlen:
            self.received.append(Received(request.method, request.path, _decoded(await request.read())))
        return await handler(request)


def _decoded(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return raw
