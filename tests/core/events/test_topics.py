"""A topic remembers a little, and readers find out what they missed."""

import json
from typing import Any

import pytest

from fabula.core.clock import now
from fabula.core.events import Bus, Fold, Frame, LogTopic, Position, Reader, position


def bodies(frames: list[Frame]) -> list[dict[str, Any]]:
    return [json.loads(frame.text) for frame in frames]


def follow(bus: Bus, topic: LogTopic) -> Reader:
    reader = bus.reader()
    reader.follow(topic, topic.end)
    return reader


@pytest.fixture
def bus() -> Bus:
    return Bus()


@pytest.fixture
def log(bus: Bus) -> LogTopic:
    topic = bus.log("run:1")
    topic.load(Position(3, 0), {"stage": None, "text": None}, "running")
    return topic


async def test_changes_of_one_tick_arrive_as_one_delta(bus: Bus, log: LogTopic) -> None:
    reader = follow(bus, log)
    log.change({"stage": "a"}, {})
    log.change({}, {"text": "one "})
    log.change({"stage": "b"}, {"text": "two"})
    assert bodies(await reader.frames()) == [
        {"topic": "run:1", "type": "delta", "seq": 3, "rev": 3, "set": {"stage": "b"}, "append": {"text": "one two"}}
    ]
    assert log.live == {"stage": "b", "text": "one two"}


async def test_setting_a_text_forgets_what_was_to_be_appended_before(bus: Bus, log: LogTopic) -> None:
    reader = follow(bus, log)
    log.change({}, {"text": "gone"})
    log.change({"text": "new "}, {})
    log.change({}, {"text": "end"})
    [delta] = bodies(await reader.frames())
    assert (delta["set"], delta["append"]) == ({"text": "new "}, {"text": "end"})
    assert log.live["text"] == "new end"


async def test_an_event_comes_after_the_changes_before_it_and_restarts_the_revisions(bus: Bus, log: LogTopic) -> None:
    reader = follow(bus, log)
    log.change({}, {"text": "x"})
    log.record(4, "run.stage", {"stage": "s"}, now())
    log.change({}, {"text": "y"})
    found = bodies(await reader.frames())
    assert [(frame["type"], frame["seq"], frame.get("rev")) for frame in found] == [
        ("delta", 3, 1),
        ("event", 4, None),
        ("delta", 4, 1),
    ]
    assert found[1]["event"]["kind"] == "run.stage"


async def test_a_reader_that_fell_behind_gets_a_snapshot_instead_of_a_backlog(bus: Bus) -> None:
    log = LogTopic("run:1", bus, remembered=4)
    log.load(Position(1, 0), {"text": None}, "running")
    slow = follow(bus, log)
    for _ in range(20):
        log.change({}, {"text": "word "})
        log.settle()
    log.change({}, {"text": "last"})
    assert bodies(await slow.frames()) == [
        {
            "topic": "run:1",
            "type": "snapshot",
            "seq": 1,
            "rev": 21,
            "live": {"text": "word " * 20 + "last"},
            "state": "running",
        }
    ]
    assert slow.take() == []
    log.change({}, {"text": "!"})
    [delta] = bodies(await slow.frames())
    assert delta["append"] == {"text": "!"}


async def test_a_snapshot_holds_what_waits_and_it_is_not_told_again(bus: Bus, log: LogTopic) -> None:
    log.change({}, {"text": "x"})
    reader = bus.reader()
    reader.follow(log, log.place_of(Position(9, 9)) or log.end, [log.stand_in()])
    [snapshot] = bodies(await reader.frames())
    assert snapshot["live"]["text"] == "x"
    log.change({}, {"text": "y"})
    [delta] = bodies(await reader.frames())
    assert delta["append"] == {"text": "y"}


async def test_a_reader_goes_on_where_it_was_as_long_as_that_is_remembered(bus: Bus) -> None:
    log = LogTopic("run:1", bus, remembered=4)
    log.load(Position(1, 0), {"text": None}, "running")
    for _ in range(6):
        log.change({}, {"text": "x"})
        log.settle()
    assert log.place_of(Position(1, 6)) == log.end
    assert log.place_of(Position(1, 4)) == log.end - 2
    assert log.place_of(Position(1, 1)) is None
    assert log.place_of(Position(7, 0)) is None


async def test_a_restated_log_reaches_every_reader_as_a_whole(bus: Bus, log: LogTopic) -> None:
    reader = follow(bus, log)
    log.change({}, {"text": "half of it"})
    log.restate({"stage": None, "text": "again"})
    [snapshot] = bodies(await reader.frames())
    assert (snapshot["rev"], snapshot["live"]) == (2, {"stage": None, "text": "again"})


async def test_news_that_were_missed_are_said_to_be_missed(bus: Bus) -> None:
    topic = bus.topic("runs:anna")
    reader = bus.reader()
    reader.follow(topic, topic.end)
    for number in range(500):
        bus.tell("runs:anna", {"number": number})
    assert bodies(await reader.frames()) == [{"topic": "runs", "type": "news", "data": {"missed": True}}]


def test_a_fold_joins_text_only_when_somebody_looks() -> None:
    fold = Fold({"text": "a", "done": 1})
    fold.apply({}, {"text": "b"})
    fold.apply({"done": 2}, {"text": "c"})
    assert fold.value == {"text": "abc", "done": 2}
    fold.apply({"text": None}, {})
    fold.apply({}, {"text": "d"})
    assert fold.value == {"text": "d", "done": 2}


@pytest.mark.parametrize("cursor", ["", "x", "1.", "-1", "1.2.3", "1.x", " 1", "9" * 40, "٣", "1.٣"])
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(ValueError, match="not a cursor"):
        position(cursor)


def test_cursors_read_back_as_they_are_written() -> None:
    assert position(str(Position(12, 5))) == Position(12, 5)
    assert position("7") == Position(7, 0)
