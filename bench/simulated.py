"""A card and its engines that exist only in arithmetic, and a loop whose clock jumps: for tests and benchmarks.

`run_virtually(coroutine)` runs on a loop where nobody waits: when all tasks sleep, the clock jumps to the next timer.
Half an hour of traffic takes a second, and comes out the same each time.
"""

import asyncio
import selectors
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from fabula.engines.gpu import LoadedModel, Memory

T = TypeVar("T")


class _Jumping(selectors.SelectSelector):
    """Never waits; tells the loop how long it would have waited."""

    skipped = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready:
            if timeout is None:
                raise RuntimeError("everything waits for something that never comes")
            self.skipped += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop on virtual time; it serves no sockets and no threads."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.skipped


def run_virtually(work: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work)


@dataclass
class SimulatedCard:
    """Memory that engines take and give back; taking more than there is counts as out of memory."""

    total_mb: int = 24_000
    taken: dict[str, int] = field(default_factory=dict[str, int])
    stranger_mb: int = 0
    out_of_memory: int = 0
    killed: int = 0

    @property
    def free_mb(self) -> int:
        return self.total_mb - self.stranger_mb - sum(self.taken.values())

    def take(self, who: str, megabytes: int) -> None:
        self.taken[who] = self.taken.get(who, 0) + megabytes
        if self.free_mb < 0:
            self.out_of_memory += 1

    def give_back(self, who: str, megabytes: int) -> None:
        self.taken[who] = max(0, self.taken.get(who, 0) - megabytes)


@dataclass
class SimulatedOllama:
    """Keeps models side by side, loads them on first use, and gives them up by name; faults can be asked for."""

    card: SimulatedCard
    sizes: dict[str, int]
    load_s: float = 6.0
    name: str = "ollama"
    in_memory: dict[str, int] = field(default_factory=dict[str, int])
    busy: dict[str, int] = field(default_factory=dict[str, int])
    ignores_unload: bool = False
    stopping_s: float = 0.0
    hangs: bool = False
    is_dead: bool = False
    loads: int = 0

    async def loaded(self) -> Sequence[LoadedModel] | None:
        await self._answer()
        return [LoadedModel(name, size) for name, size in self.in_memory.items()]

    async def unload(self, name: str) -> None:
        await self._answer()
        if self.ignores_unload:
            return
        if self.busy.get(name):
            self.card.killed += 1
        if self.stopping_s:
            asyncio.get_running_loop().call_later(self.stopping_s, self._drop, name)
        else:
            self._drop(name)

    async def warm(self, name: str) -> None:
        await self.use(name, 0)

    async def working(self) -> str:
        await self._answer()
        return ""

    async def memory(self) -> Memory | None:
        return None

    async def use(self, name: str, seconds: float) -> None:
        """One answer: load the model if it is away, then work."""
        await self._answer()
        self.busy[name] = self.busy.get(name, 0) + 1
        try:
            if name not in self.in_memory:
                self.in_memory[name] = self.sizes[name]
                self.card.take(self.name, self.sizes[name])
                self.loads += 1
                await asyncio.sleep(self.load_s)
            await asyncio.sleep(seconds)
        finally:
            self.busy[name] -= 1

    def forget(self) -> None:
        """Its program has ended."""
        self.in_memory.clear()
        self.hangs = False

    def _drop(self, name: str) -> None:
        if self.busy.get(name):  # asked for again while it was stopping: it ends after that
            asyncio.get_running_loop().call_later(1, self._drop, name)
        else:
            self.card.give_back(self.name, self.in_memory.pop(name, 0))

    async def _answer(self) -> None:
        if self.hangs:
            await asyncio.sleep(1e6)
        if self.is_dead:
            raise ConnectionError("the server does not answer")


@dataclass
class SimulatedComfy:
    """One job at a time; keeps the last checkpoint until `/free` is applied between two jobs."""

    card: SimulatedCard
    peaks: dict[str, int]
    load_s: float = 10.0
    name: str = "comfyui"
    in_memory: str = ""
    kept_mb: int = 0
    ignores_free: bool = False
    hangs: bool = False
    is_dead: bool = False
    foreign_job: str = ""
    worker: asyncio.Lock = field(default_factory=asyncio.Lock)
    loads: int = 0
    tells_memory: bool = True
    asked_for_memory: int = 0

    async def loaded(self) -> Sequence[LoadedModel] | None:
        return None

    async def unload(self, name: str) -> None:
        await self._answer()
        if self.ignores_free:
            return
        if self.worker.locked():
            self.card.killed += 1
        self.card.give_back(self.name, self.kept_mb)
        self.in_memory, self.kept_mb = "", 0

    async def warm(self, name: str) -> None:
        return

    async def working(self) -> str:
        await self._answer()
        return self.foreign_job

    async def memory(self) -> Memory | None:
        self.asked_for_memory += 1
        await self._answer()
        return Memory(self.card.total_mb, self.card.free_mb) if self.tells_memory else None

    def forget(self) -> None:
        """Its program has ended."""
        self.in_memory, self.kept_mb, self.ignores_free = "", 0, False

    async def use(self, name: str, seconds: float) -> None:
        async with self.worker:
            if self.in_memory != name:
                self.card.give_back(self.name, self.kept_mb)
                self.in_memory, self.kept_mb = name, self.peaks[name]
                self.card.take(self.name, self.kept_mb)
                self.loads += 1
                await asyncio.sleep(self.load_s)
            await asyncio.sleep(seconds)

    async def _answer(self) -> None:
        if self.hangs:
            await asyncio.sleep(1e6)
        if self.is_dead:
            raise ConnectionError("the server does not answer")
