"""The bus ticks for all topics, forgets what nobody needs, and ends streams when the server stops."""

import asyncio
import json

import pytest
from sqlalchemy import text

from fabula.core.db import Database
from fabula.core.events import Bus, EventKinds, Nothing, Position, after_commit


async def test_the_first_news_come_at_once_and_a_burst_is_merged() -> None:
    bus = Bus()
    log = bus.log("run:1")
    log.load(Position(1, 0), {"text": None}, "running")
    reader = bus.reader()
    reader.follow(log, log.end)
    received: list[int] = []
    for _ in range(100):
        log.change({}, {"text": "x"})
        await asyncio.sleep(0.001)
        received.append(len(reader.take()))
    assert received[0] == 1
    assert sum(received) < 20


async def test_topics_that_nobody_reads_or_feeds_are_forgotten() -> None:
    bus = Bus()
    reader = bus.reader()
    topic = bus.topic("me:anna")
    reader.follow(topic, topic.end)
    bus.tell("me:anna", {"changed": "profile"})
    assert [json.loads(frame.text)["data"] for frame in await reader.frames()] == [{"changed": "profile"}]
    assert bus.is_wanted("me:anna")
    await asyncio.sleep(0.05)
    bus.dismiss(reader)
    assert not bus.is_wanted("me:anna")
    bus.tell("me:boris", {"changed": "profile"})
    await asyncio.sleep(0.05)
    assert not bus.is_wanted("me:boris")


async def test_a_fed_log_stays_without_readers() -> None:
    bus = Bus()
    log = bus.log("run:1")
    log.pins += 1
    log.change({"done": 1}, {})
    await asyncio.sleep(0.05)
    assert bus.known_log("run:1") is log
    log.pins -= 1
    bus.release(log)
    assert bus.known_log("run:1") is None


async def test_a_log_that_is_held_stays_when_its_last_reader_leaves() -> None:
    bus = Bus()
    log = bus.log("run:1")
    with bus.holding(log):
        reader = bus.reader()
        reader.follow(log, log.end)
        bus.dismiss(reader)
        assert bus.known_log("run:1") is log
    assert bus.known_log("run:1") is None


async def test_draining_ends_every_reader_now_and_later() -> None:
    bus = Bus()
    reader = bus.reader()
    topic = bus.topic("admin")
    reader.follow(topic, topic.end)
    reading = asyncio.get_running_loop().create_task(reader.frames())
    await asyncio.sleep(0)
    bus.drain()
    assert await reading == []
    assert await bus.reader().frames() == []


async def test_what_follows_a_commit_happens_once_after_it_and_never_after_a_rollback(database: Database) -> None:
    seen: list[str] = []
    async with database.writing() as session:
        async with session.begin_nested():
            after_commit(session, lambda: seen.append("kept"))
            await session.execute(text("SELECT 1"))
        assert seen == []
    assert seen == ["kept"]
    async with database.writing() as session:
        after_commit(session, lambda: seen.append("lost"))
        await session.execute(text("SELECT 1"))
        await session.rollback()
    assert seen == ["kept"]


def test_an_event_kind_is_announced_once() -> None:
    kinds = EventKinds()
    kinds.add("b.happened", "Something happened.")
    kinds.add("a.happened", "Something else happened.")
    assert [(kind.name, kind.payload) for kind in kinds.all()] == [("a.happened", Nothing), ("b.happened", Nothing)]
    with pytest.raises(ValueError, match="twice"):
        kinds.add("b.happened", "Again.")
