"""The database's disk is full: a run waits, says so, and is taken up again when there is room."""

import asyncio
import time

import pytest
from pydantic import BaseModel, JsonValue
from sqlalchemy import text

from fabula.core import data_folder
from fabula.core.db import Database
from fabula.core.errors import StartFailed
from fabula.core.events import Nothing, event_kinds
from fabula.core.runs import Kind, RunContext, kind
from fabula.core.runs.work.carrier import KEEP_LIVE_EVERY_S, STOP_GRACE_S
from fabula.core.settings import Settings
from tests.core.runs.conftest import Desk
from tests.core.runs.test_resuming import desk_at, life, server, set_back
from tests.disks import Disk, moved_to

NOTED = event_kinds.add("test.noted", "Something was noted in a test.", Nothing)
NO_ROOM = "There is no room left to store anything."


class Empty(BaseModel):
    """No input."""


@pytest.fixture
async def settings(settings: Settings, small_disk: Disk) -> Settings:
    """Everything that is kept lies on the small disk."""
    return moved_to(small_disk, settings)


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
    await person.once(run.id, lambda run: run["live"]["stage"] == NO_ROOM)
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
    await person.once(run.id, lambda run: run["live"]["stage"] == NO_ROOM)
    refused = await person.http.post(f"/api/runs/{run.id}/cancel")
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "storage_full")
    small_disk.free()
    async with asyncio.timeout(10):
        while lives != [False, True]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert (await person.http.post(f"/api/runs/{run.id}/cancel")).status_code == 200
    assert (await person.until(run.id))["state"] == "cancelled"


class Stepper:
    """Takes two steps and then a last look; at one place it waits until it is told to go on."""

    def __init__(self, database: Database, waits: str) -> None:
        self.database: Database | None = database
        self.go = asyncio.Event()
        self.calls: list[str] = []
        self._waits = waits

    def kind(self) -> Kind[Empty]:
        @kind("test.stepper", title="Stepper", input=Empty)
        async def handler(run: RunContext[Empty]) -> JsonValue:
            first = await run.step("first", lambda: self._one(run, "first"))
            second = await run.step("second", lambda: self._one(run, "second"))
            run.live(done=3)
            await self._reach("after")
            await self._scribe()
            return [first, second]

        return handler

    async def _one(self, run: RunContext[Empty], name: str) -> JsonValue:
        self.calls.append(name)
        run.write(f"{name} ")
        await run.emit(NOTED, Nothing())
        await self._reach(f"in {name}")
        if self._waits == f"in {name}":
            await self._scribe()
        run.live(done=len(set(self.calls)))
        await self._reach(f"at the end of {name}")
        return name

    async def _reach(self, place: str) -> None:
        if place == self._waits:
            await self.go.wait()

    async def _scribe(self) -> None:
        if self.database:
            async with self.database.writing() as session:
                await session.execute(text("CREATE TABLE IF NOT EXISTS scribed (words TEXT)"))
                await session.execute(text("INSERT INTO scribed (words) VALUES (:words)"), {"words": "x" * 9000})


@pytest.mark.parametrize(
    ("waits", "calls"),
    [
        ("in second", ["first", "second", "second"]),
        ("at the end of second", ["first", "second", "second"]),
        ("after", ["first", "second"]),
    ],
)
async def test_one_that_takes_steps_goes_on_behind_the_last_that_is_kept(
    person: Desk, small_disk: Disk, waits: str, calls: list[str]
) -> None:
    stepper = Stepper(person.database, waits)
    work = stepper.kind()
    person.offer(work)
    run = await person.start(work, Empty())
    await person.once(run.id, lambda run: run["live"]["text"] == "first second ")
    if waits == "after":
        await person.once(run.id, lambda run: run["live"]["done"] == 3)
    small_disk.fill()
    stepper.go.set()
    await person.once(run.id, lambda run: run["live"]["stage"] == NO_ROOM)
    small_disk.free()
    ended = await person.until(run.id)
    assert (ended["state"], ended["result"], ended["live"]["text"]) == ("done", ["first", "second"], "first second ")
    assert (ended["live"]["stage"], stepper.calls) == (None, calls)
    rows = await person.log(run.id)
    kinds = [name for _, name, _ in rows]
    assert [seq for seq, _, _ in rows] == list(range(1, len(rows) + 1))
    assert kinds == ["run.created", "run.started", "test.noted", "test.noted", "run.resumed", "run.finished"]


