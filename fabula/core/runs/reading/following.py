"""Following a run: what was missed, where it stands, and everything from then on."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

from fabula.core.accounts import Person, UserId
from fabula.core.db import Database
from fabula.core.events import Bus, Frame, LogTopic, Position, Reader, names
from fabula.core.runs.queries import run_of
from fabula.core.runs.reading.archive import Archive, record_of
from fabula.core.runs.tables import ACTIVE
from fabula.core.runs.work.carrying import Carrying


class Following:
    """Lets readers in at any position of a run's log."""

    def __init__(self, database: Database, bus: Bus, archive: Archive, carrying: Carrying) -> None:
        self._database = database
        self._bus = bus
        self._archive = archive
        self._carrying = carrying

    async def follow(
        self, reader: Reader, person: Person, run_id: str, after: Position | None, greeting: Sequence[Frame] = ()
    ) -> LogTopic:
        """Read on after this position: the events since, then a snapshot; without a position, the snapshot alone."""
        async with self._loaded(None if person.is_admin else person.id, run_id) as topic:
            place = topic.place_of(after) if after else None
            if place is not None:
                reader.follow(topic, place, greeting)
                return topic
            snapshot, place = topic.stand_in(), topic.end
            missed = await self._archive.events(topic.name, after.seq, snapshot.at.seq) if after else []
            reader.follow(topic, place, [*greeting, *missed, snapshot])
            return topic

    async def watch(self, reader: Reader, owner: UserId, run_id: str) -> LogTopic:
        """For a run that waits for another one: the reader wakes when that moves; the topic says how it stands."""
        async with self._loaded(owner, run_id) as topic:
            reader.follow(topic, topic.end)
            return topic

    @asynccontextmanager
    async def _loaded(self, owner: UserId | None, run_id: str) -> AsyncGenerator[LogTopic]:
        """The run's topic, which stands where the run stands, whoever carries that."""
        topic = self._bus.log(names.of_run(run_id))
        with self._bus.holding(topic):
            while not await self._is_loaded(topic, owner, run_id):
                continue
            yield topic

    async def _is_loaded(self, topic: LogTopic, owner: UserId | None, run_id: str) -> bool:
        if topic.is_loaded and self._carrying.carries_for(owner, run_id):
            return True  # nobody knows better how it stands
        async with self._database.reading() as session:
            row = await run_of(session, owner, run_id)
        if row.state in ACTIVE:
            await self._bus.follow_others(topic)
        record = record_of(row)
        if not topic.is_loaded and record.at.seq >= topic.at.seq:
            topic.load(record.at, record.live, record.state)
        return topic.is_loaded
