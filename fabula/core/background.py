"""The one way to do work beside a request: references are kept, failures are logged, shutdown ends it."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import Any, ParamSpec, TypeVar

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

_threads = ThreadPoolExecutor(max_workers=8, thread_name_prefix="fabula-blocking")


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run blocking work in a small bounded pool, so that the loop never waits for it."""
    return await asyncio.get_running_loop().run_in_executor(_threads, partial(work, *args, **kwargs))


class Apart:
    """A few threads for what may hang for ever, such as a folder of another machine: no other work waits for them.

    A call whose caller went away goes on in its thread, and takes its place until it ends. Neither calls for the same
    thing meet, nor does the end of the process wait for any.
    """

    def __init__(self, most: int, *, name: str) -> None:
        self._room = asyncio.Semaphore(most)
        self._name = name
        self._at_it: dict[Hashable, asyncio.Future[None]] = {}

    async def run(self, thing: Hashable, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        loop = asyncio.get_running_loop()
        while before := self._at_it.get(thing):
            await asyncio.shield(before)
        self._at_it[thing] = ended = loop.create_future()
        try:
            await self._room.acquire()
        except asyncio.CancelledError:
            self._leave(thing, ended)
            raise
        answer: Future[T] = Future()

        def done() -> None:
            self._room.release()
            self._leave(thing, ended)

        def perform() -> None:
            try:
                answer.set_result(work(*args, **kwargs))
            except BaseException as error:
                answer.set_exception(error)
            with suppress(RuntimeError):  # the loop is closed
                loop.call_soon_threadsafe(done)

        answer.set_running_or_notify_cancel()
        Thread(target=perform, name=self._name, daemon=True).start()
        return await asyncio.wrap_future(answer)

    def _leave(self, thing: Hashable, ended: asyncio.Future[None]) -> None:
        del self._at_it[thing]
        ended.set_result(None)


class Background:
    """Tasks that live as long as the application."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closing = False

    def start(self, work: Coroutine[Any, Any, T], *, name: str, is_awaited: bool = False) -> asyncio.Task[T]:
        """How one that is awaited failed is for who awaits it to say."""
        if self._closing:
            work.close()
            raise RuntimeError(f"{name} was started while the application stops")
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard if is_awaited else self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("background work failed: %s", task.get_name(), exc_info=error)

    async def close(self, grace_s: float = 5.0) -> None:
        """Cancel what still runs and wait for it, but not for ever."""
        self._closing = True
        tasks = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=grace_s)
            for task in late:
                log.warning("background work did not stop in time: %s", task.get_name())
