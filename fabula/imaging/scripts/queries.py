"""Finding scripts of one person, and rows of one script."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.runs import Made, Run
from fabula.imaging.renders.gallery.made import CANDIDATE, CANDIDATES, SHOWABLE_FIRST, first_of, made
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


async def made_by_scripts(session: AsyncSession, owner: UserId, runs: Sequence[Run]) -> Mapping[str, Made]:
    """By each of these starts of scripts: the picture of the script's first row that has one left, and all it made."""
    script_of_run = {run.id: str(run.input["script"]) for run in runs}
    ids = set(script_of_run.values())
    rows = select(ScriptRow.id, ScriptRow.done).where(ScriptRow.owner_id == owner, ScriptRow.id.in_(ids))
    own = CANDIDATES.join(ItemRow, ItemRow.render_id == CANDIDATE.render_id)
    own = own.where(ItemRow.script_id == ScriptRow.id, ItemRow.state == RowState.DONE.value)
    ordered = own.order_by(ItemRow.number, SHOWABLE_FIRST, CANDIDATE.place)
    of_script = await made(session, rows, first_of(ordered, ScriptRow))
    return {run: of_script[script] for run, script in script_of_run.items() if script in of_script}


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
