"""Finding scripts of one person, and rows of one script."""

from collections.abc import Sequence

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.imaging.scripts.errors import ScriptNotFound
from fabula.imaging.scripts.tables import ItemRow, RowState, ScriptRow

DELETED_AT_ONCE = 2_000


def scripts_of(owner: UserId) -> Select[ScriptRow]:
    return select(ScriptRow).where(ScriptRow.owner_id == owner)


async def script_of(session: AsyncSession, owner: UserId, script_id: str, *, lock: bool = False) -> ScriptRow:
    """The script, if it is this person's; locked against others who change it."""
    rows = scripts_of(owner).where(ScriptRow.id == script_id)
    row = await session.scalar(rows.with_for_update().execution_options(populate_existing=True) if lock else rows)
    if row is None:
        raise ScriptNotFound("There is no such script.")
    return row


async def items_after(
    session: AsyncSession, script_id: str, after: int, limit: int, state: str | None = None
) -> Sequence[ItemRow]:
    """Rows in their order, after this number."""
    rows = select(ItemRow).where(ItemRow.script_id == script_id, ItemRow.number > after)
    if state is not None:
        rows = rows.where(ItemRow.state == state)
    return (await session.scalars(rows.order_by(ItemRow.number).limit(limit))).all()


async def items_in(session: AsyncSession, script_id: str, state: RowState, limit: int) -> Sequence[ItemRow]:
    return await items_after(session, script_id, -1, limit, state) if limit > 0 else []


async def count_in(session: AsyncSession, script_id: str, state: RowState) -> int:
    counted = select(func.count()).where(ItemRow.script_id == script_id, ItemRow.state == state)
    return (await session.execute(counted)).scalar_one()


async def wait_again(session: AsyncSession, script_id: str, state: RowState) -> None:
    """Rows that ended so are to be made after all."""
    ended = update(ItemRow).where(ItemRow.script_id == script_id, ItemRow.state == state)
    await session.execute(ended.values(state=RowState.WAITING, reason="", render_id=None))


async def forget_items(session: AsyncSession, script_id: str) -> bool:
    """Delete some rows; whether there may be more."""
    numbers = select(ItemRow.number).where(ItemRow.script_id == script_id).limit(DELETED_AT_ONCE)
    found = (await session.scalars(numbers)).all()
    await session.execute(delete(ItemRow).where(ItemRow.script_id == script_id, ItemRow.number.in_(found)))
    return len(found) == DELETED_AT_ONCE
