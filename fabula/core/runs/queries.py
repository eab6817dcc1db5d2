"""Reading runs: a person sees their own, an admin sees all."""

from collections.abc import Sequence

from sqlalchemy import Select, String, column, func, select, table
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.runs.errors import RunNotFound
from fabula.core.runs.schemas import StateFilter
from fabula.core.runs.tables import ACTIVE, FINISHED, EventRow, RunRow

EVENTS_AT_ONCE = 500


def runs_in(state: StateFilter | None, kind: str | None) -> Select[RunRow]:
    rows = select(RunRow)
    if state is not None:
        wanted = {"active": ACTIVE, "finished": FINISHED}.get(state, (state,))
        rows = rows.where(RunRow.state.in_(wanted))
    return rows.where(RunRow.kind == kind) if kind else rows


async def run_of(session: AsyncSession, owner: UserId | None, run_id: str, *, lock: bool = False) -> RunRow:
    """The run, if it is this person's; without an owner, anybody's."""
    rows = select(RunRow).where(RunRow.id == run_id)
    if owner is not None:
        rows = rows.where(RunRow.owner_id == owner)
    row = await session.scalar(rows.with_for_update() if lock else rows)
    if row is None:
        raise RunNotFound("There is no such run.")
    return row


async def events_between(session: AsyncSession, run_id: str, after: int, until: int) -> Sequence[EventRow]:
    """Entries of a run's log in order, a bounded number at once."""
    rows = select(EventRow).where(EventRow.run_id == run_id, EventRow.seq > after, EventRow.seq <= until)
    return (await session.scalars(rows.order_by(EventRow.seq).limit(EVENTS_AT_ONCE))).all()


async def unfinished_of(session: AsyncSession, owner: UserId) -> int:
    rows = select(func.count()).where(RunRow.owner_id == owner, RunRow.state.in_(ACTIVE))
    return (await session.execute(rows)).scalar_one()


async def usernames_of(session: AsyncSession, user_ids: set[str]) -> dict[str, str]:
    """The names of these people."""
    users = table("users", column("id", String), column("username", String))
    rows = await session.execute(select(users.c.id, users.c.username).where(users.c.id.in_(user_ids)))
    return {user_id: username for user_id, username in rows}
