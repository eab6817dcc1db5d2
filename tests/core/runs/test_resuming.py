"""A server stops, or dies; the next one goes on where the work stood."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import BaseModel, JsonValue
from sqlalchemy import text

from fabula.app.application import create_app
from fabula.core.accounts import UserId
from fabula.core.db import Database
from fabula.core.events import Nothing, event_kinds
from fabula.core.runs import Kind, RunContext, Runs, kind
from fabula.core.settings import Settings
from tests.core.runs.conftest import Desk, signed_up
from tests.visitors import log_in, quick_hasher, visit

pytestmark = pytest.mark.every_database

HAPPENED = event_kinds.add("test.happened", "Something happened in a test.", Nothing)


class Empty(BaseModel):
    """No input."""


@asynccontextmanager
async def server(settings: Settings, *kinds: Kind[Any]) -> AsyncGenerator[Desk]:
    """One life of a server, as its only person sees it."""
    async with life(settings, *kinds) as app:
        yield await desk_at(app)


@asynccontextmanager
async def life(settings: Settings, *kinds: Kind[Any]) -> AsyncGenerator[FastAPI]:
    """The same, before anybody is there."""
    app = create_app(settings, hasher=quick_hasher())
    for each in kinds:
        app.state.parts[Runs].kinds.add(each)
    async with app.router.lifespan_context(app):
        yield app


async def desk_at(app: FastAPI) -> Desk:
    if (await visit(app).get("/api/auth/state")).json()["first_start"]:
        return await signed_up(app, "anna")
    http = await log_in(app, "anna")
    return Desk(app, http, UserId((await http.get("/api/auth/verify")).json()["id"]))


def interrupted(calls: list[str]) -> Kind[Empty]:
    """Does `first`, then waits in the middle of `second` in its first life only."""
    lives: list[int] = []

    @kind("test.interrupted", title="Interrupted", input=Empty)
    async def handler(run: RunContext[Empty]) -> JsonValue:
        lives.append(1)
        await run.emit(HAPPENED, Nothing())

        async def first() -> JsonValue:
            calls.append("first")
            await run.emit(HAPPENED, Nothing())
            run.write("one ")
            run.live(done=1)
            return 1

        async def second() -> JsonValue:
            calls.append("second")
            run.write("two ")
            await run.emit(HAPPENED, Nothing())
            if len(lives) == 1:
                run.write("lost ")
                await asyncio.sleep(60)
            run.write("three")
            await run.emit(HAPPENED, Nothing())
            return 2

        await run.stage("Working")
        one = await run.step("first", first)
        run.write("between ")
        two = await run.step("second", second)
        return [one, two]

    return handler


def reaches(words: str) -> Callable[[dict[str, Any]], bool]:
    return lambda run: words in (run["live"]["text"] or "")


async def test_a_stopped_server_hands_its_runs_to_the_next_one(settings: Settings) -> None:
    calls: list[str] = []
    work = interrupted(calls)
    async with server(settings, work) as desk:
        run_id = (await desk.start(work, Empty())).id
        await desk.once(run_id, reaches("lost"))
    async with server(settings, work) as desk:
        run = await desk.until(run_id)
        log = await desk.log(run_id)
    assert (run["state"], run["result"], run["live"]["text"]) == ("done", [1, 2], "one between two three")
    assert (run["live"]["stage"], run["live"]["done"]) == ("Working", 1)
    assert calls == ["first", "second", "second"]
    assert [seq for seq, _, _ in log] == list(range(1, len(log) + 1))
    assert [entry for _, entry, _ in log] == [
        "run.created",
        "run.started",
        "test.happened",
        "run.stage",
        "test.happened",
        "test.happened",
        "run.resumed",
        "test.happened",
        "run.finished",
    ]


async def test_an_accepted_run_that_nobody_began_is_begun_at_the_next_start(settings: Settings) -> None:
    done: list[str] = []

    @kind("test.late", title="Late", input=Empty)
    async def late(run: RunContext[Empty]) -> JsonValue:
        done.append(run.id)
        return None

    async with server(settings, late) as desk:
        run_id = (await desk.start(late, Empty())).id
        await desk.until(run_id)
        await set_back(desk.database, run_id)
    async with server(settings, late) as desk:
        assert (await desk.until(run_id))["state"] == "done"
    assert done == [run_id, run_id]


async def set_back(database: Database, run_id: str) -> None:
    """As if a crash had come between the commit and the start, or the end had been lost with the power."""
    async with database.writing() as session:
        await session.execute(text("DELETE FROM run_events WHERE run_id = :id AND seq > 1"), {"id": run_id})
        await session.execute(
            text("UPDATE runs SET state = 'queued', epoch = 0, last_seq = 1, result = NULL WHERE id = :id"),
            {"id": run_id},
        )


async def test_a_cancel_that_was_asked_before_a_crash_counts_after_it(settings: Settings) -> None:
    calls: list[str] = []
    work = interrupted(calls)
    async with server(settings, work) as desk:
        run_id = (await desk.start(work, Empty())).id
        await desk.once(run_id, reaches("lost"))
    database = Database(settings.database_address)
    async with database.writing() as session:
        await session.execute(text("UPDATE runs SET cancelling = :yes"), {"yes": True})
    await database.close()
    async with server(settings, work) as desk:
        run = await desk.until(run_id)
    assert (run["state"], calls) == ("cancelled", ["first", "second"])


async def test_a_run_whose_kind_is_gone_says_so(settings: Settings) -> None:
    work = interrupted([])
    async with server(settings, work) as desk:
        run_id = (await desk.start(work, Empty())).id
        await desk.once(run_id, reaches("lost"))
    async with server(settings) as desk:
        run = await desk.until(run_id)
    assert (run["state"], run["error"]["code"], run["retryable"]) == ("failed", "kind_unknown", False)


async def test_a_run_that_never_gets_anywhere_is_given_up(settings: Settings) -> None:
    work = interrupted([])
    async with server(settings, work) as desk:
        run_id = (await desk.start(work, Empty())).id
        await desk.once(run_id, reaches("lost"))
    database = Database(settings.database_address)
    async with database.writing() as session:
        await session.execute(text("UPDATE runs SET fruitless = 5"))
    await database.close()
    async with server(settings, work) as desk:
        run = await desk.until(run_id)
    assert (run["state"], run["error"]["code"]) == ("failed", "run_stuck")


async def test_text_streamed_outside_steps_starts_anew(settings: Settings) -> None:
    lives: list[int] = []

    @kind("test.streamer", title="Streamer", input=Empty)
    async def streamer(run: RunContext[Empty]) -> JsonValue:
        lives.append(1)
        run.write("all ")
        run.write("of it")
        if len(lives) == 1:
            await asyncio.sleep(60)
        return None

    async with server(settings, streamer) as desk:
        run_id = (await desk.start(streamer, Empty())).id
        await desk.once(run_id, reaches("of it"))
    async with server(settings, streamer) as desk:
        run = await desk.until(run_id)
    assert (run["live"]["text"], run["last_seq"]) == ("all of it", 4)
