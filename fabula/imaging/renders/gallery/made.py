"""What runs made, as a list of them shows it: looked up for all of them in one query."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.runs import Made, Run
from fabula.imaging.renders.tables import PictureRow, RenderRow

# One of all pictures that a run made, while the first of them is looked for.
CANDIDATE = cast(Table, PictureRow.__table__).alias("candidate").c
CANDIDATES = select(CANDIDATE.id)
SHOWABLE_FIRST = case((CANDIDATE.media_type.startswith("image/"), 0), else_=1)


async def made_by_renders(session: AsyncSession, owner: UserId, runs: Sequence[Run]) -> Mapping[str, Made]:
    """By the run of each of these renders that has a picture left."""
    own = CANDIDATES.where(CANDIDATE.render_id == RenderRow.id)
    rows = select(RenderRow.id, count_of(own, RenderRow))
    rows = rows.where(RenderRow.owner_id == owner, RenderRow.id.in_([run.id for run in runs]))
    return await made(session, rows, first_of(own.order_by(SHOWABLE_FIRST, CANDIDATE.place), RenderRow))


def count_of(own: Select[str], maker: type[Any]) -> ColumnElement[int]:
    """How many pictures a maker, which is a row of the query around it, has."""
    return own.with_only_columns(func.count()).correlate(maker).scalar_subquery()


def first_of(own: Select[str], maker: type[Any]) -> ColumnElement[str]:
    """The first of its pictures, in the order that they are given in."""
    return own.limit(1).correlate(maker).scalar_subquery()


async def made(session: AsyncSession, rows: Select[str, int], first: ColumnElement[str]) -> dict[str, Made]:
    """For each maker among the rows (its id, how many pictures it made) with the picture that is its first."""
    found = rows.join(PictureRow, PictureRow.id == first)
    found = found.add_columns(PictureRow.id, PictureRow.asset_id, PictureRow.media_type)
    return {
        maker: Made(
            picture_id=picture,
            thumbnail_url=f"/api/assets/{asset}/thumbnail" if media_type.startswith("image/") else None,
            pictures=count,
        )
        for maker, count, picture, asset, media_type in (await session.execute(found)).all()
    }
