"""The painter as an object: a real server on the loopback for as long as its block lasts."""

import tempfile
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from fabula.core.background import Background
from fabula.engines.builtin.listening import HOST, listen
from fabula.engines.builtin.painter.folders import Folders
from fabula.engines.builtin.painter.pace import Bounds, Pace
from fabula.engines.builtin.painter.script import Script
from fabula.engines.builtin.painter.vram import Vram

if TYPE_CHECKING:
    from aiohttp import web

    from fabula.engines.builtin.painter.server.state import State


class Painter:
    """`async with Painter() as painter:` and `painter.url` answers like a ComfyUI server."""

    def __init__(
        self,
        *,
        port: int = 0,
        folder: Path | None = None,
        pace: Pace | None = None,
        vram: Vram | None = None,
        bounds: Bounds | None = None,
        control: bool = False,
    ) -> None:
        self.pace = pace or Pace()
        self.vram = vram or Vram()
        self.bounds = bounds or Bounds()
        self.script = Script(self)
        self._port = port
        self._given_folder = folder
        self._control = control
        self._own_folder: tempfile.TemporaryDirectory[str] | None = None
        self._runner: web.AppRunner | None = None
        self._background: Background | None = None
        self._restarts = Background()
        self.state: State | None = None

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._port}"

    @property
    def folder(self) -> Path:
        """Where input, output and temp lie."""
        assert self.state is not None
        return self.state.shop.folders.root

    async def __aenter__(self) -> Self:
        if self._given_folder is None:
            self._own_folder = tempfile.TemporaryDirectory(prefix="fabula-painter-", ignore_cleanup_errors=True)
        try:
            await self.start()
        except BaseException:
            self._clean_up()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._restarts.close()
        await self.stop()
        self._clean_up()

    def _clean_up(self) -> None:
        if self._own_folder is not None:
            self._own_folder.cleanup()

    async def start(self) -> None:
        """Begin with an empty queue and history, on the same port as before."""
        from aiohttp import web

        from fabula.engines.builtin.painter.server.app import create

        self._background = Background()
        self.state = self._fresh_state(self._background)
        app = create(self.state, has_control=self._control)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        try:
            self._port = await listen(self._runner, self._port, "The painter")
        except BaseException:
            await self.stop()
            raise
        self._background.start(self.state.worker.run(), name="painter worker")

    async def stop(self) -> None:
        """Like a killed server: sockets break, and what ran or waited is gone."""
        self.script.release()
        if self.state is not None:
            self.state.sockets.close()
        if self._background is not None:
            await self._background.close()
        if self._runner is not None:
            await self._runner.cleanup()
        self._runner = self._background = None

    async def restart(self, down_s: float = 0.0) -> None:
        import asyncio

        await self.stop()
        await asyncio.sleep(down_s)
        self.script.reset()
        await self.start()

    def restart_soon(self, down_s: float = 0.0) -> None:
        self._restarts.start(self.restart(down_s), name="painter restart")

    def _fresh_state(self, background: Background) -> "State":
        from fabula.engines.builtin.painter.nodes import all_kinds
        from fabula.engines.builtin.painter.nodes.spec import Registry
        from fabula.engines.builtin.painter.server.sockets import Sockets
        from fabula.engines.builtin.painter.server.state import State
        from fabula.engines.builtin.painter.work.cache import Cache
        from fabula.engines.builtin.painter.work.execution import Workshop
        from fabula.engines.builtin.painter.work.jobs import History, Queue
        from fabula.engines.builtin.painter.work.worker import Worker

        folder = self._given_folder or Path(self._own_folder.name if self._own_folder else tempfile.mkdtemp())
        folders = Folders(folder)
        folders.empty_temp()
        self.vram.unload()
        cache = Cache(self.bounds.cached_results, self.bounds.cache_bytes)
        registry = Registry(all_kinds(), folders)
        shop = Workshop(registry, folders, cache, self.vram, self.pace, self.bounds, self.script)
        queue, history = Queue(), History(self.bounds.history)
        sockets = Sockets(self.script, background, self.bounds.socket_backlog)
        return State(shop, queue, history, Worker(shop, queue, history, sockets), sockets)
