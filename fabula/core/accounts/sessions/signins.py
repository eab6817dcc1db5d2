"""The life of a sign-in: begun, refreshed, ended.

begin --> generation 1 --refresh--> 2 --refresh--> 3 ...
               |                    |
               |   again within GRACE: the token of today is told once more (two tabs, a lost answer)
               +-- again later: somebody copied it; the whole sign-in ends
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from sqlalchemy import Select, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts.client import Client
from fabula.core.accounts.tables import Session, User
from fabula.core.clock import now
from fabula.core.db import delete_row
from fabula.core.errors import NotFound

GRACE = timedelta(seconds=20)
MOST_SESSIONS = 100


class Fate(Enum):
    """What became of a refresh token."""

    GOOD = auto()
    UNKNOWN = auto()
    REUSED = auto()


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The outcome of an exchange; the session is there when it is good."""

    fate: Fate
    user: User | None = None
    session: Session | None = None


async def begin(session: AsyncSession, user: User, client: Client, lifetime: timedelta) -> Session:
    """A new sign-in; beyond the limit the one that was unused for longest ends."""
    await session.execute(delete(Session).where(Session.user_id == user.id, Session.expires_at <= now()))
    kept = select(Session.id).where(Session.user_id == user.id).order_by(Session.seen_at.desc())
    surplus = (await session.scalars(kept.offset(MOST_SESSIONS - 1))).all()
    if surplus:
        await session.execute(delete(Session).where(Session.id.in_(surplus)))
    signin = Session(
        user_id=user.id,
        device=client.device,
        kind=client.kind,
        address=client.address,
        expires_at=now() + lifetime,
    )
    session.add(signin)
    user.seen_at = now()
    await session.flush()
    return signin


async def refresh(
    session: AsyncSession, session_id: str, generation: int, client: Client, lifetime: timedelta
) -> Refreshed:
    """Exchange a refresh token. The row is locked first, so that of two equal tokens one is first."""
    signin = await session.scalar(select(Session).where(Session.id == session_id).with_for_update())
    user = await session.get(User, signin.user_id) if signin else None
    if signin is None or user is None or user.disabled_at is not None or signin.expires_at <= now():
        return Refreshed(Fate.UNKNOWN)
    if generation == signin.generation:
        signin.generation += 1
        signin.rotated_at = signin.seen_at = now()
        signin.expires_at = now() + lifetime
        signin.address = client.address
        await session.flush()
        return Refreshed(Fate.GOOD, user, signin)
    if generation == signin.generation - 1 and now() - signin.rotated_at <= GRACE:
        return Refreshed(Fate.GOOD, user, signin)
    await delete_row(session, signin)
    return Refreshed(Fate.REUSED, user)


def sessions_of(user_id: str) -> Select[Session]:
    return select(Session).where(Session.user_id == user_id, Session.expires_at > now())


async def end(session: AsyncSession, user_id: str, session_id: str) -> Session:
    """End one sign-in of this person."""
    signin = await session.scalar(select(Session).where(Session.id == session_id, Session.user_id == user_id))
    if signin is None:
        raise NotFound("There is no such sign-in.")
    await delete_row(session, signin)
    return signin


async def end_all(session: AsyncSession, user_id: str, *, but: str | None = None) -> int:
    """End all sign-ins of this person, perhaps but one; returns how many there were."""
    others = (Session.user_id == user_id, Session.id != (but or ""))
    count = await session.scalar(select(func.count()).select_from(Session).where(*others))
    await session.execute(delete(Session).where(*others))
    return count or 0
