"""The bus: every topic of this process, one clock that ticks for all of them, and the way to other processes."""

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TypeVar

from fabula.core.background import Background
from fabula.core.events.frames import Frame, JsonObject, Position
from fabula.core.events.lines import Line
from fabula.core.events.mirrors import Archive
from fabula.core.events.others import Others
from fabula.core.events.topics import LogTopic, Reader, Topic
from fabula.core.events.wire import Signal
from fabula.core.load import load

TICK_S = 0.02
SLOWEST_TICK_S = 0.1

T = TypeVar("T", bound=Topic)


class Bus:
    """Carries live events from who makes them to who reads them; what must last is in the database."""

    def __init__(self) -> None:
        self._topics: dict[str, Topic] = {}
        self._touched: dict[Topic, None] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._ticked = 0.0
        self._readers: set[Reader] = set()
        self._is_draining = False
        self._others: Others | None = None
        self._signals: dict[str, Callable[[str], object]] = {}

    async def join_others(self, line: Line, background: Background, archive: Archive) -> None:
        """From now on, news travels between this process and the others on the line."""
        others = Others(self._topics, self._signals, line, background, archive)
        await others.open()
        self._others = others

    async def part(self) -> None:
        """Say what waits to be said, and leave the line."""
        if self._others:
            await self._others.close()
            self._others = None

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
        return name in self._topics or self._others is not None

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

    @contextmanager
    def holding(self, topic: Topic) -> Generator[None]:
        """Inside, the topic is not forgotten: who waits to read it would be left with one that nobody tells."""
        topic.pins += 1
        try:
            yield
        finally:
            topic.pins -= 1
            self.release(topic)

    def release(self, topic: Topic) -> None:
        """Forget a topic that nobody reads and nobody feeds."""
        if topic.is_idle and topic not in self._touched:
            self._topics.pop(topic.name, None)
            if self._others and isinstance(topic, LogTopic):
                self._others.mirrors.leave(topic)

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
            self._timer = loop.call_at(max(loop.time(), self._ticked + _tick_s()), self._on_time)

    def send(self, topic: Topic, base: Position, frame: Frame) -> None:
        """Told here already; now to the other processes, if there are any."""
        if self._others:
            self._others.tell(topic, base, frame)

    async def follow_others(self, topic: LogTopic) -> None:
        """If another process feeds it, follow it there; returns when it stands where that one stands."""
        if self._others and not topic.is_fed_here:
            await self._others.mirrors.join(topic)

    async def feed(self, topic: LogTopic, since: int) -> None:
        """This process makes the log's frames from now on; whoever reads it here knows it up to `since` first."""
        topic.is_fed_here = True
        topic.pins += 1
        if self._others:
            await self._others.hand_over(topic, since)

    def leave(self, topic: LogTopic) -> None:
        """This process makes them no longer."""
        topic.is_fed_here = False
        topic.pins -= 1
        self.release(topic)

    def signal(self, name: str, value: str) -> None:
        """Ask the other processes to do what `on_signal` says there."""
        if self._others:
            self._others.relay.signal(Signal(name, value))

    def on_signal(self, name: str, act: Callable[[str], object]) -> None:
        """What to do when another process sends this signal."""
        self._signals[name] = act

    def _open(self, name: str, kind: Callable[[str, "Bus"], T]) -> T:
        topic = self._topics.get(name)
        if topic is None:
            topic = self._topics[name] = kind(name, self)
        return topic  # pyright: ignore[reportReturnType] - a name always has the same kind of topic

    def _on_time(self) -> None:
        self._ticked = asyncio.get_running_loop().time()
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


def _tick_s() -> float:
    """A busy loop ticks slower: more is merged into each frame, and the work shrinks."""
    return min(SLOWEST_TICK_S, max(TICK_S, 2 * load.late_s()))
