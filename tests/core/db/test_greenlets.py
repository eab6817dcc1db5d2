"""Calls of sessions run in greenlets that are used again, and nothing of one call is left for the next."""

import asyncio
import gc
import threading
import weakref
from contextvars import ContextVar
from typing import Any

import pytest
from greenlet import getcurrent
from sqlalchemy import event, text
from sqlalchemy.util.concurrency import await_

from fabula.core.db import Database, greenlets
from fabula.core.db.greenlets import MOST_WAITING, run_in_greenlet

asked: ContextVar[str] = ContextVar("asked", default="nothing")


class Thing:
    """Something that a weak reference can point to."""


async def test_the_statements_of_many_sessions_share_a_greenlet(database: Database) -> None:
    used: list[Any] = []

    def note(*_args: object) -> None:
        used.append(getcurrent())

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    try:
        for _ in range(5):
            async with database.writing() as session:
                await session.execute(text("SELECT 1"))
                await session.scalar(text("SELECT 2"))
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)
    assert (len(used), len(set(used))) == (10, 1)


async def test_many_at_once_each_get_their_own_and_few_are_kept() -> None:
    async def echo(n: int) -> int:
        await asyncio.sleep(0.01)
        return n

    def through(n: int) -> int:
        return await_(echo(n)) + await_(echo(n))

    assert await asyncio.gather(*(run_in_greenlet(through, n) for n in range(100))) == [2 * n for n in range(100)]
    assert len(greenlets._waiting.workers) == MOST_WAITING  # pyright: ignore[reportPrivateUsage]


async def test_each_call_sees_the_context_of_its_caller() -> None:
    async def call(word: str) -> tuple[str, str]:
        asked.set(word)

        def work() -> tuple[str, str]:
            before = asked.get()
            await_(asyncio.sleep(0.01))
            return before, asked.get()

        return await run_in_greenlet(work)

    answers = await asyncio.gather(*(asyncio.create_task(call(word)) for word in ("one", "two", "three")))
    assert answers == [("one", "one"), ("two", "two"), ("three", "three")]
    assert await run_in_greenlet(asked.get) == "nothing"


async def test_what_was_raised_or_answered_is_not_held() -> None:
    def give(thing: Thing) -> Thing:
        return thing

    def fail(thing: Thing) -> None:
        error = RuntimeError("no")
        error.thing = thing  # pyright: ignore[reportAttributeAccessIssue]
        raise error

    thing = Thing()
    gone = weakref.ref(thing)
    assert await run_in_greenlet(give, thing) is thing
    with pytest.raises(RuntimeError, match="no"):
        await run_in_greenlet(fail, thing)
    del thing
    gc.collect()
    assert gone() is None


async def test_a_cancelled_call_ends_and_its_greenlet_serves_the_next() -> None:
    ended: list[str] = []

    def work() -> None:
        try:
            await_(asyncio.sleep(30))
        finally:
            await_(asyncio.sleep(0))  # as a rollback would
            ended.append("tidily")

    task = asyncio.create_task(run_in_greenlet(work))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended == ["tidily"]
    assert await run_in_greenlet(lambda: "well") == "well"


async def test_a_call_that_nobody_waits_for_any_more_ends_too() -> None:
    ended: list[str] = []

    def work() -> None:
        try:
            await_(asyncio.sleep(30))
        finally:
            ended.append("yes")

    call = run_in_greenlet(work)
    call.send(None)
    call.close()
    assert ended == ["yes"]


async def test_each_thread_has_its_own() -> None:
    answers: list[str] = []

    def elsewhere() -> None:
        answers.append(asyncio.run(run_in_greenlet(lambda: threading.current_thread().name)))

    await run_in_greenlet(lambda: None)
    thread = threading.Thread(target=elsewhere, name="another")
    thread.start()
    thread.join()
    assert answers == ["another"]
