"""What a follower has not read yet: of passing things only the newest, of the others everything."""

import asyncio
from collections import deque

from fabula.engines.comfy.errors import ServerClosed
from fabula.engines.comfy.jobs.events import JobEvent, NodeSaid, Preview, Queued, Step


class Mailbox:
    """One reader; it stays as small as the graph has nodes, however slow the reader is."""

    def __init__(self) -> None:
        self._events: deque[JobEvent] = deque()
        self._filled = asyncio.Event()
        self._closed = False

    def put(self, event: JobEvent) -> None:
        if isinstance(event, Preview | Queued | Step | NodeSaid):
            self._drop(event)
        self._events.append(event)
        self._filled.set()

    def _drop(self, newer: Preview | Queued | Step | NodeSaid) -> None:
        """Forget what the newer one outdates."""
        node = getattr(newer, "node", "")
        for event in self._events:
            if type(event) is type(newer) and getattr(event, "node", "") == node:
                self._events.remove(event)
                return

    def close(self) -> None:
        self._closed = True
        self._filled.set()

    def take(self) -> JobEvent | None:
        """The next event, if there is one yet."""
        return self._events.popleft() if self._events else None

    async def next(self) -> JobEvent:
        """The next event, waited for."""
        while (event := self.take()) is None:
            if self._closed:
                raise ServerClosed("The connection to this ComfyUI server was closed.")
            self._filled.clear()
            await self._filled.wait()
        return event
