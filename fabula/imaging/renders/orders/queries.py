"""Finding renders of one person."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, String, column, select, table
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.db import Cursor, page_of
from fabula.imaging.renders.errors import RenderNotFound
from fabula.imaging.renders.tables import PictureRow, RenderRow

STATES = {"active": ("queued", "running"), "finished": ("done", "failed", "cancelled")}
runs = table("runs", column("id", String), column("state", String))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which renders somebody wants to see."""

    group: str | None = None
    state: str | None = None
    template: str | None = None


async def find_renders(
    session: AsyncSession, owner: UserId, wanted: Wanted, cursor: Cursor
) -> tuple[Sequence[RenderRow], str | None]:
    """One page, newest first."""
    rows = _own(owner)
    if wanted.group:
        rows = rows.where(RenderRow.group_id == wanted.group)
    if wanted.template:
        rows = rows.where(RenderRow.template == wanted.template)
    if wanted.state:
        states = STATES.get(wanted.state, (wanted.state,))
        rows = rows.join(runs, runs.c.id == RenderRow.id).where(runs.c.state.in_(states))
    return await page_of(session, rows, RenderRow, cursor)


async def render_of(session: AsyncSession, owner: UserId, render_id: str) -> RenderRow:
    row = await session.scalar(_own(owner).where(RenderRow.id == render_id))
    if row is None:
        raise RenderNotFound("There is no such render.")
    return row


async def renders_of(session: AsyncSession, owner: UserId, ids: Sequence[str]) -> Sequence[RenderRow]:
    """Those of these renders that exist and are theirs."""
    return (await session.scalars(_own(owner).where(RenderRow.id.in_(ids)))).all() if ids else []


async def ordered_before(session: AsyncSession, owner: UserId, group_id: str) -> Sequence[RenderRow]:
    """The renders of a group as they were ordered, without later repeats."""
    rows = await session.scalars(_own(owner).where(RenderRow.group_id == group_id).order_by(RenderRow.id))
    first: dict[int, RenderRow] = {}
    for row in rows:
        first.setdefault(row.place, row)
    return [first[place] for place in sorted(first)]


async def pictures_of(session: AsyncSession, rows: Sequence[RenderRow]) -> Sequence[PictureRow]:
    """What these renders made, in its order."""
    made = select(PictureRow).where(PictureRow.render_id.in_([row.id for row in rows]))
    return (await session.scalars(made.order_by(PictureRow.place))).all() if rows else []


def _own(owner: UserId) -> Select[RenderRow]:
    return select(RenderRow).where(RenderRow.owner_id == owner)
