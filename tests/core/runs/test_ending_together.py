"""A run that ends in one transaction with what its handler writes."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable

import pytest
from pydantic import BaseModel, JsonValue
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.db import Database
from fabula.core.runs import Kind, RunContext, kind
from tests.core.runs.conftest import Desk

Write = Callable[[AsyncSession], Awaitable[None]]
NOTED = "noted by the handler"


class Empty(BaseModel):
    """No input."""


def ending(write: Write, afterwards: Callable[[RunContext[Empty]], Awaitable[None]] | None = None) -> Kind[Empty]:
    @kind("test.ending", title="Ending", input=Empty, takes_steps=False)
    async def handler(run: RunContext[Empty]) -> JsonValue:
        await run.end({"with": "it"}, write)
        if afterwards:
            await afterwards(run)
        return {"not": "looked at"}

    return handler


async def note(session: AsyncSession) -> None:
    """Anything that a test can look for afterwards."""
    await session.execute(text("UPDATE users SET username = username || '!' WHERE username = 'boris'"))


async def was_noted(database: Database) -> bool:
    async with database.reading() as session:
        return bool((await session.execute(text("SELECT count(*) FROM users WHERE username = 'boris!'"))).scalar_one())


async def ended(desk: Desk, work: Kind[Empty]) -> tuple[str, JsonValue]:
    desk.offer(work)
    run = await desk.until((await desk.start(work, Empty())).id)
    names = [name for _, name, _ in await desk.log(run["id"])]
    assert names[:2] == ["run.created", "run.started"]
    assert [name for name in names if name.removeprefix("run.") in ("finished", "failed", "cancelled")] == names[-1:]
    assert run["last_seq"] == len(names)
    return run["state"], run["result"]


async def test_both_are_stored_and_the_result_is_the_one_that_it_ended_with(person: Desk) -> None:
    assert await ended(person, ending(note)) == ("done", {"with": "it"})
    assert await was_noted(person.database)


async def test_how_it_looked_on_the_way_is_not_stored(person: Desk) -> None:
    looks_on = asyncio.Event()

    @kind("test.drawn", title="Drawn", input=Empty, takes_steps=False)
    async def drawn(run: RunContext[Empty]) -> JsonValue:
        run.live(done=3, preview="data:image/jpeg;base64,AA==")
        await looks_on.wait()
        return "made"

    person.offer(drawn)
    run_id = (await person.start(drawn, Empty())).id
    on_the_way = await person.once(run_id, lambda run: run["live"]["done"] == 3)
    assert on_the_way["live"]["preview"] == "data:image/jpeg;base64,AA=="
    looks_on.set()
    run = await person.until(run_id)
    assert (run["result"], run["live"]["done"], run["live"]["preview"]) == ("made", 3, None)


async def test_what_is_said_or_raised_afterwards_changes_nothing(person: Desk) -> None:
    async def goes_on(run: RunContext[Empty]) -> None:
        run.live(stage="still here")
        await run.stage("and here")
        raise ValueError("too late")

    assert await ended(person, ending(note, goes_on)) == ("done", {"with": "it"})


async def test_neither_is_stored_if_the_handler_cannot_write(person: Desk) -> None:
    async def breaks(session: AsyncSession) -> None:
        await note(session)
        raise ValueError("no")

    state, _ = await ended(person, ending(breaks))
    assert state == "failed"
    assert not await was_noted(person.database)


async def test_it_may_try_again(person: Desk) -> None:
    tries: list[int] = []

    async def late(session: AsyncSession) -> None:
        await note(session)
        tries.append(1)
        if len(tries) < 3:
            raise OSError("not yet")

    @kind("test.stubborn", title="Stubborn", input=Empty, takes_steps=False)
    async def stubborn(run: RunContext[Empty]) -> JsonValue:
        for _ in range(2):
            with pytest.raises(OSError, match="not yet"):
                await run.end(1, late)
        await run.end(2, late)
        return None

    assert await ended(person, stubborn) == ("done", 2)
    assert await was_noted(person.database)


async def test_a_cancel_in_the_middle_of_it_comes_too_late(person: Desk) -> None:
    goes = asyncio.Event()

    async def slow(session: AsyncSession) -> None:
        goes.set()
        await asyncio.sleep(0.2)
        await note(session)

    work = ending(slow)
    person.offer(work)
    run = await person.start(work, Empty())
    await goes.wait()
    # As the carrier hears of a cancel; over HTTP it would wait for the transaction that goes on.
    held = [task for task in asyncio.all_tasks() if task.get_name() == f"run {run.id}"]
    assert [task.cancel() for task in held] == [True]
    assert (await person.until(run.id))["state"] == "done"
    assert await was_noted(person.database)


async def test_whoever_lost_the_run_stores_nothing(person: Desk) -> None:
    async def loses(session: AsyncSession) -> None:
        await session.execute(text("UPDATE runs SET epoch = epoch + 1"))
        await note(session)

    work = ending(loses)
    person.offer(work)
    run = await person.start(work, Empty())
    await asyncio.sleep(0.3)
    assert (await person.get(run.id))["state"] == "running"
    assert not await was_noted(person.database)


@pytest.mark.parametrize("is_made", [True, False])
async def test_an_outage_at_the_commit_leaves_no_doubt(person: Desk, is_made: bool) -> None:
    """Whether the commit was made or not, the run is done once and what it wrote is stored once."""
    outages = [1]

    def breaks(_: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    async def write(session: AsyncSession) -> None:
        await note(session)
        if outages:
            outages.pop()
            event.listen(session.sync_session, "after_commit" if is_made else "before_commit", breaks, once=True)

    assert await ended(person, ending(write)) == ("done", {"with": "it"})
    assert await was_noted(person.database)
    assert not outages


async def test_a_run_with_steps_cannot(person: Desk) -> None:
    @kind("test.stepping", title="Stepping", input=Empty)
    async def stepping(run: RunContext[Empty]) -> JsonValue:
        await run.end(None, note)
        return None

    state, _ = await ended(person, stepping)
    assert state == "failed"
    assert not await was_noted(person.database)
