"""Looking assets up, always within one owner, and the contents that they share."""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import cast

from sqlalchemy import Delete, Insert, Select, Table, delete, exists, func, select
from sqlalchemy.dialects.mysql import insert as mysql_insert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.assets.errors import AssetNotFound
from fabula.core.assets.tables import AssetRow, Content

LONG_AGO = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


def assets_of(owner_id: str) -> Select[AssetRow]:
    return select(AssetRow).where(AssetRow.owner_id == owner_id)


async def bytes_of(session: AsyncSession, owner_id: str) -> int:
    """How much everything of a person takes; equal contents count for each file."""
    summed = select(func.coalesce(func.sum(AssetRow.bytes), 0)).where(AssetRow.owner_id == owner_id)
    return int((await session.execute(summed)).scalar_one())


async def row_of(session: AsyncSession, owner_id: str, asset_id: str) -> AssetRow:
    row = await session.scalar(assets_of(owner_id).where(AssetRow.id == asset_id))
    if row is None:
        raise AssetNotFound("There is no such file.")
    return row


async def hold_content(session: AsyncSession, sha256: str, at: datetime) -> None:
    """Note that this content is being stored, and lock it against removal until the transaction ends."""
    await _put_content(session, sha256, at, renew=True)


async def claim_content(session: AsyncSession, sha256: str) -> None:
    """Lock a content, known or not, without making it look fresh."""
    await _put_content(session, sha256, LONG_AGO, renew=False)


def forget_content(sha256: str, before: datetime) -> Delete:
    """Removes a content that nobody has and that was stored before this moment."""
    is_used = exists().where(AssetRow.sha256 == Content.sha256)
    return delete(Content).where(Content.sha256 == sha256, Content.stored_at < before, ~is_used)


async def unused_contents(session: AsyncSession, before: datetime, limit: int) -> list[str]:
    is_used = exists().where(AssetRow.sha256 == Content.sha256)
    found = await session.scalars(select(Content.sha256).where(Content.stored_at < before, ~is_used).limit(limit))
    return list(found)


async def known_contents(session: AsyncSession, candidates: Collection[str]) -> set[str]:
    return set(await session.scalars(select(Content.sha256).where(Content.sha256.in_(candidates))))


async def _put_content(session: AsyncSession, sha256: str, at: datetime, *, renew: bool) -> None:
    statement = _put(session.get_bind().dialect.name, renew=renew)
    await session.execute(statement, {"sha256": sha256, "stored_at": at})


@lru_cache
def _put(dialect: str, *, renew: bool) -> Insert:
    table = cast(Table, Content.__table__)
    renewed = "stored_at" if renew else "sha256"
    if dialect == "mysql":
        known = mysql_insert(table)
        return known.on_duplicate_key_update({renewed: known.inserted[renewed]})
    new = (postgresql_insert if dialect == "postgresql" else sqlite_insert)(table)
    return new.on_conflict_do_update(index_elements=[table.c.sha256], set_={renewed: new.excluded[renewed]})
