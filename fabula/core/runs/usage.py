"""What everybody's runs came to, day by day, for admins."""

from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel
from sqlalchemy import func, select

from fabula.core.accounts import AdminOnly, CurrentAdmin, Names, NotSignedIn, names_of
from fabula.core.clock import now
from fabula.core.db import day_of
from fabula.core.errors import responses
from fabula.core.ids import id_before
from fabula.core.limits import Use
from fabula.core.runs.tables import ACTIVE, RunRow
from fabula.core.web import Reading, Router

router = Router(prefix="/api/admin/usage", tags=["admin"], responses=responses(NotSignedIn, AdminOnly))

MOST_ROWS = 20_000
Outcome = Literal["under_way", "done", "failed", "cancelled"]


class UseOfRuns(Names):
    """Runs of one person on one day that came to the same; `amount` is how many pictures or messages they stand for."""

    day: date
    use: Use | None
    state: Outcome
    reason: str | None
    runs: int
    amount: int


class UsesOfRuns(BaseModel):
    """The newest days first; `whole` is false where there was more than fits."""

    items: list[UseOfRuns]
    whole: bool


@router.get("/runs")
async def list_use_of_runs(
    admin: CurrentAdmin, session: Reading, days: Annotated[int, Query(ge=1, le=366)] = 30
) -> UsesOfRuns:
    """What everybody asked for, and what came of it: by day, person, kind of use, state and reason of failure."""
    day = day_of(RunRow.created_at)
    by = (day, RunRow.owner_id, RunRow.counts_as, RunRow.state, RunRow.reason)
    # Ids sort by time: the bound on them keeps what is read to these days.
    rows = (
        select(*by, func.count(), func.sum(RunRow.amount))
        .where(RunRow.id >= id_before(first_day(days)))
        .group_by(*by)
        .order_by(day.desc(), RunRow.owner_id)
        .limit(MOST_ROWS + 1)
    )
    found = (await session.execute(rows)).all()
    names = await names_of(session, {row[1] for row in found})
    items = [
        UseOfRuns(
            day=on,
            **names[owner].model_dump(),
            use=Use(use) if use else None,
            state=_outcome(state),
            reason=reason,
            runs=count,
            amount=int(amount),
        )
        for on, owner, use, state, reason, count, amount in found[:MOST_ROWS]
    ]
    return UsesOfRuns(items=items, whole=len(found) <= MOST_ROWS)


def _outcome(state: str) -> Outcome:
    outcome: Outcome = "under_way" if state in ACTIVE else state  # pyright: ignore[reportAssignmentType]
    return outcome


def first_day(days: int) -> datetime:
    """When the first of so many days began, today counted."""
    return now().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days - 1)
