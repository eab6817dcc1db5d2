"""Making, finding, changing and removing people."""

from collections.abc import Awaitable, Callable
from typing import TypeVar, cast

from sqlalchemy import Table, and_, bindparam, delete, exists, or_, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts.errors import EmailTaken, LastAdmin, UsernameTaken
from fabula.core.accounts.person import Person, Role, UserId
from fabula.core.accounts.tables import User
from fabula.core.accounts.words import comparable
from fabula.core.db import Database
from fabula.core.errors import NotFound

T = TypeVar("T")

LOST_RACE_CODES = frozenset({1020, 1213, "40001", "40P01"})
TRIES = 4

# Built once: making a statement costs more than running it, and these run with many requests.
_LOCKED = select(User).where(User.id == bindparam("user_id")).with_for_update()
_users = cast(Table, User.__table__)
_HELD = select(_users.c.id).where(_users.c.id == bindparam("user_id")).with_for_update()

PersonDeleted = Callable[[AsyncSession, UserId], Awaitable[None]]


class Departures:
    """Lets higher rooms take leave of a person who is deleted, inside the same transaction."""

    def __init__(self) -> None:
        self._callbacks: list[PersonDeleted] = []

    def on_person_deleted(self, callback: PersonDeleted) -> None:
        """`callback(session, user_id)` runs before the row goes; what it raises keeps the person."""
        self._callbacks.append(callback)

    async def take_leave(self, session: AsyncSession, user_id: UserId) -> None:
        for callback in self._callbacks:
            await callback(session, user_id)


async def is_anybody_here(session: AsyncSession) -> bool:
    return bool(await session.scalar(select(exists(select(User.id)))))


async def add_person(session: AsyncSession, *, username: str, email: str, password_hash: str, role: Role) -> User:
    """A new account; the first of all is an admin. Run it in `retrying`: two may come at the same moment."""
    await require_free(session, username=username, email=email)
    is_first = not await is_anybody_here(session)
    user = User(
        username=username,
        username_key=comparable(username),
        email=email,
        email_key=comparable(email),
        name="",
        role=Role.ADMIN if is_first else role,
        password_hash=password_hash,
        founder=True if is_first else None,
    )
    user.search = search_text(user)
    session.add(user)
    await session.flush()
    return user


async def require_free(session: AsyncSession, *, username: str | None = None, email: str | None = None) -> None:
    if username and await session.scalar(select(User.id).where(User.username_key == comparable(username))):
        raise UsernameTaken
    if email and await session.scalar(select(User.id).where(User.email_key == comparable(email))):
        raise EmailTaken


async def rename(session: AsyncSession, user: User, *, name: str | None, email: str | None) -> None:
    """Another display name or address."""
    if name is not None:
        user.name = name
    if email is not None and email != user.email:
        if comparable(email) != user.email_key:
            await require_free(session, email=email)
        user.email, user.email_key = email, comparable(email)
    user.search = search_text(user)
    await session.flush()


async def find_by_login(session: AsyncSession, login: str) -> User | None:
    """By user name, or by email address: no user name has an @."""
    key = comparable(login.strip())
    return await session.scalar(select(User).where(User.email_key == key if "@" in key else User.username_key == key))


async def locked(session: AsyncSession, user_id: str) -> User:
    """This person's row, nobody else's to change until the transaction ends."""
    user = await session.scalar(_LOCKED, {"user_id": user_id})
    if user is None:
        raise NotFound("There is no such person.")
    return user


async def held(session: AsyncSession, user_id: str) -> None:
    """The same for who needs the row only to stand in line: what is counted of this person stays so for a moment."""
    if await session.scalar(_HELD, {"user_id": user_id}) is None:
        raise NotFound("There is no such person.")


async def locked_with_admins(session: AsyncSession, user_id: str) -> tuple[User, frozenset[str]]:
    """This person's row and the ids of the active admins, all held until the transaction ends.

    One statement locks them in one order, so that admins who act on each other at once wait instead of deadlocking.
    """
    is_active_admin = and_(User.role == Role.ADMIN, User.disabled_at.is_(None))
    wanted = select(User).where(or_(User.id == user_id, is_active_admin)).order_by(User.id).with_for_update()
    found = {user.id: user for user in await session.scalars(wanted)}
    if user_id not in found:
        raise NotFound("There is no such person.")
    admins = [user.id for user in found.values() if user.role == Role.ADMIN and user.disabled_at is None]
    return found[user_id], frozenset(admins)


def require_other_admin(admins: frozenset[str], user_id: str) -> None:
    if admins == frozenset({user_id}):
        raise LastAdmin


async def delete_person(session: AsyncSession, departures: Departures, user_id: str) -> User:
    """Remove a person with everything that is theirs."""
    user, admins = await locked_with_admins(session, user_id)
    require_other_admin(admins, user_id)
    await departures.take_leave(session, UserId(user.id))
    await session.execute(delete(User).where(User.id == user_id))
    return user


def as_person(user: User, session_id: str | None, address: str) -> Person:
    return Person(UserId(user.id), user.username, Role(user.role), session_id, address)


def search_text(user: User) -> str:
    return " ".join((user.username_key, user.email_key, comparable(user.name)))[:800]


async def retrying(database: Database, work: Callable[[AsyncSession], Awaitable[T]]) -> T:
    """One transaction; who loses a race for a name looks again in a new one, and sees who won."""
    for _ in range(TRIES - 1):
        try:
            async with database.writing() as session:
                return await work(session)
        except DBAPIError as error:
            if not _has_lost_race(error):
                raise
    async with database.writing() as session:
        return await work(session)


def _has_lost_race(error: DBAPIError) -> bool:
    codes = {getattr(error.orig, "sqlstate", None), *getattr(error.orig, "args", ())[:1]}
    return isinstance(error, IntegrityError) or bool(codes & LOST_RACE_CODES)
