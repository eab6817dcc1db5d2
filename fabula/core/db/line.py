"""The line for connections: whoever waits longest is next, and is handed the connection itself.

SQLAlchemy's own queue only wakes the first in line. Before that one runs, somebody who just came may take the
connection, and the first in line goes to its end: under load some wait for seconds, and most waking is for nothing.
"""

import asyncio
from collections import deque
from typing import Any, Literal, cast

from sqlalchemy import pool
from sqlalchemy.util.concurrency import await_
from sqlalchemy.util.queue import Empty, Full, QueueCommon


class _Line(QueueCommon[Any]):
    def __init__(self, maxsize: int = 0, use_lifo: bool = False) -> None:
        self.maxsize = maxsize
        self.use_lifo = use_lifo
        self._free: deque[Any] = deque()
        self._waiting: deque[asyncio.Future[Any]] = deque()

    def empty(self) -> bool:
        return not self._free

    def full(self) -> bool:
        return 0 < self.maxsize <= len(self._free)

    def qsize(self) -> int:
        return len(self._free)

    def put_nowait(self, item: Any) -> None:
        while self._waiting:
            first = self._waiting.popleft()
            if not first.done():
                first.set_result(item)
                return
        if self.full():
            raise Full
        self._free.append(item)

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        self.put_nowait(item)

    def get_nowait(self) -> Any:
        if not self._free:
            raise Empty
        return self._free.popleft()

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        return await_(self._wait(timeout)) if block and not self._free else self.get_nowait()

    def let_first_try(self) -> None:
        """There is room for one more connection: the first in line may make it."""
        while self._waiting:
            first = self._waiting.popleft()
            if not first.done():
                first.set_exception(Empty())
                return

    async def _wait(self, limit_s: float | None) -> Any:
        loop = asyncio.get_running_loop()
        place: asyncio.Future[Any] = loop.create_future()
        self._waiting.append(place)
        end = loop.call_later(limit_s, _give_up, place) if limit_s is not None else None
        try:
            return await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled() and place.exception() is None:
                self.put_nowait(place.result())  # it was handed over in the same moment
            raise
        finally:
            if end:
                end.cancel()


def _give_up(place: asyncio.Future[Any]) -> None:
    if not place.done():
        place.set_exception(Empty())


class FairPool(pool.AsyncAdaptedQueuePool):
    """A pool with such a line."""

    _queue_class = _Line

    def _dec_overflow(self) -> Literal[True]:
        # A connection could not be made; whoever waits for it would wait for ever.
        super()._dec_overflow()
        cast(_Line, self._pool).let_first_try()
        return True
