"""Following a run: what was missed, where it stands, and everything from then on."""

from collections.abc import Sequence

from fabula.core.accounts import Person
from fabula.core.db import Database
from fabula.core.events import Bus, Frame, LogTopic, Position, Reader, event_frame, names
from fabula.core.runs.live import BLANK
from fabula.core.runs.queries import events_between, run_of
from fabula.core.runs.tables import RunRow


class Following:
    """Lets readers in at any position of a run's log."""

    def __init__(self, database: Database, bus: Bus) -> None:
        self._database = database
        self._bus = bus

    async def follow(
        self, reader: Reader, person: Person, run_id: str, after: Position | None, greeting: Sequence[Frame] = ()
    ) -> LogTopic:
        """Read on after this position: the events since, then a snapshot; without a position, the snapshot alone."""
        topic = await self._loaded(person, run_id)
        place = topic.place_of(after) if after else None
        if place is not None:
            reader.follow(topic, place, greeting)
            return topic
        snapshot, place = topic.stand_in(), topic.end
        topic.pins += 1
        try:
            missed = await self._events(topic, after.seq, snapshot.at.seq) if after else []
            reader.follow(topic, place, [*greeting, *missed, snapshot])
        finally:
            topic.pins -= 1
            self._bus.release(topic)
        return topic

    async def _loaded(self, person: Person, run_id: str) -> LogTopic:
        while True:
            async with self._database.reading() as session:
                row = await run_of(session, None if person.is_admin else person.id, run_id)
            topic = self._bus.log(names.of_run(run_id))
            if not topic.is_loaded and row.last_seq >= topic.at.seq:
                topic.load(stored_position(row), BLANK | dict(row.live), row.state)
            if topic.is_loaded:
                return topic

    async def _events(self, topic: LogTopic, after: int, until: int) -> list[Frame]:
        frames: list[Frame] = []
        run_id = topic.name.partition(":")[2]
        while after < until:
            async with self._database.reading() as session:
                rows = await events_between(session, run_id, after, until)
            if not rows:
                break
            frames.extend(event_frame(topic.label, row.seq, row.kind, row.data, row.at) for row in rows)
            after = rows[-1].seq
        return frames


def stored_position(row: RunRow) -> Position:
    return Position(row.last_seq, row.live_rev if row.live_seq == row.last_seq else 0)
