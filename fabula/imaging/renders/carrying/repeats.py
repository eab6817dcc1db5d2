"""Runs that repeat one that failed: they begin with its intent, and with its files if those were only not delivered."""

from typing import Any

from sqlalchemy import CursorResult, String, column, inspect, select, table, update
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.clock import now
from fabula.core.db import Database, change_row, insert_row
from fabula.imaging.renders.tables import PictureRow, RenderRow

runs = table("runs", column("id", String), column("state", String))

# What was done about a render; its repeat begins with nothing of it.
_DONE = ("id", "created_at", "attempts", "prompt_id", "server_id", "sent_at", "stored_at", "placed_at", "seconds")
# What its repeat knows of how its files came about, if it takes them over.
_MADE = ("attempts", "server_id", "sent_at", "stored_at", "seconds")


async def begin_repeat(database: Database, run_id: str, owner: str, group: str, place: int) -> RenderRow:
    """The row of a run that repeats another of this group and place."""
    same = select(RenderRow).where(RenderRow.owner_id == owner, RenderRow.group_id == group, RenderRow.place == place)
    async with database.reading() as session:
        first = (await session.scalars(same.order_by(RenderRow.id).limit(1))).one()
        undelivered = await session.scalar(
            same.join(runs, runs.c.id == RenderRow.id)
            .where(runs.c.state.in_(("failed", "cancelled")), RenderRow.stored_at.is_not(None))
            .where(RenderRow.destination.is_not(None), RenderRow.placed_at.is_(None))
            .where(select(PictureRow.id).where(PictureRow.render_id == RenderRow.id).exists())
            .order_by(RenderRow.id.desc())
            .limit(1)
        )
    row = anew(first, run_id)
    async with database.writing() as session:
        await insert_row(session, row)
        if undelivered and await _take_over(session, undelivered, run_id):
            await change_row(session, row, **{name: getattr(undelivered, name) for name in _MADE})
    return row


def anew(row: RenderRow, run_id: str) -> RenderRow:
    """The same intent, with nothing done about it yet."""
    kept = {column.key: getattr(row, column.key) for column in inspect(RenderRow).column_attrs}
    if row.deadline is not None:
        kept["deadline"] = now() + (row.deadline - row.created_at)
    return RenderRow(**{name: value for name, value in kept.items() if name not in _DONE}, id=run_id, attempts=[])


async def _take_over(session: AsyncSession, row: RenderRow, run_id: str) -> bool:
    """The files are of this run now; not if another repeat was faster, or they were thrown away meanwhile."""
    moved: CursorResult[Any] | Any = await session.execute(
        update(PictureRow).where(PictureRow.render_id == row.id).values(render_id=run_id)
    )
    return moved.rowcount > 0
