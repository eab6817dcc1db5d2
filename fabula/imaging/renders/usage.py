"""How long picture servers worked for everybody, for admins."""

from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel
from sqlalchemy import func, select

from fabula.core.accounts import AdminOnly, CurrentAdmin, Names, NotSignedIn, names_of
from fabula.core.db import day_of
from fabula.core.errors import responses
from fabula.core.ids import id_before
from fabula.core.runs import first_day
from fabula.core.web import Reading, Router
from fabula.imaging.renders.tables import RenderRow

router = Router(prefix="/api/admin/usage", tags=["admin"], responses=responses(NotSignedIn, AdminOnly))

MOST_ROWS = 20_000


class UseOfServers(Names):
    """How long picture servers worked for one person on one day."""

    day: date
    renders: int
    seconds: float


class UsesOfServers(BaseModel):
    """The newest days first."""

    items: list[UseOfServers]


@router.get("/servers")
async def list_use_of_servers(
    admin: CurrentAdmin, session: Reading, days: Annotated[int, Query(ge=1, le=366)] = 30
) -> UsesOfServers:
    """How many seconds picture servers worked, by day and person."""
    day = day_of(RenderRow.created_at)
    rows = (
        select(day, RenderRow.owner_id, func.count(), func.sum(RenderRow.seconds))
        .where(RenderRow.id >= id_before(first_day(days)), RenderRow.seconds.is_not(None))
        .group_by(day, RenderRow.owner_id)
        .order_by(day.desc())
        .limit(MOST_ROWS)
    )
    found = (await session.execute(rows)).all()
    names = await names_of(session, {row[1] for row in found})
    return UsesOfServers(
        items=[
            UseOfServers(day=on, renders=count, seconds=round(seconds or 0.0, 1), **names[owner].model_dump())
            for on, owner, count, seconds in found
        ]
    )
