"""A run's events as server-sent events: for programs, and wherever a socket does not get through."""

import asyncio
from collections.abc import AsyncGenerator

from fabula.core.accounts import Person
from fabula.core.events import Bus, Frame, LogTopic, Position, Reader
from fabula.core.events.frames import encode
from fabula.core.runs.reading.following import Following
from fabula.core.runs.tables import FINISHED

PING_EVERY_S = 15.0
PING = ": ping\n\n"


async def stream(bus: Bus, following: Following, person: Person, run_id: str, after: Position) -> AsyncGenerator[str]:
    """Everything after this position until the run has ended, or the server stops."""
    reader = bus.reader()
    try:
        topic = await following.follow(reader, person, run_id, after)
        while not reader.is_closed:
            if frames := await _next(reader, topic):
                yield "".join(_entry(frame) for frame in frames)
            elif topic.state in FINISHED:
                yield _end(topic)
                return
            elif not reader.is_closed:
                yield PING
    finally:
        bus.dismiss(reader)


async def _next(reader: Reader, topic: LogTopic) -> list[Frame]:
    if topic.state in FINISHED:
        return reader.take()
    try:
        async with asyncio.timeout(PING_EVERY_S):
            return await reader.frames()
    except TimeoutError:
        return []


def _entry(frame: Frame) -> str:
    return f"id: {frame.at}\nevent: {frame.type}\ndata: {frame.text}\n\n"


def _end(topic: LogTopic) -> str:
    body = {"topic": topic.label, "type": "end", "seq": topic.at.seq, "rev": topic.at.rev, "state": topic.state}
    return f"id: {topic.at}\nevent: end\ndata: {encode(body)}\n\n"
