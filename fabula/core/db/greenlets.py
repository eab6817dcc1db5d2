"""SQLAlchemy's asynchronous sessions on greenlets that are used again.

A session runs each of its calls in a new greenlet, and for each Python maps a stack of its own and gives it back: more
than many a statement costs, several times a request. Here the greenlet waits for the next call instead; nothing else
about a session changes. `bench/writers.py` shows what that brings.
"""

import threading
from collections.abc import Callable
from typing import Any, TypeVar, cast

from greenlet import GreenletExit, getcurrent, greenlet
from sqlalchemy.ext.asyncio import session

MOST_WAITING = 32
T = TypeVar("T")


class _Worker(greenlet):
    # By this SQLAlchemy knows a greenlet that may hand what it awaits to its parent.
    __sqlalchemy_greenlet_provider__ = True

    def __init__(self, parent: greenlet) -> None:
        super().__init__(self._work, parent)
        self.call: Callable[[], Any] | None = None
        self.is_busy = False
        self.result: Any = None
        self.failure: BaseException | None = None

    def _work(self) -> None:
        while (call := self.call) is not None:
            self.call = None
            try:
                self.result = call()
            except GreenletExit:
                return  # nobody waits for it any more
            except BaseException as failure:
                self.failure = failure
            finally:
                del call
                self.is_busy = False
            cast(greenlet, self.parent).switch()


class _Waiting(threading.local):
    """A greenlet belongs to its thread."""

    def __init__(self) -> None:
        self.workers: list[_Worker] = []


_waiting = _Waiting()


async def run_in_greenlet(fn: Callable[..., T], *args: Any, _require_await: bool = False, **named: Any) -> T:
    """Run `fn`, which may wait by SQLAlchemy's `await_`."""
    driver, workers = getcurrent(), _waiting.workers
    worker = workers.pop() if workers else _Worker(driver)
    if worker.parent is not driver:
        worker.parent = driver
    worker.gr_context = driver.gr_context
    worker.call, worker.is_busy = lambda: fn(*args, **named), True
    wanted: Any = worker.switch()
    while worker.is_busy:
        try:
            value: Any = await wanted
        except BaseException as failure:
            wanted = worker.throw(failure)
        else:
            wanted = worker.switch(value)
    result, failure = worker.result, worker.failure
    worker.result = worker.failure = worker.gr_context = None
    if len(workers) < MOST_WAITING and not worker.dead:
        workers.append(worker)
    try:
        if failure is not None:
            raise failure
        return result
    finally:
        del failure  # it holds this frame


def use() -> None:
    """From now on, in this process."""
    setattr(session, "greenlet_spawn", run_in_greenlet)  # noqa: B010 - the module only imports the name
