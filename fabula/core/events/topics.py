"""Topics keep a short memory of frames; readers hold a place in it instead of a queue of their own.

        publisher            Topic                            Reader (one connection, many topics)
      add(frame) ──► ring: [ 41 42 43 44 45 46 ] ──wake──►  place 44 ──► takes 44 45 46 when it can write
                             ▲                              place 12 ──► too slow: takes a snapshot instead
                             └ the oldest falls out

Nothing is copied per reader, so a slow one costs no memory: it only finds less when it comes back.
"""

import asyncio
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from pydantic import JsonValue
from pydantic_core import from_json

from fabula.core.events.frames import Frame, JsonObject, Position, delta, event, news, snapshot
from fabula.core.events.wire import Told

REMEMBERED = 128


class Post(Protocol):
    """What a topic needs of the bus around it."""

    def touch(self, topic: "Topic") -> None:
        """Wake its readers at the end of this tick."""
        ...

    def send(self, topic: "Topic", base: Position, frame: Frame) -> None:
        """Carry a frame made here to the other processes."""
        ...


class Topic:
    """A topic of news: what was missed is gone, and the reader is told so."""

    def __init__(self, name: str, post: Post, *, remembered: int = REMEMBERED) -> None:
        self.name = name
        self.label = name if name.startswith("run:") else name.partition(":")[0]
        self.pins = 0
        self._post = post
        self._ring: deque[Frame] = deque(maxlen=remembered)
        self._end = 0
        self._readers: set[Reader] = set()

    @property
    def end(self) -> int:
        """The place after the newest frame."""
        return self._end

    @property
    def is_idle(self) -> bool:
        return not self._readers and not self.pins

    def tell(self, data: JsonObject) -> None:
        self._publish(news(self.label, Position(self._end, 0), data), Position(0, 0))

    def add(self, frame: Frame) -> None:
        self._ring.append(frame)
        self._end += 1
        self._post.touch(self)

    def settle(self) -> None:
        """Encode what waited for the end of this tick."""

    def wake(self) -> None:
        for reader in self._readers:
            reader.wake(self)

    def since(self, place: int) -> Sequence[Frame]:
        """Frames from this place on, or what stands in for them when they are gone."""
        missing = self._end - place
        if missing > len(self._ring):
            return [self.stand_in()]
        return list(self._ring)[len(self._ring) - missing :] if missing else []

    def stand_in(self) -> Frame:
        return news(self.label, Position(self._end, 0), {"missed": True})

    def join(self, reader: "Reader") -> None:
        self._readers.add(reader)

    def leave(self, reader: "Reader") -> None:
        self._readers.discard(reader)

    def _publish(self, frame: Frame, base: Position) -> None:
        self.add(frame)
        self._post.send(self, base, frame)


class Fold:
    """The live state that many small changes add up to; text is joined only when somebody looks."""

    def __init__(self, start: JsonObject) -> None:
        self._fields: dict[str, JsonValue] = dict(start)
        self._texts: dict[str, list[str]] = {}

    @property
    def value(self) -> dict[str, JsonValue]:
        for field, parts in self._texts.items():
            if len(parts) > 1:
                parts[:] = ["".join(parts)]
            self._fields[field] = parts[0]
        return self._fields

    def apply(self, changed: JsonObject, appended: Mapping[str, str]) -> None:
        for field, value in changed.items():
            self._texts.pop(field, None)
            self._fields[field] = value
        for field, text in appended.items():
            if field not in self._texts:
                self._texts[field] = [str(self._fields.get(field) or "")]
            self._texts[field].append(text)


