"""The bus: every topic of this process, and one clock that ticks for all of them."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from fabula.core.events.frames import Frame, JsonObject, Position
from fabula.core.events.topics import LogTopic, Reader, Topic

TICK_S = 0.02
SLOWEST_TICK_S = 0.1

T = TypeVar("T", bound=Topic)


class Bus:
    """Carries live events from who makes them to who reads them; what must last is in the database."""

    def __init__(self) -> None:
        self._topics: dict[str, Topic] = {}
        self._touched: dict[Topic, None] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._tick = TICK_S
        self._due = 0.0
        self._ticked = 0.0
        self._readers: set[Reader] = set()
        self._is_draining = False

    def topic(self, name: str) -> Topic:
        return self._open(name, Topic)

    def log(self, name: str) -> LogTopic:
        return self._open(name, LogTopic)

    def known_log(self, name: str) -> LogTopic | None:
        """The log if somebody here feeds or follows it."""
        topic = self._topics.get(name)
        return topic if isinstance(topic, LogTopic) else None

    def is_wanted(self, name: str) -> bool:
        """Whether news on this topic would reach anybody."""
        return name in self._topics

    def tell(self, name: str, data: JsonObject) -> None:
        """News for whoever follows this topic now."""
        self.topic(name).tell(data)

    def reader(self) -> Reader:
        reader = Reader()
        if self._is_draining:
            reader.close()
        else:
            self._readers.add(reader)
        return reader

    def dismiss(self, reader: Reader) -> None:
        """The connection is gone: nobody waits for its topics any more."""
        self._readers.discard(reader)
        topics = list(reader.topics)
        reader.close()
        for topic in topics:
            self.release(topic)

    def release(self, topic: Topic) -> None:
        """Forget a topic that nobody reads and nobody feeds."""
        if topic.is_idle and topic not in self._touched:
            self._topics.pop(topic.name, None)

    def drain(self) -> None:
        """The server stops: end every stream, at once and for good."""
        self._is_draining = True
        for reader in list(self._readers):
            self.dismiss(reader)

    def close(self) -> None:
        self.drain()
        if self._timer:
            self._timer.cancel()

    def touch(self, topic: Topic) -> None:
        self._touched[topic] = None
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._due = max(loop.time(), self._ticked + self._tick)
            self._timer = loop.call_at(self._due, self._on_time)

    def send(self, topic: Topic, base: Position, frame: Frame) -> None:
        """One process: there is nobody else to tell."""

    def _open(self, name: str, kind: Callable[[str, "Bus"], T]) -> T:
        topic = self._topics.get(name)
        if topic is None:
            topic = self._topics[name] = kind(name, self)
        return topic  # pyright: ignore[reportReturnType] - a name always has the same kind of topic

    def _on_time(self) -> None:
        self._ticked = asyncio.get_running_loop().time()
        # A busy loop ticks slower: more is merged into each frame, and the work shrinks.
        self._tick = min(SLOWEST_TICK_S, max(TICK_S, 2 * (self._ticked - self._due)))
        self._beat()

    def _beat(self) -> None:
        self._timer = None
        touched, self._touched = self._touched, {}
        for topic in touched:
            topic.settle()
        touched.update(self._touched)
        self._touched.clear()
        for topic in touched:
            topic.wake()
            self.release(topic)
