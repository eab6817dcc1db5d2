"""Opening accounts for others and giving them a new password: for admins on the page and on the command line."""

from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts.audit import audit
from fabula.core.accounts.passwords import Hasher, made_up_password, require_strength
from fabula.core.accounts.people import add_person, find_by_login, retrying
from fabula.core.accounts.person import Person
from fabula.core.accounts.profile.password import replace_password
from fabula.core.accounts.tables import User
from fabula.core.accounts.users.schemas import AdminUser, MadeUser, NewUser
from fabula.core.db import Database
from fabula.core.errors import NotFound


async def open_account(database: Database, hasher: Hasher, wanted: NewUser, admin: Person | None) -> MadeUser:
    """Make an account; without an admin it was whoever may run commands on the server."""
    made_up = None if wanted.password else made_up_password()
    password = wanted.password or made_up or ""
    require_strength(password, wanted.username)
    password_hash = await hasher.hash(password)

    async def add(session: AsyncSession) -> User:
        user = await add_person(
            session, username=wanted.username, email=wanted.email, password_hash=password_hash, role=wanted.role
        )
        details = {"role": user.role}
        await audit(session, admin, "user.created", subject=user.username, subject_id=user.id, details=details)
        return user

    return MadeUser(user=AdminUser.seen(await retrying(database, add), 0), password=made_up)


async def give_password(session: AsyncSession, user: User, password_hash: str, admin: Person | None) -> None:
    """Another password, given by somebody else; all sign-ins end."""
    await replace_password(session, user, password_hash)
    await audit(session, admin, "password.reset", subject=user.username, subject_id=user.id)


async def reset_password(database: Database, hasher: Hasher, login: str, password: str | None = None) -> str:
    """Give the person with this name or address a password, made up unless one is given; returns it."""
    async with database.reading() as session:
        found = await find_by_login(session, login)
    if found is None:
        raise NotFound(f"There is nobody called {login}.")
    password = password or made_up_password()
    require_strength(password, found.username)
    password_hash = await hasher.hash(password)
    async with database.writing() as session:
        user = await session.get(User, found.id, with_for_update=True)
        if user is None:
            raise NotFound(f"There is nobody called {login}.")
        await give_password(session, user, password_hash, None)
    return password
