"""Reading runs: a person sees their own, an admin sees all."""

from collections.abc import Sequence

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.ids import id_before
from fabula.core.limits import Use, day_began
from fabula.core.runs.errors import RunNotFound
from fabula.core.runs.schemas import StateFilter
from fabula.core.runs.tables import ACTIVE, FINISHED, EventRow, RunRow, State

EVENTS_AT_ONCE = 500
# Built once: making a statement costs more than running it.
_RUN = select(RunRow).where(RunRow.id == bindparam("run_id"))
_THEIR_RUN = _RUN.where(RunRow.owner_id == bindparam("owner_id"))
# The join with nothing keeps SQLite from the index of owners: a person has few runs under way, and thousands in all.
_UNFINISHED = select(func.count()).where(RunRow.owner_id.concat("") == bindparam("owner_id"), RunRow.state.in_(ACTIVE))


def runs_in(state: StateFilter | None, kind: str | None) -> Select[RunRow]:
    rows = select(RunRow)
    if state is not None:
        wanted = {"active": ACTIVE, "finished": FINISHED}.get(state, (state,))
        rows = rows.where(RunRow.state.in_(wanted))
    return rows.where(RunRow.kind == kind) if kind else rows


async def run_of(session: AsyncSession, owner: UserId | None, run_id: str, *, lock: bool = False) -> RunRow:
    """The run, if it is this person's; without an owner, anybody's."""
    rows = _RUN if owner is None else _THEIR_RUN
    given = {"run_id": run_id} if owner is None else {"run_id": run_id, "owner_id": owner}
    row = await session.scalar(rows.with_for_update() if lock else rows, given)
    if row is None:
        raise RunNotFound("There is no such run.")
    return row


async def events_between(session: AsyncSession, run_id: str, after: int, until: int) -> Sequence[EventRow]:
    """Entries of a run's log in order, a bounded number at once."""
    rows = select(EventRow).where(EventRow.run_id == run_id, EventRow.seq > after, EventRow.seq <= until)
    return (await session.scalars(rows.order_by(EventRow.seq).limit(EVENTS_AT_ONCE))).all()


async def unfinished_of(session: AsyncSession, owner: UserId) -> int:
    return (await session.execute(_UNFINISHED, {"owner_id": owner})).scalar_one()


async def under_way_of(session: AsyncSession, owner: UserId) -> int:
    """How many runs of a person have not ended, without those that are part of another."""
    rows = select(func.count()).where(RunRow.owner_id == owner, RunRow.state.in_(ACTIVE), RunRow.is_part.is_(False))
    return (await session.execute(rows)).scalar_one()


async def used_today(session: AsyncSession, owner: UserId, use: Use) -> int:
    """What a person's runs of today take of something; what failed or was cancelled takes nothing."""
    # Ids sort by time, so that only the runs of today are looked at.
    rows = select(func.coalesce(func.sum(RunRow.amount), 0)).where(
        RunRow.owner_id == owner,
        RunRow.id >= id_before(day_began()),
        RunRow.counts_as == use,
        RunRow.state.not_in((State.FAILED, State.CANCELLED)),
    )
    return int((await session.execute(rows)).scalar_one())
