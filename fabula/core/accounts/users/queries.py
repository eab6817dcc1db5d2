"""Finding and counting people."""

from typing import Literal

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts.person import Role
from fabula.core.accounts.tables import Session, User
from fabula.core.accounts.users.schemas import UserSummary
from fabula.core.accounts.words import comparable
from fabula.core.clock import now

State = Literal["active", "disabled"]


def people(search: str | None = None, role: Role | None = None, state: State | None = None) -> Select[User]:
    found = select(User)
    if search:
        found = found.where(User.search.contains(comparable(search), autoescape=True))
    if role:
        found = found.where(User.role == role)
    if state:
        found = found.where(User.disabled_at.is_(None) if state == "active" else User.disabled_at.is_not(None))
    return found


async def count_sessions(session: AsyncSession, users: list[User]) -> dict[str, int]:
    """How many sign-ins each of these people has."""
    counted = (
        select(Session.user_id, func.count())
        .where(Session.user_id.in_([user.id for user in users]), Session.expires_at > now())
        .group_by(Session.user_id)
    )
    return {user_id: count for user_id, count in await session.execute(counted)}


async def summarize(session: AsyncSession) -> UserSummary:
    disabled = User.disabled_at.is_not(None)
    rows = await session.execute(select(User.role, disabled, func.count()).group_by(User.role, disabled))
    counted = {(role, bool(is_disabled)): count for role, is_disabled, count in rows}
    admins = sum(count for (role, _), count in counted.items() if role == Role.ADMIN)
    total = sum(counted.values())
    return UserSummary(
        total=total,
        admins=admins,
        users=total - admins,
        disabled=sum(count for (_, is_disabled), count in counted.items() if is_disabled),
    )
