"""Pictures of people, kept ready to be sent."""

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts.tables import MAX_AVATAR_BYTES, Avatar, User
from fabula.core.ids import new_id


async def put(session: AsyncSession, user: User, content: bytes) -> None:
    assert len(content) <= MAX_AVATAR_BYTES
    user.avatar_version = new_id()
    await session.merge(Avatar(user_id=user.id, version=user.avatar_version, content=content))
    await session.flush()


async def remove(session: AsyncSession, user: User) -> None:
    await session.execute(delete(Avatar).where(Avatar.user_id == user.id))
    user.avatar_version = None
    await session.flush()
