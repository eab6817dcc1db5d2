"""Remembers when somebody was last here: many requests, one small write now and then."""

import asyncio
from datetime import datetime

from sqlalchemy import bindparam, update
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts.tables import ApiKey, Session, User
from fabula.core.background import Background
from fabula.core.clock import now
from fabula.core.db import Database

WRITTEN_EVERY_S = 10.0
MOST_PENDING = 10_000


class Sightings:
    """Collects who was seen and writes it down together, a little later."""

    def __init__(self, database: Database, background: Background) -> None:
        self._database = database
        self._background = background
        self._pending: dict[tuple[type[Session] | type[ApiKey] | type[User], str], datetime] = {}
        self._writer: asyncio.Task[None] | None = None

    def note(self, table: type[Session] | type[ApiKey], row_id: str, user_id: str) -> None:
        if len(self._pending) >= MOST_PENDING:
            return
        self._pending[table, row_id] = self._pending[User, user_id] = now()
        if self._writer is None or self._writer.done():
            self._writer = self._background.start(self._write_later(), name="accounts: write sightings")

    async def write(self) -> None:
        """Write down what is pending."""
        pending, self._pending = self._pending, {}
        for table, column in ((Session, "seen_at"), (ApiKey, "used_at"), (User, "seen_at")):
            seen = sorted((row_id, at) for (of, row_id), at in pending.items() if of is table)
            if seen:
                # One transaction each: whoever holds a person's row and wants their sessions must not wait for us.
                async with self._database.writing() as session:
                    await _stamp(session, table, column, seen)

    async def _write_later(self) -> None:
        try:
            await asyncio.sleep(WRITTEN_EVERY_S)
        finally:
            await self.write()


async def _stamp(
    session: AsyncSession,
    table: type[Session] | type[ApiKey] | type[User],
    column: str,
    seen: list[tuple[str, datetime]],
) -> None:
    core = table.__table__
    statement = update(core).where(core.c.id == bindparam("row_id")).values({column: bindparam("seen")})  # pyright: ignore[reportArgumentType]
    await (await session.connection()).execute(statement, [{"row_id": row_id, "seen": at} for row_id, at in seen])
