"""What is written down about a render, each change in one short transaction."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import bindparam, select

from fabula.core.clock import now
from fabula.core.db import Database, change_row
from fabula.imaging.renders.carrying.repeats import begin_repeat
from fabula.imaging.renders.carrying.retries import Attempt, Cause
from fabula.imaging.renders.tables import RenderRow

MOST_EXPECTED = 256

_OF_RUN = select(RenderRow).where(RenderRow.id == bindparam("run_id"))


class Records:
    """The rows of renders, for those who carry them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._new: OrderedDict[str, RenderRow] = OrderedDict()

    def expect(self, row: RenderRow) -> None:
        """It was just stored, and its run begins here in a moment."""
        self._new[row.id] = row
        if len(self._new) > MOST_EXPECTED:
            self._new.popitem(last=False)

    async def of_run(self, run_id: str, owner: str, group: str, place: int, *, is_new: bool) -> RenderRow:
        """The run's own row; a run that repeats another gets one now.

        Only in the first life of its run is a row still as it was stored.
        """
        expected = self._new.pop(run_id, None)
        if expected is not None and is_new:
            return expected
        async with self._database.reading() as session:
            row = await session.scalar(_OF_RUN, {"run_id": run_id})
        return row or await begin_repeat(self._database, run_id, owner, group, place)

    async def intend(self, row: RenderRow, prompt_id: str, server_id: str) -> None:
        """Before anything is sent: where it goes, and under which id."""
        await self._write(row, prompt_id=prompt_id, server_id=server_id, sent_at=now())

    async def came_to_nothing(self, row: RenderRow, attempt: Attempt) -> None:
        await self._write(row, attempts=[*row.attempts, asdict(attempt)], prompt_id=None, server_id=None, sent_at=None)

    async def placed(self, row: RenderRow) -> None:
        """Its files lie where they are wanted."""
        await self._write(row, placed_at=now())

    async def _write(self, row: RenderRow, **columns: object) -> None:
        async with self._database.writing() as session:
            await change_row(session, row, **columns)


def attempts_of(row: RenderRow) -> Sequence[Attempt]:
    return [Attempt(each["server"], Cause(each["cause"]), each["reason"]) for each in row.attempts]
