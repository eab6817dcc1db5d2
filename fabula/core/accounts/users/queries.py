"""Finding and counting people."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts.person import Role
from fabula.core.accounts.tables import Session, User
from fabula.core.accounts.users.schemas import AdminUser, Names, UserSummary
from fabula.core.accounts.words import comparable
from fabula.core.clock import now
from fabula.core.db import Cursor, Page, page_of

State = Literal["active", "disabled"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people somebody looks for."""

    search: str | None = None
    role: Role | None = None
    state: State | None = None


async def find_people(session: AsyncSession, wanted: Wanted, cursor: Cursor) -> Page[AdminUser]:
    """One page of people, newest first."""
    rows, following = await page_of(session, _matching(wanted), User, cursor)
    counts = await count_sessions(session, rows)
    return Page(items=[AdminUser.seen(row, counts.get(row.id, 0)) for row in rows], next=following)


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


def _matching(wanted: Wanted) -> Select[User]:
    found = select(User)
    if wanted.search:
        found = found.where(User.search.contains(comparable(wanted.search), autoescape=True))
    if wanted.role:
        found = found.where(User.role == wanted.role)
    if wanted.state:
        found = found.where(User.disabled_at.is_(None) if wanted.state == "active" else User.disabled_at.is_not(None))
    return found


async def names_of(session: AsyncSession, user_ids: Collection[str]) -> dict[str, Names]:
    """The names of all these, also of who is not here any more."""
    rows = await session.execute(select(User.id, User.username, User.name).where(User.id.in_(user_ids)))
    found = {user_id: Names(username=username, name=name) for user_id, username, name in rows.all()}
    return {user_id: found.get(user_id, Names(username="", name="")) for user_id in user_ids}
