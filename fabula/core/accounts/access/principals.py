"""Who a token or a key stands for, remembered for a few seconds so that most requests ask no database."""

import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts.access.sightings import Sightings
from fabula.core.accounts.access.tokens import Claims
from fabula.core.accounts.news import News
from fabula.core.accounts.person import Person, Role, UserId
from fabula.core.accounts.tables import ApiKey, Session, User
from fabula.core.clock import now
from fabula.core.db import Database
from fabula.core.events import after_commit

REMEMBERED_S = 3.0
MOST_REMEMBERED = 10_000
SEEN_EVERY = timedelta(minutes=1)

# Built once: making a statement costs more than running it, and these run with most requests.
_OF_SESSION = (
    select(User, Session)
    .join(Session, Session.user_id == User.id)
    .where(Session.id == bindparam("session_id"), User.id == bindparam("user_id"))
)
_OF_KEY = (
    select(User, ApiKey).join(ApiKey, ApiKey.user_id == User.id).where(ApiKey.fingerprint == bindparam("fingerprint"))
)


def fingerprint(secret: str) -> str:
    """What is stored of a random secret; it has too many bits to be guessed from this."""
    return sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Known:
    person: Person
    until: float
    ends_at: datetime | None


class Principals:
    """A small cache: a change made here counts at once, one made by another process within seconds."""

    def __init__(self, database: Database, sightings: Sightings, news: News) -> None:
        self._database = database
        self._news = news
        self._sightings = sightings
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._changes = 0

    async def of_session(self, claims: Claims) -> Person | None:
        given = {"session_id": claims.session_id, "user_id": claims.user_id}
        return await self._find(claims.session_id, _OF_SESSION, given)

    async def of_key(self, key: str) -> Person | None:
        print_ = fingerprint(key)
        return await self._find(print_, _OF_KEY, {"fingerprint": print_})

    def forget_after(self, session: AsyncSession, user_id: str) -> None:
        """Once this transaction is committed, ask the database again about this person."""

        def forget() -> None:
            self._changes += 1
            for name in [name for name, known in self._known.items() if known.person.id == user_id]:
                del self._known[name]

        after_commit(session, forget)
        self._news.changed(session, user_id, "sessions")

    async def _find(
        self, name: str, rows: Select[User, Session] | Select[User, ApiKey], given: dict[str, str]
    ) -> Person | None:
        known = self._known.get(name)
        if known and known.until > time.monotonic():
            return None if _has_ended(known.ends_at) else known.person
        changes = self._changes
        async with self._database.reading() as session:
            found = (await session.execute(rows, given)).one_or_none()
        if found is None or found[0].disabled_at is not None or _has_ended(found[1].expires_at):
            return None
        user, held = found
        is_session = isinstance(held, Session)
        person = Person(UserId(user.id), user.username, Role(user.role), held.id if is_session else None)
        seen_at = held.seen_at if is_session else held.used_at
        if seen_at is None or now() - seen_at >= SEEN_EVERY:
            self._sightings.note(Session if is_session else ApiKey, held.id, person.id)
        # What changed while the database was read may not be remembered.
        if changes == self._changes:
            self._remember(name, _Known(person, time.monotonic() + REMEMBERED_S, held.expires_at))
        return person

    def _remember(self, name: str, known: _Known) -> None:
        self._known[name] = known
        self._known.move_to_end(name)
        if len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)


def _has_ended(moment: datetime | None) -> bool:
    return moment is not None and moment <= now()
