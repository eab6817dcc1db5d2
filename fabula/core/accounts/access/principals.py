"""Who a token or a key stands for, remembered for a few seconds so that most requests ask no database."""

import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts.access.sightings import Sightings
from fabula.core.accounts.access.tokens import Claims
from fabula.core.accounts.news import News
from fabula.core.accounts.person import Person, Role, UserId
from fabula.core.accounts.tables import ApiKey, Session, User
from fabula.core.clock import now
from fabula.core.db import Database
from fabula.core.events import Bus, after_commit

REMEMBERED_S = 3.0
MOST_REMEMBERED = 10_000
SEEN_EVERY = timedelta(minutes=1)
FORGET = "forget a person or a key"

# Built once: making a statement costs more than running it, and these run with most requests.
# They read columns, not whole rows, for the same reason.
_users, _sessions, _keys = (cast(Table, kind.__table__) for kind in (User, Session, ApiKey))
_person = _users.c.id, _users.c.username, _users.c.role, _users.c.disabled_at
_OF_SESSION = (
    select(*_person, _sessions.c.id, _sessions.c.expires_at, _sessions.c.seen_at)
    .join(_sessions, _sessions.c.user_id == _users.c.id)
    .where(_sessions.c.id == bindparam("session_id"), _users.c.id == bindparam("user_id"))
)
_OF_KEY = (
    select(*_person, _keys.c.id, _keys.c.expires_at, _keys.c.used_at)
    .join(_keys, _keys.c.user_id == _users.c.id)
    .where(_keys.c.fingerprint == bindparam("fingerprint"))
)
_Rows = Select[Any, Any, Any, Any, Any, Any, Any]
_Found = tuple[str, str, str, datetime | None, str, datetime | None, datetime | None]


def fingerprint(secret: str) -> str:
    """What is stored of a random secret; it has too many bits to be guessed from this."""
    return sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Known:
    person: Person
    until: float
    ends_at: datetime | None


class Principals:
    """A small cache: a change counts here at once, elsewhere in a moment, and in seconds where no bus tells of it."""

    def __init__(self, database: Database, sightings: Sightings, news: News, bus: Bus) -> None:
        self._database = database
        self._news = news
        self._sightings = sightings
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._changes = 0
        self._bus = bus
        bus.on_signal(FORGET, self._forget)

    async def of_session(self, claims: Claims) -> Person | None:
        given = {"session_id": claims.session_id, "user_id": claims.user_id}
        return await self._find(claims.session_id, Session, _OF_SESSION, given)

    async def of_key(self, key: str) -> Person | None:
        print_ = fingerprint(key)
        return await self._find(print_, ApiKey, _OF_KEY, {"fingerprint": print_})

    def forget_after(self, session: AsyncSession, user_id: str) -> None:
        """Once this transaction is committed, ask the database again about this person."""
        after_commit(session, lambda: self._forget_everywhere(user_id))
        self._news.changed(session, user_id, "sessions")

    def forget_key_after(self, session: AsyncSession, print_: str) -> None:
        """The same for one key, by its fingerprint: what else the person holds is not touched."""
        after_commit(session, lambda: self._forget_everywhere(print_))

    def _forget_everywhere(self, whom: str) -> None:
        self._forget(whom)
        self._bus.signal(FORGET, whom)

    def _forget(self, whom: str) -> None:
        self._changes += 1
        if self._known.pop(whom, None) is None:
            for name in [name for name, known in self._known.items() if known.person.id == whom]:
                del self._known[name]

    async def _find(
        self, name: str, table: type[Session] | type[ApiKey], rows: _Rows, given: dict[str, str]
    ) -> Person | None:
        known = self._known.get(name)
        if known and known.until > time.monotonic():
            return None if _has_ended(known.ends_at) else known.person
        changes = self._changes
        async with self._database.reading() as session:
            found = cast(_Found | None, (await session.execute(rows, given)).one_or_none())
        if found is None:
            return None
        user_id, username, role, disabled_at, held_id, ends_at, seen_at = found
        if disabled_at is not None or _has_ended(ends_at):
            return None
        person = Person(UserId(user_id), username, Role(role), held_id if table is Session else None)
        if seen_at is None or now() - seen_at >= SEEN_EVERY:
            self._sightings.note(table, held_id, person.id)
        # What changed while the database was read may not be remembered.
        if changes == self._changes:
            self._remember(name, _Known(person, time.monotonic() + REMEMBERED_S, ends_at))
        return person

    def _remember(self, name: str, known: _Known) -> None:
        self._known[name] = known
        self._known.move_to_end(name)
        if len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)


def _has_ended(moment: datetime | None) -> bool:
    return moment is not None and moment <= now()
