"""Two processes on one line, each with a bus of its own: what happens in one is followed in the other."""

import asyncio
import json
import os
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from fabula.core.background import Background
from fabula.core.errors import StartFailed
from fabula.core.events import Bus, Frame, LogTopic, Position, Reader, Record, event_frame, line_of
from fabula.core.events.lines import Line, LineDown
from fabula.core.events.lines.notify import LONGEST, cut
from fabula.core.ids import new_id

AT = datetime(2026, 1, 1, tzinfo=UTC)
# Tests that run side by side share the servers, and thus the bus.
RUN, OTHER_RUN, ME = f"run:{new_id()}", f"run:{new_id()}", f"me:{new_id()}"
ADDRESSES = {
    "redis": os.environ.get("FABULA_TEST_REDIS_URL", ""),
    "postgresql": os.environ.get("FABULA_TEST_POSTGRESQL_URL", ""),
}


class Shelf:
    """What both processes find in the database."""

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}
        self.entries: dict[str, list[Frame]] = {}

    def put(self, topic: str, seq: int, state: str = "running", live: dict[str, Any] | None = None) -> None:
        self.records[topic] = Record(Position(seq, 0), live or {"text": None}, state, state == "running")
        self.entries[topic] = [event_frame(topic, number, "test.happened", {}, AT) for number in range(1, seq + 1)]

    async def record(self, topic: str) -> Record | None:
        return self.records.get(topic)

    async def events(self, topic: str, after: int, until: int) -> list[Frame]:
        return self.entries[topic][after:until]

    async def newest(self, topics: Collection[str]) -> dict[str, int]:
        return {topic: self.records[topic].at.seq for topic in topics if topic in self.records}


class Switchboard:
    """The lines of this test: they can be cut, and then bring nothing until they are mended."""

    def __init__(self) -> None:
        self.is_cut = False

    def through(self, line: Line) -> Line:
        return _Switched(line, self)


class _Switched:
    """A real line through a switch."""

    def __init__(self, line: Line, board: Switchboard) -> None:
        self._line = line
        self._board = board
        self.where = line.where

    async def open(self) -> None:
        self._require()
        await self._line.open()

    async def send(self, text: str) -> None:
        self._require()
        await self._line.send(text)

    async def receive(self) -> Any:
        texts = await self._line.receive()
        self._require()
        return texts

    async def close(self) -> None:
        await self._line.close()

    def _require(self) -> None:
        if self._board.is_cut:
            raise LineDown("cut")


@pytest.fixture(params=["redis", "postgresql"])
def address(request: pytest.FixtureRequest) -> str:
    if not ADDRESSES[request.param]:
        pytest.skip(f"no {request.param} server: set FABULA_TEST_{request.param.upper()}_URL")
    return ADDRESSES[request.param]


@asynccontextmanager
async def process(address: str, shelf: Shelf, board: Switchboard | None = None) -> AsyncGenerator[Bus]:
    bus, background = Bus(), Background()
    line = line_of(address)
    await bus.join_others(board.through(line) if board else line, background, shelf)
    try:
        yield bus
    finally:
        bus.drain()
        await bus.part()
        bus.close()
        await background.close()


async def feed(bus: Bus, name: str, seq: int = 1) -> LogTopic:
    topic = bus.log(name)
    await bus.feed(topic, since=seq)
    topic.load(Position(seq, 0), {"text": None}, "running")
    return topic


async def follow(bus: Bus, name: str) -> tuple[Reader, LogTopic]:
    reader, topic = bus.reader(), bus.log(name)
    await bus.follow_others(topic)
    reader.follow(topic, topic.end, [topic.stand_in()])
    return reader, topic


async def until(reader: Reader, seen: list[dict[str, Any]], is_so: Callable[[list[dict[str, Any]]], bool]) -> None:
    async with asyncio.timeout(15):
        while not is_so(seen):
            seen.extend(json.loads(frame.text) for frame in await reader.frames())


def text_of(seen: list[dict[str, Any]]) -> str:
    text = ""
    for frame in seen:
        if frame["type"] == "snapshot":
            text = frame["live"]["text"] or ""
        elif frame["type"] == "delta":
            text += frame["append"].get("text", "")
    return text


