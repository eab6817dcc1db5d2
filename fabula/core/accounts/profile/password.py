"""Changing a password: the current one first, and every other sign-in ends."""

from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts.access import Principals
from fabula.core.accounts.audit import audit
from fabula.core.accounts.errors import WrongPassword
from fabula.core.accounts.passwords import Hasher, require_strength
from fabula.core.accounts.people import locked
from fabula.core.accounts.person import Person
from fabula.core.accounts.profile.schemas import PasswordChange
from fabula.core.accounts.sessions import signins
from fabula.core.accounts.tables import User
from fabula.core.accounts.throttle import Limit, Throttle
from fabula.core.clock import now
from fabula.core.db import Database

MOST_TRIES = 10


class Passwords:
    """Checks and replaces a person's own password."""

    def __init__(self, database: Database, hasher: Hasher, throttle: Throttle, principals: Principals) -> None:
        self._database = database
        self._hasher = hasher
        self._throttle = throttle
        self._principals = principals

    async def change(self, person: Person, wanted: PasswordChange) -> User:
        require_strength(wanted.new_password, person.username)
        limit = Limit(f"own password {person.id}", MOST_TRIES)
        spent = await self._throttle.spend(limit)
        known_hash = await self._known_hash(person)
        if not (await self._hasher.check(wanted.current_password, known_hash)).is_right:
            async with self._database.writing() as session:
                await audit(session, person, "password.refused", subject=person.username, subject_id=person.id)
            raise WrongPassword
        new_hash = await self._hasher.hash(wanted.new_password)
        async with self._database.writing() as session:
            user = await locked(session, person.id)
            if user.password_hash != known_hash:
                raise WrongPassword
            await self._throttle.forgive(session, spent, limit)
            await replace_password(session, user, new_hash, keep_session=person.session_id)
            await audit(session, person, "password.changed", subject=user.username, subject_id=user.id)
            self._principals.forget_after(session, user.id)
        return user

    async def _known_hash(self, person: Person) -> str | None:
        async with self._database.reading() as session:
            user = await session.get(User, person.id)
            return user.password_hash if user else None


async def replace_password(
    session: AsyncSession, user: User, password_hash: str, *, keep_session: str | None = None
) -> None:
    """Another password; whoever came in with the old one has to come in again."""
    user.password_hash = password_hash
    user.password_changed_at = now()
    await session.flush()
    await signins.end_all(session, user.id, but=keep_session)
