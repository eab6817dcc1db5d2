"""What is written down about a render, each change in one short transaction."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import bindparam, inspect, select

from fabula.core.clock import now
from fabula.core.db import Database, change_row, insert_row
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
        """The run's own row; a run that repeats a failed one begins with a copy of that one's.

        Only in the first life of its run is a row still as it was stored.
        """
        expected = self._new.pop(run_id, None)
        if expected is not None and is_new:
            return expected
        async with self._database.reading() as session:
            row = await session.scalar(_OF_RUN, {"run_id": run_id})
            if row is not None:
                return row
            same = select(RenderRow).where(RenderRow.owner_id == owner, RenderRow.group_id == group)
            first = (await session.scalars(same.where(RenderRow.place == place).order_by(RenderRow.id).limit(1))).one()
        async with self._database.writing() as session:
            await insert_row(session, row := anew(first, run_id))
        return row

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


def anew(row: RenderRow, run_id: str) -> RenderRow:
    """The same intent, with nothing done about it yet."""
    done = ("id", "created_at", "attempts", "prompt_id", "server_id", "sent_at", "stored_at", "placed_at", "seconds")
    kept = {column.key: getattr(row, column.key) for column in inspect(RenderRow).column_attrs}
    if row.deadline is not None:
        kept["deadline"] = now() + (row.deadline - row.created_at)
    return RenderRow(**{name: value for name, value in kept.items() if name not in done}, id=run_id, attempts=[])


def attempts_of(row: RenderRow) -> Sequence[Attempt]:
    return [Attempt(each["server"], Cause(each["cause"]), each["reason"]) for each in row.attempts]