async def test_one_that_takes_steps_is_cancelled_in_its_next_life(person: Desk, small_disk: Disk) -> None:
    stepper = Stepper(person.database, "in second")
    work = stepper.kind()
    person.offer(work)
    run = await person.start(work, Empty())
    await person.once(run.id, lambda run: run["live"]["text"] == "first second ")
    small_disk.fill()
    stepper.go.set()
    await person.once(run.id, lambda run: run["live"]["stage"] == NO_ROOM)
    stepper.go.clear()
    small_disk.free()
    async with asyncio.timeout(10):
        while stepper.calls != ["first", "second", "second"]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert (await person.http.post(f"/api/runs/{run.id}/cancel")).status_code == 200
    assert (await person.until(run.id))["state"] == "cancelled"


async def test_a_server_that_stops_meanwhile_leaves_it_to_the_next_one(settings: Settings, small_disk: Disk) -> None:
    async with server(settings) as desk:
        stepper = Stepper(desk.database, "in second")
        work = stepper.kind()
        desk.offer(work)
        run = await desk.start(work, Empty())
        await desk.once(run.id, lambda run: run["live"]["text"] == "first second ")
        small_disk.fill()
        stepper.go.set()
        await desk.once(run.id, lambda run: run["live"]["stage"] == NO_ROOM)
        began = time.monotonic()
    assert time.monotonic() - began < STOP_GRACE_S
    small_disk.free()
    stepper.database = None  # the one it wrote to is closed
    async with server(settings, work) as desk:
        ended = await desk.until(run.id)
    assert (ended["state"], stepper.calls) == ("done", ["first", "second", "second"])


async def test_one_that_nobody_could_begin_is_begun_when_there_is_room(person: Desk, small_disk: Disk) -> None:
    stepper = Stepper(person.database, "nowhere")
    work = stepper.kind()
    person.offer(work)
    small_disk.fill(but_kb=200)
    run = await person.start(work, Empty())
    await asyncio.sleep(1)
    assert (await person.get(run.id))["state"] == "queued"
    small_disk.free()
    ended = await person.until(run.id)
    assert (ended["state"], stepper.calls) == ("done", ["first", "second"])


ROOM_TO_START_KB = 120


@pytest.fixture
def modest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A start tries less room than the engine's store takes, as if others had taken it a moment later."""
    monkeypatch.setattr(data_folder, "TRIAL_BYTES", 4096)


async def left_behind(settings: Settings) -> tuple[Kind[Empty], Stepper, str]:
    """An accepted run of which nobody knows but its row: its process died before its engine had a store."""
    async with server(settings) as desk:
        stepper = Stepper(desk.database, "nowhere")
        work = stepper.kind()
        desk.offer(work)
        run = await desk.start(work, Empty())
        await desk.until(run.id)
        await set_back(desk.database, run.id)
    stepper.database = None  # the one it wrote to is closed
    for file in settings.data.glob("durable.db*"):
        file.unlink()
    return work, stepper, run.id


@pytest.mark.usefixtures("modest")
async def test_a_start_without_room_for_the_engines_store_goes_on_when_there_is_some(
    settings: Settings, small_disk: Disk, caplog: pytest.LogCaptureFixture
) -> None:
    work, stepper, run_id = await left_behind(settings)
    small_disk.fill(but_kb=ROOM_TO_START_KB)
    async with life(settings, work) as app:
        await asyncio.sleep(1)
        assert stepper.calls == ["first", "second"]
        small_disk.free()
        ended = await (await desk_at(app)).until(run_id)
    assert (ended["state"], stepper.calls) == ("done", ["first", "second"] * 2)
    told = [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]
    assert [(record.levelname, record.getMessage().split(",")[0], record.exc_info) for record in told] == [
        ("WARNING", "the database is in the way of work", None),
        ("WARNING", "the database takes work again", None),
    ]


@pytest.mark.usefixtures("modest")
async def test_one_that_stops_while_it_waits_for_room_leaves_everything_to_the_next(
    settings: Settings, small_disk: Disk
) -> None:
    work, stepper, run_id = await left_behind(settings)
    small_disk.fill(but_kb=ROOM_TO_START_KB)
    async with life(settings, work):
        await asyncio.sleep(0.5)
        began = time.monotonic()
    assert time.monotonic() - began < STOP_GRACE_S
    small_disk.free()
    async with server(settings, work) as desk:
        assert (await desk.until(run_id))["state"] == "done"
    assert stepper.calls == ["first", "second"] * 2


async def test_a_start_with_no_room_at_all_says_so_and_loses_nothing(settings: Settings, small_disk: Disk) -> None:
    work, _, run_id = await left_behind(settings)
    small_disk.fill()
    with pytest.raises(StartFailed, match="cannot be used: No space left on device"):
        async with server(settings, work):
            pass
    small_disk.free()
    async with server(settings, work) as desk:
        assert (await desk.until(run_id))["state"] == "done"
