"""Finding pictures of one person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.db import Cursor, page_of
from fabula.imaging.renders.errors import PictureNotFound
from fabula.imaging.renders.tables import PictureRow, RenderRow

MOST_WORDS = 8
MOST_MADE = 2_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pictures somebody wants to see."""

    words: str | None = None
    template: str | None = None
    group: str | None = None
    favourite: bool | None = None
    from_script: bool | None = None


async def find_pictures(
    session: AsyncSession, owner: UserId, wanted: Wanted, cursor: Cursor
) -> tuple[Sequence[PictureRow], str | None]:
    """One page, newest first."""
    rows = _own(owner).where(*_conditions(wanted))
    return await page_of(session, rows, PictureRow, cursor)


async def picture_of(session: AsyncSession, owner: UserId, picture_id: str) -> PictureRow:
    row = await session.scalar(_own(owner).where(PictureRow.id == picture_id))
    if row is None:
        raise PictureNotFound("There is no such picture.")
    return row


async def pictures_of(session: AsyncSession, owner: UserId, ids: Sequence[str]) -> Sequence[PictureRow]:
    """Those of them that exist and are theirs."""
    return (await session.scalars(_own(owner).where(PictureRow.id.in_(ids)))).all()


async def group_of(session: AsyncSession, owner: UserId, group_id: str) -> Sequence[PictureRow]:
    rows = _own(owner).where(PictureRow.group_id == group_id)
    return (await session.scalars(rows.order_by(PictureRow.id).limit(200))).all()


@dataclass(frozen=True, slots=True)
class Made:
    """A picture, and the server that made it."""

    picture: PictureRow
    server_id: str | None


async def made_in(session: AsyncSession, owner: UserId, groups: Sequence[str]) -> list[Made]:
    """The pictures of these groups in the order in which they were ordered, a bounded number of them."""
    if not groups:
        return []
    rows = (
        select(PictureRow, RenderRow.server_id)
        .outerjoin(RenderRow, RenderRow.id == PictureRow.render_id)
        .where(PictureRow.owner_id == owner, PictureRow.group_id.in_(groups))
        .where(PictureRow.media_type.startswith("image/"))
        .order_by(RenderRow.place, PictureRow.render_id, PictureRow.place)
        .limit(MOST_MADE)
    )
    return [Made(picture, server) for picture, server in (await session.execute(rows)).all()]


async def source_of(session: AsyncSession, owner: UserId, asset_id: str) -> str:
    """What the picture that is this file was made for; empty if it is none, or was ordered for itself."""
    rows = select(PictureRow.source).where(PictureRow.owner_id == owner, PictureRow.asset_id == asset_id)
    return await session.scalar(rows.limit(1)) or ""


async def variants_of(session: AsyncSession, rows: Sequence[PictureRow]) -> Mapping[str, int]:
    """How many pictures each of these groups has."""
    groups = {row.group_id for row in rows}
    counted = select(PictureRow.group_id, func.count()).where(PictureRow.group_id.in_(groups))
    found = await session.execute(counted.group_by(PictureRow.group_id))
    return {group: count for group, count in found.all()}


async def count_pictures(session: AsyncSession, owner: UserId, *conditions: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(PictureRow).where(PictureRow.owner_id == owner, *conditions)
    return (await session.execute(counted)).scalar_one()


def _own(owner: UserId) -> Select[PictureRow]:
    return select(PictureRow).where(PictureRow.owner_id == owner)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for word in (wanted.words or "").casefold().split()[:MOST_WORDS]:
        found.append(PictureRow.search.contains(word, autoescape=True))
    if wanted.template:
        found.append(PictureRow.template == wanted.template)
    if wanted.group:
        found.append(PictureRow.group_id == wanted.group)
    if wanted.favourite is not None:
        found.append(PictureRow.favourite.is_(wanted.favourite))
    if wanted.from_script is not None:
        found.append(
            PictureRow.source.startswith("script:") if wanted.from_script else ~PictureRow.source.startswith("script:")
        )
    return found