class LogTopic(Topic):
    """A topic with a log: durable events, live changes between them, and the state they fold into."""

    def __init__(self, name: str, post: Post, *, remembered: int = REMEMBERED) -> None:
        super().__init__(name, post, remembered=remembered)
        self.at: Position = Position(0, 0)
        self.state = ""
        self.is_loaded = False
        self.is_fed_here = False
        self._told: Position = self.at
        self._fold = Fold({})
        self._changed: dict[str, JsonValue] = {}
        self._appended: dict[str, list[str]] = {}

    @property
    def live(self) -> dict[str, JsonValue]:
        """The folded live state."""
        return self._fold.value

    def load(self, at: Position, live: Mapping[str, JsonValue], state: str) -> None:
        """Go on from a stored state; what was told before it was known here no longer counts."""
        if not self.is_loaded:
            self._ring.clear()
        self._changed, self._appended, self._fold = {}, {}, Fold(live)
        self.at = self._told = at
        self.state, self.is_loaded = state, True

    def change(self, changed: Mapping[str, JsonValue], appended: Mapping[str, str]) -> None:
        """Fold a live change in; readers get it merged with the others of this tick."""
        self.at = Position(self.at.seq, self.at.rev + 1)
        self._fold.apply(changed, appended)
        for field, value in changed.items():
            self._changed[field] = value
            self._appended.pop(field, None)
        for field, text in appended.items():
            self._appended.setdefault(field, []).append(text)
        self._post.touch(self)

    def record(self, seq: int, kind: str, data: JsonObject, at: datetime) -> None:
        """A durable event: it comes after the changes before it."""
        self.settle()
        self.at = Position(seq, 0)
        self._tell(event(self.label, seq, kind, data, at))

    def take(self, told: Told) -> bool:
        """A frame from the process that feeds this log; False if something before it is missing here."""
        if told.at <= self.at:
            return True
        if told.base != self.at:
            return False
        body = from_json(told.text)
        if told.type == "delta":
            self._fold.apply(body["set"], body["append"])
        elif told.type == "snapshot":
            self._fold = Fold(body["live"])
        self.at = self._told = told.at
        self.state = told.state
        self.add(told.frame)
        return True

    def catch_up(self, at: Position, live: JsonObject, state: str, missed: Sequence[Frame]) -> None:
        """Go on from another's state; readers are told the events that they missed, then the whole of it."""
        for frame in missed:
            self.add(frame)
        self._fold = Fold(live)
        self.at = self._told = at
        self.state = state
        self.add(snapshot(self.label, at, self.live, state))

    def restate(self, live: JsonObject) -> None:
        """Another live state takes the place of the present one, and every reader is told the whole of it."""
        self._changed, self._appended, self._fold = {}, {}, Fold(live)
        self.at = Position(self.at.seq, self.at.rev + 1)
        self._tell(snapshot(self.label, self.at, self.live, self.state))

    def settle(self) -> None:
        if self._changed or self._appended:
            appended = {field: "".join(parts) for field, parts in self._appended.items()}
            frame = delta(self.label, self.at, self._changed, appended)
            self._changed, self._appended = {}, {}
            self._tell(frame)

    def stand_in(self) -> Frame:
        # What still waits is part of the snapshot and must not be told again after it.
        self.settle()
        return snapshot(self.label, self.at, self.live, self.state)

    def place_of(self, at: Position) -> int | None:
        """Where a reader goes on that has seen everything up to this position; None if that is forgotten."""
        self.settle()
        if at == self.at:
            return self._end
        for back, frame in enumerate(reversed(self._ring)):
            if frame.at == at:
                return self._end - back
        return None

    def _tell(self, frame: Frame) -> None:
        base, self._told = self._told, frame.at
        self._publish(frame, base)


class Reader:
    """Follows many topics from one connection; wakes once however many of them moved."""

    def __init__(self) -> None:
        self.is_closed = False
        self._places: dict[Topic, int] = {}
        self._first: list[Frame] = []
        self._moved: dict[Topic, None] = {}
        self._awake = asyncio.Event()

    @property
    def topics(self) -> Collection[Topic]:
        return self._places.keys()

    def follow(self, topic: Topic, place: int, first: Sequence[Frame] = ()) -> None:
        """Read `first`, then everything from this place on."""
        topic.join(self)
        self._places[topic] = place
        self._first.extend(first)
        if first or place != topic.end:
            self.wake(topic)

    def leave(self, topic: Topic) -> None:
        topic.leave(self)
        self._places.pop(topic, None)
        self._moved.pop(topic, None)

    def wake(self, topic: Topic) -> None:
        self._moved[topic] = None
        self._awake.set()

    def say(self, frame: Frame) -> None:
        """Something for this reader alone."""
        self._first.append(frame)
        self._awake.set()

    def close(self) -> None:
        self.is_closed = True
        for topic in list(self._places):
            self.leave(topic)
        self._awake.set()

    async def frames(self) -> list[Frame]:
        """What is new, as soon as there is something; nothing once it is closed."""
        while not self.is_closed:
            await self._awake.wait()
            self._awake.clear()
            if found := self.take():
                return found
        return []

    def take(self) -> list[Frame]:
        """What is new now; nothing if nothing is."""
        found, self._first = self._first, []
        moved, self._moved = self._moved, {}
        for topic in moved:
            found.extend(topic.since(self._places[topic]))
            self._places[topic] = topic.end
        return found
