"""Runs of kinds that take no steps: begun at once, and after a stop they look by themselves how far they came."""

import asyncio
import json

import pytest
from pydantic import BaseModel, JsonValue
from sqlalchemy import text

from fabula.core.db import Database
from fabula.core.runs import Kind, RunContext, kind
from fabula.core.runs.live import BLANK
from fabula.core.settings import Settings
from tests.core.runs.conftest import Desk
from tests.core.runs.test_resuming import reaches, server


class Empty(BaseModel):
    """No input."""


def told() -> Kind[Empty]:
    """Tells how far it came, and waits in its first life."""

    @kind("test.told", title="Told", input=Empty, takes_steps=False)
    async def handler(run: RunContext[Empty]) -> JsonValue:
        if run.is_resumed:
            return {"text": run.left_off["text"], "thinking": run.left_off["thinking"]}
        assert run.left_off == {}
        run.think("well ")
        run.write("so far")
        await asyncio.sleep(60)
        return None

    return handler


@pytest.mark.every_database
async def test_after_a_stop_it_knows_what_was_told(settings: Settings) -> None:
    async with server(settings, told()) as desk:
        run = await desk.start(told(), Empty())
        await desk.once(run.id, reaches("so far"))
    async with server(settings, told()) as desk:
        ended = await desk.until(run.id)
        assert (ended["state"], ended["result"]) == ("done", {"text": "so far", "thinking": "well "})
        assert [(seq, name) for seq, name, _ in await desk.log(run.id)] == [
            (1, "run.created"),
            (2, "run.started"),
            (3, "run.resumed"),
            (4, "run.finished"),
        ]


async def test_it_is_cancelled_at_any_moment(person: Desk) -> None:
    work = told()
    person.offer(work)
    run = await person.start(work, Empty())
    await person.once(run.id, reaches("so far"))
    assert (await person.http.post(f"/api/runs/{run.id}/cancel")).status_code == 200
    assert (await person.until(run.id))["state"] == "cancelled"


async def test_a_step_in_it_is_a_fault_of_its_author(person: Desk) -> None:
    @kind("test.stepping", title="Stepping", input=Empty, takes_steps=False)
    async def stepping(run: RunContext[Empty]) -> JsonValue:
        async def nothing() -> JsonValue:
            return None

        return await run.step("nothing", nothing)

    person.offer(stepping)
    run = await person.until((await person.start(stepping, Empty())).id)
    assert (run["state"], run["error"]["code"]) == ("failed", "run_broke")


async def test_it_is_taken_up_with_its_acceptance(person: Desk) -> None:
    work = told()
    person.offer(work)
    run = await person.start(work, Empty())
    assert (run.state, run.last_seq) == ("running", 2)
    assert [(seq, name) for seq, name, _ in await person.log(run.id)] == [(1, "run.created"), (2, "run.started")]
    assert (await person.once(run.id, reaches("so far")))["state"] == "running"


async def test_a_start_that_is_taken_back_begins_nothing(person: Desk) -> None:
    began: list[str] = []

    @kind("test.noted", title="Noted", input=Empty, takes_steps=False)
    async def noted(run: RunContext[Empty]) -> JsonValue:
        began.append(run.id)
        return None

    person.offer(noted)
    async with person.database.writing() as session:
        await person.runs.start(session, noted, Empty(), owner=person.owner)
        await session.rollback()
    kept = await person.start(noted, Empty())
    await person.until(kept.id)
    assert began == [kept.id]


async def test_what_was_accepted_and_not_begun_goes_on_after_the_next_start(settings: Settings) -> None:
    async with server(settings, told()) as desk:
        run = await desk.start(told(), Empty())
        await desk.once(run.id, reaches("so far"))
    # As a crash leaves it between the commit and the beginning.
    database, crashed = Database(settings.database_address), {"blank": json.dumps(BLANK), "id": run.id}
    async with database.writing() as session:
        await session.execute(text("UPDATE runs SET live = :blank, epoch = 1, last_seq = 2 WHERE id = :id"), crashed)
        await session.execute(text("DELETE FROM run_events WHERE run_id = :id AND seq > 2"), crashed)
    await database.close()
    async with server(settings, told()) as desk:
        assert (await desk.until(run.id))["result"] == {"text": None, "thinking": None}
        assert [name for _, name, _ in await desk.log(run.id)][:3] == ["run.created", "run.started", "run.resumed"]


def patient(daring: list[int]) -> Kind[Empty]:
    """Waits in each life but the last, and dares something first."""

    @kind("test.patient", title="Patient", input=Empty, takes_steps=False, is_patient=True)
    async def handler(run: RunContext[Empty]) -> JsonValue:
        run.write("waits")
        if daring:
            what = daring.pop()
            await run.dares()
            run.write(f" and dares {what}")
            await asyncio.sleep(60)
        return None

    return handler


@pytest.mark.every_database
async def test_what_waits_for_others_is_not_blamed_for_a_dead_process(settings: Settings) -> None:
    async with server(settings, patient([1])) as desk:
        run = await desk.start(patient([1]), Empty())
        await desk.once(run.id, reaches("waits and dares"))
    await _killed(settings, fruitless=5)
    async with server(settings, patient([])) as desk:
        assert (await desk.until(run.id))["state"] == "done"


@pytest.mark.every_database
async def test_what_it_dares_is_held_against_it(settings: Settings) -> None:
    async with server(settings, patient([1])) as desk:
        run = await desk.start(patient([1]), Empty())
        await desk.once(run.id, reaches("waits and dares"))
    await _killed(settings, fruitless=5)
    async with server(settings, patient([2])) as desk:
        await desk.once(run.id, reaches("waits and dares 2"))
        assert await _fruitless(settings) == 6
    await _killed(settings, fruitless=6)
    async with server(settings, patient([])) as desk:
        ended = await desk.until(run.id)
    assert (ended["state"], ended["error"]["code"]) == ("failed", "run_stuck")


async def _killed(settings: Settings, *, fruitless: int) -> None:
    """As a process leaves it that dies in the middle: nothing handed back, nothing forgiven."""
    database = Database(settings.database_address)
    async with database.writing() as session:
        await session.execute(text("UPDATE runs SET fruitless = :count"), {"count": fruitless})
    await database.close()


async def _fruitless(settings: Settings) -> int:
    database = Database(settings.database_address)
    async with database.reading() as session:
        count: int = (await session.execute(text("SELECT fruitless FROM runs"))).scalar_one()
    await database.close()
    return count
