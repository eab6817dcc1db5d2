"""The other server processes: what they want to hear of this one, and what this one hears of them."""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from fabula.core.background import Background
from fabula.core.events.frames import Frame, Position
from fabula.core.events.lines import Line
from fabula.core.events.mirrors import RENEWED_EVERY_S, Archive, Mirrors
from fabula.core.events.relay import Relay
from fabula.core.events.topics import LogTopic, Topic
from fabula.core.events.wire import Signal, Told

ASKED_COUNTS_S = 4 * RENEWED_EVERY_S
MOST_ASKED = 20_000
LAST_WORDS_S = 0.5


class Others:
    """Joins the topics of this process with those of the others.

    News goes to all of them. A log's frames are many, so they go out only while somebody elsewhere has asked for them.
    """

    def __init__(
        self,
        topics: Mapping[str, Topic],
        signals: Mapping[str, Callable[[str], object]],
        line: Line,
        background: Background,
        archive: Archive,
    ) -> None:
        self._topics = topics
        self._signals = signals
        self._background = background
        self._asked: dict[str, float] = {}
        self.relay = Relay(line, background)
        self.mirrors = Mirrors(self.relay, background, archive)

    async def open(self) -> None:
        await self.relay.open(self)
        self._background.start(self.mirrors.forever(), name="bus: logs of other processes")

    async def close(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS_S):
                await self.relay.all_said()
        await self.relay.close()

    def tell(self, topic: Topic, base: Position, frame: Frame) -> None:
        state = ""
        if isinstance(topic, LogTopic):
            state = topic.state
            if self._asked.get(topic.name, 0.0) < time.monotonic():
                self._asked.pop(topic.name, None)
                return
        self.relay.tell(Told(topic.name, frame.type, base, frame.at, state, frame.text))

    async def hand_over(self, topic: LogTopic, since: int) -> None:
        """It is fed here now: what its last feeder could not tell any more is read from the record."""
        self.mirrors.leave(topic)
        for frame in await self.mirrors.missed(topic, since):
            topic.add(frame)

    def heard_frame(self, told: Told) -> None:
        topic = self._topics.get(told.topic)
        if isinstance(topic, LogTopic):
            self.mirrors.heard(topic, told)
        elif topic is not None:
            topic.add(told.frame)

    def heard_asking(self, topic: str, *, wants_snapshot: bool) -> None:
        if topic not in self._asked and len(self._asked) >= MOST_ASKED:
            self._forget_the_unasked()
        self._asked[topic] = time.monotonic() + ASKED_COUNTS_S
        fed = self._topics.get(topic)
        if wants_snapshot and isinstance(fed, LogTopic) and fed.is_fed_here and fed.is_loaded:
            standing = fed.stand_in()
            self.tell(fed, standing.at, standing)

    def heard_signal(self, signal: Signal) -> None:
        if act := self._signals.get(signal.name):
            act(signal.value)

    def heard_gap(self) -> None:
        for topic in list(self._topics.values()):
            if not isinstance(topic, LogTopic):
                topic.add(topic.stand_in())
        self.mirrors.heard_gap()

    def _forget_the_unasked(self) -> None:
        now = time.monotonic()
        self._asked = {name: until for name, until in self._asked.items() if until > now}
