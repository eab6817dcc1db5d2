"""The database's disk is full: a run waits, says so, and is taken up again when there is room."""

import asyncio
import shutil

import pytest
from pydantic import BaseModel, JsonValue
from sqlalchemy import text

from fabula.core.db import Database
from fabula.core.runs import Kind, RunContext, kind
from fabula.core.runs.work.carrier import KEEP_LIVE_EVERY_S
from fabula.core.settings import Settings
from tests.core.runs.conftest import Desk
from tests.disks import Disk


class Empty(BaseModel):
    """No input."""


@pytest.fixture
async def settings(settings: Settings, small_disk: Disk) -> Settings:
    """Everything that is kept lies on the small disk."""
    if settings.database_url:
        pytest.skip("the database has a disk of its own")
    shutil.copytree(settings.data, small_disk.folder, dirs_exist_ok=True)
    return settings.model_copy(update={"data": small_disk.folder})


def scribe(
    database: Database, go: asyncio.Event, lives: list[bool], *, waits_when_resumed: bool = False
) -> Kind[Empty]:
    """Writes to the database when it is told to."""

    @kind("test.scribe", title="Scribe", input=Empty, takes_steps=False)
    async def handler(run: RunContext[Empty]) -> JsonValue:
        lives.append(run.is_resumed)
        run.live(done=1)
        await go.wait()
        if run.is_resumed and waits_when_resumed:
            await asyncio.sleep(60)
        async with database.writing() as session:
            await session.execute(text("CREATE TABLE IF NOT EXISTS scribed (words TEXT)"))
            await session.execute(text("INSERT INTO scribed (words) VALUES (:words)"), {"words": "x" * 9000})
        return "written"

    return handler


@pytest.mark.parametrize("full_for_s", [0.3, KEEP_LIVE_EVERY_S + 1.5])
async def test_it_waits_says_so_and_goes_on(person: Desk, small_disk: Disk, full_for_s: float) -> None:
    go, lives = asyncio.Event(), list[bool]()
    work = scribe(person.database, go, lives)
    person.offer(work)
    run = await person.start(work, Empty())
    await person.once(run.id, lambda run: run["live"]["done"] == 1)
    small_disk.fill()
    await asyncio.sleep(full_for_s)
    go.set()
    await person.once(run.id, lambda run: run["live"]["stage"] == "There is no room left to store anything.")
    small_disk.free()
    ended = await person.until(run.id)
    assert (ended["state"], ended["result"], lives) == ("done", "written", [False, True])
    assert [name for _, name, _ in await person.log(run.id)] == [
        "run.created",
        "run.started",
        "run.resumed",
        "run.finished",
    ]


async def test_in_its_next_life_it_is_cancelled_as_ever(person: Desk, small_disk: Disk) -> None:
    go, lives = asyncio.Event(), list[bool]()
    work = scribe(person.database, go, lives, waits_when_resumed=True)
    person.offer(work)
    run = await person.start(work, Empty())
    await person.once(run.id, lambda run: run["live"]["done"] == 1)
    small_disk.fill()
    go.set()
    await person.once(run.id, lambda run: run["live"]["stage"] == "There is no room left to store anything.")
    refused = await person.http.post(f"/api/runs/{run.id}/cancel")
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "storage_full")
    small_disk.free()
    async with asyncio.timeout(10):
        while lives != [False, True]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert (await person.http.post(f"/api/runs/{run.id}/cancel")).status_code == 200
    assert (await person.until(run.id))["state"] == "cancelled"
