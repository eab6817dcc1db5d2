"""Finished runs go when their time is over, and nothing else does."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from fabula.core.clock import now
from fabula.core.db import Database, Dialect
from fabula.core.ids import new_id
from fabula.core.runs.work.retention import AT_ONCE, Retention
from fabula.core.settings import Settings
from tests.core.runs.conftest import Desk, signed_up
from tests.visitors import started

pytestmark = pytest.mark.every_database

INSERT = """
INSERT INTO runs (id, created_at, owner_id, kind, title, demo, hidden, cancelling, state, input, live,
    live_seq, live_rev, last_seq, epoch, fruitless, finished_at)
VALUES (:id, :at, :owner, 'test.old', 'Old', :no, :no, :no, :state, '{}', '{}', 0, 0, 1, 1, 0, :finished)
"""
EVENT = "INSERT INTO run_events (run_id, seq, kind, data, at) VALUES (:id, 1, 'run.created', '{}', :at)"


def id_of(days: int) -> str:
    """As if it had been made then."""
    milliseconds = int((now() - timedelta(days=days)).timestamp() * 1000)
    return f"{milliseconds >> 16:08x}-{milliseconds & 0xFFFF:04x}{new_id()[13:]}"


async def put(desk: Desk, days: int, state: str, finished_days: int | None = None) -> str:
    run_id = id_of(days)
    moments = {"at": now() - timedelta(days=days), "finished": now() - timedelta(days=finished_days or days)}
    if desk.database.dialect is not Dialect.POSTGRESQL:
        moments = {name: moment.replace(tzinfo=None) for name, moment in moments.items()}
    async with desk.database.writing() as session:
        given = {"id": run_id, "owner": desk.owner, "no": False, "state": state, **moments}
        await session.execute(text(INSERT), given)
        await session.execute(text(EVENT), {"id": run_id, "at": moments["at"]})
    return run_id


async def kept(database: Database) -> tuple[set[str], set[str]]:
    async with database.reading() as session:
        runs = set(await session.scalars(text("SELECT id FROM runs")))
        return runs, set(await session.scalars(text("SELECT run_id FROM run_events")))


async def test_old_finished_runs_are_deleted_with_their_events(admin: Desk) -> None:
    gone = [await put(admin, 40, state) for state in ("done", "failed", "cancelled")]
    stay = {await put(admin, 40, "done", finished_days=1), await put(admin, 20, "done")}
    assert await Retention(admin.database, timedelta(days=30)).forget_some() == len(gone)
    assert await kept(admin.database) == (stay, stay)


async def test_many_are_deleted_in_batches(admin: Desk) -> None:
    for _ in range(AT_ONCE + 5):
        await put(admin, 40, "done")
    retention = Retention(admin.database, timedelta(days=30))
    assert [await retention.forget_some() for _ in range(3)] == [AT_ONCE, 5, 0]


async def test_without_a_limit_everything_stays(admin: Desk) -> None:
    run_id = await put(admin, 4000, "done")
    assert await Retention(admin.database, None).forget_some() == 0
    assert await kept(admin.database) == ({run_id}, {run_id})


async def test_a_server_does_it_by_itself(settings: Settings) -> None:
    async with started(settings) as app:
        run_id = await put(await signed_up(app, "anna"), 40, "done")
    async with started(settings, runs_kept_days=30) as app:
        async with asyncio.timeout(20):
            while True:
                if run_id not in (await kept(app.state.parts[Database]))[0]:
                    return
                await asyncio.sleep(0.1)
