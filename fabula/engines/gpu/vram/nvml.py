"""The card's own counters through NVML; missing or failing is an ordinary answer, not an error."""

import asyncio
import logging
import os
import sys
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from fabula.engines.gpu.tenants import Memory

log = logging.getLogger(__name__)

MB = 1024 * 1024
RETRY_S = 60.0


@dataclass(frozen=True, slots=True)
class CardReading:
    """Memory of one card, and of each process on it where the driver tells."""

    index: int
    uuid: str
    name: str
    memory: Memory
    processes: Mapping[int, int]


class Gauge(Protocol):
    """Reads all cards of this machine, or None while nothing can be read."""

    async def read(self) -> list[CardReading] | None: ...


def has_driver() -> bool:
    """Is there a driver of NVIDIA's here? Told by its traces on the disk, so that nothing is loaded to find none."""
    if sys.platform == "win32":
        return Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", "nvml.dll").exists()
    return any(Path(trace).exists() for trace in ("/proc/driver/nvidia/version", "/usr/lib/wsl/lib/libnvidia-ml.so.1"))


class Nvml:
    """One thread of its own: a driver that hangs holds up that thread and nothing else."""

    def __init__(self, answer_s: float = 3.0, library: Any = None) -> None:
        self._answer_s = answer_s
        self._library = library
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="fabula-nvml")
        self._asked: Future[list[CardReading]] | None = None
        self._blind_until = 0.0
        self._started = False

    async def read(self) -> list[CardReading] | None:
        if time.monotonic() < self._blind_until:
            return None
        if self._asked is None or self._asked.done():
            self._asked = self._thread.submit(self._cards)
        try:
            async with asyncio.timeout(self._answer_s):
                return await asyncio.shield(asyncio.wrap_future(self._asked))
        except Exception as error:  # whatever the driver raises, the answer is: not now
            log.info("the GPU cannot be read: %s", error or "the driver does not answer")
            self._blind_until = time.monotonic() + RETRY_S
            return None

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _cards(self) -> list[CardReading]:
        nvml = self._opened()
        return [self._card(nvml, index) for index in range(nvml.nvmlDeviceGetCount())]

    def _opened(self) -> Any:
        if self._library is None:
            import pynvml

            self._library = pynvml
        if not self._started:
            self._library.nvmlInit()
            self._started = True
        return self._library

    def _card(self, nvml: Any, index: int) -> CardReading:
        handle = nvml.nvmlDeviceGetHandleByIndex(index)
        memory = nvml.nvmlDeviceGetMemoryInfo(handle)
        return CardReading(
            index=index,
            uuid=str(nvml.nvmlDeviceGetUUID(handle)),
            name=str(nvml.nvmlDeviceGetName(handle)),
            memory=Memory(total_mb=memory.total // MB, free_mb=memory.free // MB),
            processes=self._processes(nvml, handle),
        )

    def _processes(self, nvml: Any, handle: Any) -> dict[int, int]:
        """Some drivers (and Windows) do not tell the memory of processes: then there is nothing to say."""
        try:
            found = [*nvml.nvmlDeviceGetComputeRunningProcesses(handle)]
            found += nvml.nvmlDeviceGetGraphicsRunningProcesses(handle)
        except nvml.NVMLError:
            return {}
        return {process.pid: process.usedGpuMemory // MB for process in found if process.usedGpuMemory is not None}
