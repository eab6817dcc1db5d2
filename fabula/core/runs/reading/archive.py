"""What is stored of runs' logs, for whoever follows them."""

from collections.abc import Collection

from sqlalchemy import select

from fabula.core.db import Database
from fabula.core.events import Frame, Position, Record, event_frame, names
from fabula.core.runs.live import BLANK
from fabula.core.runs.queries import events_between
from fabula.core.runs.tables import RunRow, State


class Archive:
    """Reads where logs stand, and their entries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(self, topic: str) -> Record | None:
        """Where a log stands by what is stored; None if its run is gone."""
        async with self._database.reading() as session:
            row = await session.scalar(select(RunRow).where(RunRow.id == names.run_in(topic)))
        return record_of(row) if row else None

    async def events(self, topic: str, after: int, until: int) -> list[Frame]:
        """A log's entries after the one and up to the other."""
        frames: list[Frame] = []
        run_id = names.run_in(topic)
        while after < until:
            async with self._database.reading() as session:
                rows = await events_between(session, run_id, after, until)
            if not rows:
                break
            frames.extend(event_frame(topic, row.seq, row.kind, row.data, row.at) for row in rows)
            after = rows[-1].seq
        return frames

    async def newest(self, topics: Collection[str]) -> dict[str, int]:
        """The number of each log's newest entry."""
        rows = select(RunRow.id, RunRow.last_seq).where(RunRow.id.in_([names.run_in(topic) for topic in topics]))
        async with self._database.reading() as session:
            return {names.of_run(run_id): seq for run_id, seq in await session.execute(rows)}


def record_of(row: RunRow) -> Record:
    at = Position(row.last_seq, row.live_rev if row.live_seq == row.last_seq else 0)
    return Record(at, BLANK | dict(row.live), row.state, row.state == State.RUNNING)
