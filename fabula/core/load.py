"""How busy this process is: work that can wait a moment lets others go first while it is."""

import asyncio
import time
from pathlib import Path

LOOKS_EVERY_S = 0.02
WATCHES_FOR_S = 1.0
SHARE = 0.2
BUSY = 0.7
LONGEST_PAUSE_S = 0.25
# Linux tells how long a thread has worked, and how long it stood ready while others had the processor.
KERNEL = Path("/proc/thread-self/schedstat")


class Load:
    """Watches the event loop for as long as somebody asks how it does; a loop at rest is not woken.

    A loop can be busy and yet do what is due in time: when those who wait stand in a line elsewhere.
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._late_s = self._busy = 0.0
        self._due = self._looked_at = self._worked_s = self._asked_at = 0.0
        self.watches = False

    def late_s(self) -> float:
        """By how much the loop does late what is due, over the last moments."""
        self._watch()
        return self._late_s

    def busy(self) -> float:
        """The share of the last moments in which the loop worked, or would have: from 0 to 1."""
        self._watch()
        return self._busy

    async def breathe(self) -> None:
        """For work that can wait a moment: a busy loop is left to others first."""
        if (busy := self.busy()) > BUSY:
            await asyncio.sleep(LONGEST_PAUSE_S * (busy - BUSY) / (1 - BUSY))

    def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._loop, self.watches = loop, False
        self._asked_at = loop.time()
        if not self.watches:
            self.watches, self._late_s, self._busy = True, 0.0, 0.0
            self._look_later(loop)

    def _look_later(self, loop: asyncio.AbstractEventLoop) -> None:
        self._looked_at, self._worked_s = loop.time(), _worked_s()
        self._due = self._looked_at + LOOKS_EVERY_S
        loop.call_at(self._due, self._look, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        if loop is not self._loop:
            return
        now = loop.time()
        busy = (_worked_s() - self._worked_s) / max(now - self._looked_at, LOOKS_EVERY_S)
        self._late_s += SHARE * (now - self._due - self._late_s)
        self._busy += SHARE * (min(1.0, busy) - self._busy)
        if now - self._asked_at < WATCHES_FOR_S:
            self._look_later(loop)
        else:
            self.watches = False


def _worked_s() -> float:
    try:
        worked, stood_ready, _ = KERNEL.read_bytes().split()
    except (OSError, ValueError):
        return time.thread_time()
    return (int(worked) + int(stood_ready)) / 1e9


load = Load()
