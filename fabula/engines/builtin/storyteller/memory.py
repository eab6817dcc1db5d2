"""Which models are loaded, for how long, and in how much VRAM: what `/api/ps` tells.

absent ──load──► loaded ──idle for keep_alive──► stopping ──► absent
                   └── needed elsewhere: the least recently used idle one goes first
"""

import asyncio
import math
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from fabula.core.background import Background
from fabula.core.clock import now
from fabula.engines.builtin.storyteller.models import Model
from fabula.engines.builtin.storyteller.script import Script

FOR_EVER = timedelta(days=106_751)


@dataclass(frozen=True, slots=True)
class Launch:
    """How a model is started: for who asks for it otherwise, it is loaded anew."""

    context: int
    shift: bool = True


@dataclass
class Loaded:
    """One model in memory."""

    model: Model
    launch: Launch
    size: int
    vram: int
    keep_alive_s: float
    expires_at: datetime
    busy: int = 0
    stopping: bool = False
    unwanted: bool = False
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    timer: asyncio.TimerHandle | None = None

    def listed(self) -> dict[str, Any]:
        return self.model.listed() | {
            "size": self.size,
            "size_vram": self.vram,
            "expires_at": self.expires_at.isoformat(),
            "context_length": self.launch.context,
        }


class Memory:
    """Loads on demand, unloads when time is up or room is needed."""

    def __init__(self, script: Script, background: Background) -> None:
        self._script = script
        self._background = background
        self._loaded: dict[str, Loaded] = {}
        self._changed = asyncio.Condition()

    def listed(self) -> list[dict[str, Any]]:
        return [loaded.listed() for loaded in self._loaded.values() if loaded.ready.is_set()]

    @property
    def vram_used(self) -> int:
        return sum(loaded.vram for loaded in self._loaded.values())

    @asynccontextmanager
    async def use(self, model: Model, launch: Launch, keep_alive_s: float | None) -> AsyncGenerator[float]:
        """Hold a loaded model; gives the seconds that loading took."""
        began = asyncio.get_running_loop().time()
        loaded = await self._held(model, launch)
        try:
            await loaded.ready.wait()
            yield asyncio.get_running_loop().time() - began
        finally:
            loaded.busy -= 1
            wanted_s = self._script.keep_alive_s if keep_alive_s is None else keep_alive_s
            loaded.keep_alive_s = 0 if loaded.unwanted else wanted_s
            self._rest(loaded)

    def unload(self, name: str) -> None:
        """Ask it to go as soon as it is idle."""
        if loaded := self._loaded.get(name):
            loaded.keep_alive_s = 0
            loaded.unwanted = not self._script.ignores_keep_alive
            self._rest(loaded)

    async def _held(self, model: Model, launch: Launch) -> Loaded:
        async with self._changed:
            while True:
                loaded = self._loaded.get(model.name)
                if loaded is None:
                    if await self._made_room(model.memory(launch.context)):
                        loaded = self._begin(model, launch)
                elif loaded.stopping or loaded.launch != launch:
                    self._stop(loaded)
                    loaded = None
                if loaded is not None:
                    loaded.busy += 1
                    if loaded.timer:
                        loaded.timer.cancel()
                    return loaded
                await self._changed.wait()

    async def _made_room(self, needed: int) -> bool:
        """Whether there is room now; if not, the idle ones are on their way out."""
        if self._script.vram is None or not self._loaded or self.vram_used + needed <= self._script.vram:
            return True
        idle = sorted((one for one in self._loaded.values() if not one.busy), key=lambda one: one.expires_at)
        if idle:
            self._stop(idle[0])
        return False

    def _begin(self, model: Model, launch: Launch) -> Loaded:
        size = model.memory(launch.context)
        free = size if self._script.vram is None else max(0, self._script.vram - self.vram_used)
        loaded = Loaded(model, launch, size, min(size, free), self._script.keep_alive_s, now() + FOR_EVER)
        self._loaded[model.name] = loaded
        self._background.start(self._load(loaded), name=f"storyteller loads {model.name}")
        return loaded

    async def _load(self, loaded: Loaded) -> None:
        await asyncio.sleep(self._script.load_s)
        loaded.ready.set()

    def _rest(self, loaded: Loaded) -> None:
        if loaded.timer:
            loaded.timer.cancel()
        seconds = loaded.keep_alive_s
        if self._script.ignores_keep_alive:
            seconds = max(seconds, self._script.keep_alive_s) if seconds >= 0 else seconds
        loaded.expires_at = now() + (timedelta(seconds=seconds) if 0 <= seconds < math.inf else FOR_EVER)
        if not loaded.busy and 0 <= seconds < math.inf:
            loaded.timer = asyncio.get_running_loop().call_later(seconds, self._stop, loaded)
        self._background.start(self._tell(), name="storyteller's memory changed")

    def _stop(self, loaded: Loaded) -> None:
        if loaded.busy or loaded.stopping:
            return
        loaded.stopping = True
        self._background.start(self._leave(loaded), name=f"storyteller unloads {loaded.model.name}")

    async def _leave(self, loaded: Loaded) -> None:
        await asyncio.sleep(min(self._script.stopping_s, 1e9))
        self._loaded.pop(loaded.model.name, None)
        await self._tell()

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def close(self) -> None:
        for loaded in self._loaded.values():
            if loaded.timer:
                loaded.timer.cancel()
