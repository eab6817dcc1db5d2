"""Who a token or a key stands for, remembered for a few seconds so that most requests ask no database."""

import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, event, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts.access.sightings import Sightings
from fabula.core.accounts.access.tokens import Claims
from fabula.core.accounts.person import Person, Role, UserId
from fabula.core.accounts.tables import ApiKey, Session, User
from fabula.core.clock import now
from fabula.core.db import Database

REMEMBERED_S = 3.0
MOST_REMEMBERED = 10_000
SEEN_EVERY = timedelta(minutes=1)


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

    def __init__(self, database: Database, sightings: Sightings) -> None:
        self._database = database
        self._sightings = sightings
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._changes = 0

    async def of_session(self, claims: Claims) -> Person | None:
        return await self._find(
            claims.session_id,
            select(User, Session.id, Session.expires_at, Session.seen_at)
            .join(Session, Session.user_id == User.id)
            .where(Session.id == claims.session_id, User.id == claims.user_id),
            Session,
        )

    async def of_key(self, key: str) -> Person | None:
        print_ = fingerprint(key)
        return await self._find(
            print_,
            select(User, ApiKey.id, ApiKey.expires_at, ApiKey.used_at)
            .join(ApiKey, ApiKey.user_id == User.id)
            .where(ApiKey.fingerprint == print_),
            ApiKey,
        )

    def forget_after(self, session: AsyncSession, user_id: str) -> None:
        """Once this transaction is committed, ask the database again about this person."""

        def forget(_session: Any) -> None:
            self._changes += 1
            for name in [name for name, known in self._known.items() if known.person.id == user_id]:
                del self._known[name]

        event.listen(session.sync_session, "after_commit", forget)

    async def _find(
        self, name: str, rows: Select[Any], table: type[Session] | type[ApiKey]
    ) -> Person | None:
        known = self._known.get(name)
        if known and known.until > time.monotonic():
            return known.person if known.ends_at is None or known.ends_at > now() else None
        changes = self._changes
        async with self._database.reading() as session:
            row = (await session.execute(rows)).one_or_none()
        if row is None:
            return None
        user, row_id, ends_at, seen_at = row
        if user.disabled_at is not None or (ends_at is not None and ends_at <= now()):
            return None
        person = Person(UserId(user.id), user.username, Role(user.role), row_id if table is Session else None)
        if seen_at is None or now() - seen_at >= SEEN_EVERY:
            self._sightings.note(table, row_id, person.id)
        # What changed while the database was read may not be remembered.
        if changes == self._changes:
            self._remember(name, _Known(person, time.monotonic() + REMEMBERED_S, ends_at))
        return person

    def _remember(self, name: str, known: _Known) -> None:
        self._known[name] = known
        self._known.move_to_end(name)
        if len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)
