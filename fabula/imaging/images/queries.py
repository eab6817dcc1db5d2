"""Finding drawings of one person, and what models said for them before."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Select, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.runs import Made, Run
from fabula.imaging.images.errors import DrawingNotFound
from fabula.imaging.images.tables import DrawingRow, SeenRow, WrittenRow
from fabula.imaging.renders.gallery.made import CANDIDATE, CANDIDATES, count_of, first_of, made
from fabula.imaging.renders.tables import RenderRow

KEPT_SAYINGS = 2_000


def drawings_of(owner: UserId) -> Select[DrawingRow]:
    return select(DrawingRow).where(DrawingRow.owner_id == owner)


async def drawing_of(session: AsyncSession, owner: UserId, run_id: str) -> DrawingRow:
    row = await session.scalar(drawings_of(owner).where(DrawingRow.id == run_id))
    if row is None:
        raise DrawingNotFound("There is no such drawing.")
    return row


async def made_by_drawings(session: AsyncSession, owner: UserId, runs: Sequence[Run]) -> Mapping[str, Made]:
    """By the run of each of these drawings that has a picture left: the one that was picked, or its first."""
    own = CANDIDATES.where(CANDIDATE.group_id == DrawingRow.id, CANDIDATE.media_type.startswith("image/"))
    rows = select(DrawingRow.id, count_of(own, DrawingRow))
    rows = rows.where(DrawingRow.owner_id == owner, DrawingRow.id.in_([run.id for run in runs]))
    ordered = own.join(RenderRow, RenderRow.id == CANDIDATE.render_id, isouter=True)
    ordered = ordered.order_by(RenderRow.place, CANDIDATE.render_id, CANDIDATE.place)
    picked = first_of(own.where(CANDIDATE.id == DrawingRow.picked_id), DrawingRow)
    return await made(session, rows, func.coalesce(picked, first_of(ordered, DrawingRow)))


async def fitted_before(session: AsyncSession, row: DrawingRow) -> DrawingRow | None:
    """The newest drawing whose reference and mask were made fit already."""
    rows = drawings_of(UserId(row.owner_id)).where(
        DrawingRow.reference_id == row.reference_id,
        DrawingRow.mask_id.is_(None) if row.mask_id is None else DrawingRow.mask_id == row.mask_id,
        DrawingRow.fitted_id.is_not(None),
        DrawingRow.id != row.id,
    )
    return await session.scalar(rows.order_by(DrawingRow.id.desc()).limit(1))


async def seen_before(session: AsyncSession, owner: UserId, sha256: str, model: str) -> str | None:
    rows = select(SeenRow.text).where(SeenRow.owner_id == owner, SeenRow.sha256 == sha256, SeenRow.model == model)
    return await session.scalar(rows)


async def keep_seen(session: AsyncSession, owner: UserId, sha256: str, model: str, text: str) -> None:
    """Remember it, unless somebody else was faster."""
    if await seen_before(session, owner, sha256, model) is None:
        session.add(SeenRow(owner_id=owner, sha256=sha256, model=model, text=text))
        await _forget_oldest(session, SeenRow, owner)


async def said_before(session: AsyncSession, owner: UserId, key: str) -> dict[str, object] | None:
    return await session.scalar(select(WrittenRow.said).where(WrittenRow.owner_id == owner, WrittenRow.key == key))


async def keep_said(session: AsyncSession, owner: UserId, key: str, kind: str, said: dict[str, object]) -> None:
    """Remember it, unless somebody else was faster."""
    if await said_before(session, owner, key) is None:
        session.add(WrittenRow(owner_id=owner, key=key, kind=kind, said=said))
        await _forget_oldest(session, WrittenRow, owner)


async def _forget_oldest(session: AsyncSession, table: type[SeenRow] | type[WrittenRow], owner: UserId) -> None:
    """Models are asked again for what was wished long ago; nobody's memory grows without end."""
    await session.flush()
    own = select(table.id).where(table.owner_id == owner)
    oldest_kept: Sequence[str] = (
        await session.scalars(own.order_by(table.id.desc()).offset(KEPT_SAYINGS).limit(1))
    ).all()
    for last in oldest_kept:
        await session.execute(delete(table).where(table.owner_id == owner, table.id <= last))
