"""Slows guessing down: tries are counted in the database, so that several processes share one count."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil
from typing import NewType

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts.errors import TooManyAttempts
from fabula.core.accounts.tables import Attempt
from fabula.core.clock import now
from fabula.core.db import Database

WINDOW = timedelta(minutes=15)

Spent = NewType("Spent", tuple[str, ...])


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many tries in a window for whatever `about` names."""

    about: str
    most: int

    @property
    def counter(self) -> str:
        # A fingerprint, because people type passwords where the name belongs.
        return sha256(self.about.encode()).hexdigest()


class Throttle:
    """Counts a try before it is made: a hundred tries at the same moment see one another."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def spend(self, *limits: Limit) -> Spent:
        """Count a try against every limit, or refuse it."""
        at = now()
        async with self._database.writing() as session:
            tries = [Attempt(counter=limit.counter, created_at=at) for limit in limits]
            session.add_all(tries)
        spent = Spent(tuple(row.id for row in tries))
        wait_s = await self._wait_s(limits, at)
        if wait_s:
            async with self._database.writing() as session:
                await self.forgive(session, spent)
            raise TooManyAttempts(wait_s)
        return spent

    async def forgive(self, session: AsyncSession, spent: Spent, *limits: Limit) -> None:
        """The try was a good one: it does not count, and neither does what went before under `limits`."""
        await session.execute(delete(Attempt).where(Attempt.id.in_(spent)))
        if limits:
            counters = [limit.counter for limit in limits]
            await session.execute(delete(Attempt).where(Attempt.counter.in_(counters)))

    async def _wait_s(self, limits: tuple[Limit, ...], at: datetime) -> int:
        counted = (
            select(Attempt.counter, func.count(), func.min(Attempt.created_at))
            .where(Attempt.counter.in_([limit.counter for limit in limits]), Attempt.created_at >= at - WINDOW)
            .group_by(Attempt.counter)
        )
        async with self._database.reading() as session:
            found = {counter: (count, oldest) for counter, count, oldest in await session.execute(counted)}
        waits = [
            ceil((found[limit.counter][1] + WINDOW - at).total_seconds())
            for limit in limits
            if limit.counter in found and found[limit.counter][0] > limit.most
        ]
        return max(waits, default=0)
