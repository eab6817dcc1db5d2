"""Whether the pool is paused, kept over restarts."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.imaging.renders.tables import SwitchRow

PAUSED = "paused"


async def was_paused(session: AsyncSession) -> bool:
    return bool(await session.scalar(select(SwitchRow.is_on).where(SwitchRow.name == PAUSED)))


async def keep_paused(session: AsyncSession, paused: bool) -> None:
    changed = await session.execute(update(SwitchRow).where(SwitchRow.name == PAUSED).values(is_on=paused))
    if not getattr(changed, "rowcount", 0):
        session.add(SwitchRow(name=PAUSED, is_on=paused))
        await session.flush()