def seqs(seen: list[dict[str, Any]]) -> list[int]:
    return [frame["seq"] for frame in seen if frame["type"] == "event"]


def has_event(number: int) -> Callable[[list[dict[str, Any]]], bool]:
    return lambda seen: number in seqs(seen)


async def test_a_log_is_followed_from_its_middle_in_another_process(address: str) -> None:
    shelf = Shelf()
    shelf.put(RUN, 1)
    async with process(address, shelf) as here, process(address, shelf) as there:
        log = await feed(here, RUN)
        log.change({}, {"text": "begun "})
        await asyncio.sleep(0.05)
        reader, _ = await follow(there, RUN)
        for number in range(20):
            log.change({}, {"text": f"{number} "})
            if number % 5 == 4:
                log.record(2 + number // 5, "test.happened", {}, AT)
            await asyncio.sleep(0.005)
        seen: list[dict[str, Any]] = []
        await until(reader, seen, has_event(5))
    assert text_of(seen) == "begun " + "".join(f"{number} " for number in range(20))
    assert seqs(seen) == [2, 3, 4, 5]


async def test_the_state_travels_with_the_events_so_that_streams_can_end(address: str) -> None:
    shelf = Shelf()
    shelf.put(RUN, 1)
    async with process(address, shelf) as here, process(address, shelf) as there:
        log = await feed(here, RUN)
        reader, followed = await follow(there, RUN)
        log.state = "done"
        log.record(2, "run.finished", {}, AT)
        await until(reader, [], has_event(2))
        assert followed.state == "done"


async def test_a_log_that_nobody_feeds_yet_is_followed_from_its_record(address: str) -> None:
    shelf = Shelf()
    shelf.put(RUN, 1, "queued")
    async with process(address, shelf) as here, process(address, shelf) as there:
        reader, followed = await follow(there, RUN)
        assert (followed.at, followed.state) == (Position(1, 0), "queued")
        await asyncio.sleep(0.2)
        log = await feed(here, RUN)
        log.record(2, "run.started", {}, AT)
        log.change({}, {"text": "word"})
        seen: list[dict[str, Any]] = []
        await until(reader, seen, lambda seen: text_of(seen) == "word")
    assert seqs(seen) == [2]


async def test_what_a_dead_feeder_could_not_tell_comes_from_the_record(address: str) -> None:
    shelf = Shelf()
    shelf.put(RUN, 1)
    async with process(address, shelf) as there:
        async with process(address, shelf) as first:
            log = await feed(first, RUN)
            reader, _ = await follow(there, RUN)
            log.change({}, {"text": "half"})
            await asyncio.sleep(0.1)
        shelf.put(RUN, 4)
        async with process(address, shelf) as second:
            log = await feed(second, RUN, 4)
            shelf.put(RUN, 5)
            log.record(5, "run.resumed", {}, AT)
            log.restate({"text": "anew"})
            seen: list[dict[str, Any]] = []
            await until(reader, seen, lambda seen: text_of(seen) == "anew")
    assert seqs(seen) == [2, 3, 4, 5]


async def test_an_end_that_nobody_told_is_found_in_the_record(address: str) -> None:
    shelf = Shelf()
    shelf.put(RUN, 1)
    async with process(address, shelf) as there:
        async with process(address, shelf) as first:
            await feed(first, RUN)
            reader, followed = await follow(there, RUN)
        shelf.put(RUN, 2, "done", {"text": "all of it"})
        seen: list[dict[str, Any]] = []
        await until(reader, seen, has_event(2))
        assert (followed.state, text_of(seen)) == ("done", "all of it")


async def test_a_process_that_takes_a_run_over_tells_its_own_readers_what_they_missed(address: str) -> None:
    shelf = Shelf()
    shelf.put(RUN, 1)
    async with process(address, shelf) as there:
        async with process(address, shelf) as first:
            await feed(first, RUN)
            reader, _ = await follow(there, RUN)
        shelf.put(RUN, 3)
        log = await feed(there, RUN, 3)
        log.record(4, "run.resumed", {}, AT)
        seen: list[dict[str, Any]] = []
        await until(reader, seen, has_event(4))
    assert seqs(seen) == [2, 3, 4]


async def test_a_cut_line_mends_itself_and_nothing_is_missing_afterwards(address: str) -> None:
    shelf, board = Shelf(), Switchboard()
    shelf.put(RUN, 1)
    async with process(address, shelf) as here, process(address, shelf, board) as there:
        log = await feed(here, RUN)
        reader, _ = await follow(there, RUN)
        news = there.topic("admin")
        reader.follow(news, news.end)
        board.is_cut = True
        for number in range(2, 6):
            log.change({}, {"text": f"{number} "})
            log.record(number, "test.happened", {}, AT)
        shelf.put(RUN, 5)
        await asyncio.sleep(0.3)
        board.is_cut = False
        seen: list[dict[str, Any]] = []
        await until(reader, seen, lambda seen: text_of(seen) == "2 3 4 5 ")
        log.record(6, "test.happened", {}, AT)
        await until(reader, seen, has_event(6))
    assert seqs(seen) == [2, 3, 4, 5, 6]
    assert {"missed": True} in [frame["data"] for frame in seen if frame["type"] == "news"]


async def test_news_and_signals_reach_every_other_process(address: str) -> None:
    shelf = Shelf()
    async with process(address, shelf) as here, process(address, shelf) as there:
        heard: list[str] = []
        signalled = asyncio.Event()
        here.on_signal("cancel", heard.append)
        there.on_signal("cancel", lambda value: (heard.append(value), signalled.set()))
        reader = there.reader()
        reader.follow(there.topic(ME), 0)
        assert here.is_wanted(ME)
        here.tell(ME, {"changed": "profile"})
        here.signal("cancel", "run-1")
        seen: list[dict[str, Any]] = []
        await until(reader, seen, lambda seen: len(seen) == 1)
        async with asyncio.timeout(5):
            await signalled.wait()
    assert seen == [{"topic": "me", "type": "news", "data": {"changed": "profile"}}]
    assert heard == ["run-1"]


async def test_large_frames_arrive_whole(address: str) -> None:
    shelf = Shelf()
    shelf.put(RUN, 1)
    text = "длинный текст 🎨 " * 20_000
    async with process(address, shelf) as here, process(address, shelf) as there:
        log = await feed(here, RUN)
        reader, _ = await follow(there, RUN)
        log.change({}, {"text": text})
        seen: list[dict[str, Any]] = []
        await until(reader, seen, lambda seen: text_of(seen) == text)


async def test_frames_that_nobody_elsewhere_asked_for_stay_at_home(address: str) -> None:
    shelf = Shelf()
    shelf.put(RUN, 1)
    shelf.put(OTHER_RUN, 1)
    async with process(address, shelf) as here, process(address, shelf) as there:
        watched, unwatched = await feed(here, RUN), await feed(here, OTHER_RUN)
        line, told = line_of(address), list[str]()
        await line.open()
        reader, _ = await follow(there, RUN)
        unwatched.record(2, "test.secret", {}, AT)
        watched.record(2, "test.happened", {}, AT)
        await until(reader, [], has_event(2))
        async with asyncio.timeout(10):
            while not any("test.happened" in text for text in told):
                told.extend(await line.receive())
        await line.close()
    assert not any("test.secret" in text for text in told)


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "postgresql://fabula@127.0.0.1:1/fabula"])
async def test_a_bus_that_cannot_be_reached_is_one_clear_sentence(url: str) -> None:
    with pytest.raises(StartFailed, match=r"The bus at 127\.0\.0\.1:1 cannot be reached"):
        async with process(url, Shelf()):
            pass


def test_an_address_of_another_kind_is_refused() -> None:
    with pytest.raises(StartFailed, match="FABULA_BUS_URL"):
        line_of("amqp://127.0.0.1")


def test_parts_of_a_long_text_fit_and_none_is_like_another() -> None:
    text = "ж" * 50_000
    parts = cut(text, "n")
    assert max(len(part.encode()) for part in parts) <= LONGEST
    assert len(set(parts)) == len(parts) > 1
    assert "".join(part.split(":", 2)[2] for part in parts) == text
    assert cut("", "n") == ["n:0:"]
