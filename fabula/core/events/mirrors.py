"""Logs that are followed here and fed by another process.

asked ──► its frames come in order ──► taken over one by one
  ▲                    │ one is missing: the line was cut, the feeder died, another one goes on
  └── catching up ◄────┘ frames wait; a snapshot of the feeder, or else the record, and the events in between
"""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple, Protocol

from pydantic_core import from_json

from fabula.core.background import Background
from fabula.core.db import outlasting
from fabula.core.events.frames import Frame, JsonObject, Position
from fabula.core.events.relay import Relay
from fabula.core.events.topics import LogTopic
from fabula.core.events.wire import Told

ANSWER_WITHIN_S = 0.5
RENEWED_EVERY_S = 5.0
MOST_WAITING = 1000
ROUNDS = 3


class Record(NamedTuple):
    """Where a log stands by what is stored, and whether somebody should be feeding it."""

    at: Position
    live: JsonObject
    state: str
    is_carried: bool


class Archive(Protocol):
    """What is stored of logs."""

    async def record(self, topic: str) -> Record | None: ...

    async def events(self, topic: str, after: int, until: int) -> list[Frame]: ...

    async def newest(self, topics: Collection[str]) -> dict[str, int]:
        """The newest event's number of each."""
        ...


@dataclass(slots=True)
class _Waiting:
    """Frames that came while the log was catching up."""

    frames: list[Told] = field(default_factory=list[Told])
    has_snapshot: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, told: Told) -> None:
        if len(self.frames) < MOST_WAITING:
            self.frames.append(told)
        if told.type == "snapshot":
            self.has_snapshot.set()

    def snapshot(self) -> Told | None:
        """The one that leads furthest: a process that lost its run may still answer from the past."""
        return max((told for told in self.frames if told.type == "snapshot"), key=lambda told: told.at, default=None)


class Mirrors:
    """All logs of this process that another one feeds."""

    def __init__(self, relay: Relay, background: Background, archive: Archive) -> None:
        self._relay = relay
        self._background = background
        self._archive = archive
        self._catching_up: dict[LogTopic, asyncio.Task[None]] = {}
        self._mirrored: dict[LogTopic, _Waiting | None] = {}
        self._unanswered: set[LogTopic] = set()

    async def join(self, topic: LogTopic) -> None:
        """Follow it from now on; returns when it stands where its feeder stands."""
        if topic not in self._mirrored:
            self._begin(topic)
        if catching_up := self._catching_up.get(topic):
            await asyncio.shield(catching_up)

    def leave(self, topic: LogTopic) -> None:
        """Nobody reads it any more, or it is fed here."""
        self._mirrored.pop(topic, None)
        self._unanswered.discard(topic)

    def heard(self, topic: LogTopic, told: Told) -> None:
        if topic not in self._mirrored:
            return
        if waiting := self._mirrored[topic]:
            waiting.add(told)
        elif not topic.take(told):
            self._begin(topic)

    def heard_gap(self) -> None:
        for topic in list(self._mirrored):
            self._begin(topic)

    async def forever(self) -> None:
        """Keep on asking, and look whether a feeder died before it could tell."""
        while True:
            await asyncio.sleep(RENEWED_EVERY_S)
            for topic in self._mirrored:
                if topic in self._unanswered:
                    self._begin(topic)
                else:
                    self._relay.ask(topic.name, wants_snapshot=False)
            quiet = {topic.name: topic for topic, waiting in self._mirrored.items() if waiting is None}
            known = {name: topic.at.seq for name, topic in quiet.items()}
            newest = await outlasting(partial(self._archive.newest, quiet)) if quiet else {}
            for name, seq in newest.items():
                if seq > known[name] and quiet[name] in self._mirrored:
                    self._begin(quiet[name])

    def _begin(self, topic: LogTopic) -> None:
        if topic not in self._catching_up:
            self._mirrored[topic] = _Waiting()
            task = self._background.start(self._catch_up(topic), name=f"catch up with {topic.name}")
            self._catching_up[topic] = task
            task.add_done_callback(lambda _task: self._caught_up(topic))

    def _caught_up(self, topic: LogTopic) -> None:
        self._catching_up.pop(topic, None)
        if topic in self._mirrored:
            self._mirrored[topic] = None

    async def _catch_up(self, topic: LogTopic) -> None:
        for _ in range(ROUNDS):
            self._mirrored[topic] = waiting = _Waiting()
            self._relay.ask(topic.name, wants_snapshot=True)
            if (record := await self._stand(topic, waiting)) is None:
                return
            missed = await self.missed(topic, record.at.seq)
            if topic not in self._mirrored or topic.is_fed_here:
                return
            _go_on(topic, record, missed)
            if all(topic.take(told) for told in waiting.frames):
                return

    async def missed(self, topic: LogTopic, until: int) -> list[Frame]:
        """The events that a log has not told here yet."""
        if not topic.is_loaded or topic.at.seq >= until:
            return []
        return await outlasting(partial(self._archive.events, topic.name, topic.at.seq, until))

    async def _stand(self, topic: LogTopic, waiting: _Waiting) -> Record | None:
        """Where the log stands: the feeder knows best, and where there is none the record does."""
        self._unanswered.discard(topic)
        record = await outlasting(partial(self._archive.record, topic.name))
        if record is None or not record.is_carried:
            return record
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                await waiting.has_snapshot.wait()
        except TimeoutError:
            # Its feeder is dead, or the line was cut: the record alone would leave the live part behind for good.
            if topic in self._mirrored:
                self._unanswered.add(topic)
            return record
        told = waiting.snapshot()
        if told is None or told.at < record.at:
            return record
        return Record(told.at, from_json(told.text)["live"], told.state, record.is_carried)


def _go_on(topic: LogTopic, record: Record, missed: list[Frame]) -> None:
    if not topic.is_loaded:
        topic.load(record.at, record.live, record.state)
    elif record.at > topic.at:
        topic.catch_up(record.at, record.live, record.state, missed)
