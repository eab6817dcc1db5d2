"""Deletes what ended long ago, a little at a time, so that nobody waits for it."""

import logging
from datetime import timedelta

from sqlalchemy import delete, select

from fabula.core.clock import now
from fabula.core.db import Database
from fabula.core.ids import id_before
from fabula.core.runs.tables import FINISHED, EventRow, RunRow

log = logging.getLogger(__name__)

AT_ONCE = 100


class Retention:
    """How long finished runs are kept with their events; no time at all keeps them for ever."""

    def __init__(self, database: Database, kept: timedelta | None) -> None:
        self._database = database
        self._kept = kept

    async def forget_some(self) -> int:
        """Delete the oldest of those whose time is over; answers how many that were."""
        if self._kept is None:
            return 0
        before = now() - self._kept
        # Ids sort by time: the bound on them keeps the search short when there is nothing to delete.
        old = select(RunRow.id).where(
            RunRow.state.in_(FINISHED), RunRow.id < id_before(before), RunRow.finished_at < before
        )
        async with self._database.reading() as session:
            run_ids = (await session.scalars(old.order_by(RunRow.id).limit(AT_ONCE))).all()
        if run_ids:
            async with self._database.writing() as session:
                await session.execute(delete(EventRow).where(EventRow.run_id.in_(run_ids)))
                await session.execute(delete(RunRow).where(RunRow.id.in_(run_ids)))
            log.info("%d runs that ended long ago were deleted", len(run_ids))
        return len(run_ids)
