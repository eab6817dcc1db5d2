"""The one question that other rooms ask: may this person use so much more?"""

from collections.abc import Awaitable, Callable, Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.limits.errors import LimitReached
from fabula.core.limits.queries import limits_of, take_turn
from fabula.core.limits.uses import Use

Counter = Callable[[AsyncSession, UserId], Awaitable[int]]


class Limits:
    """Knows how much people may use, and from the rooms that store it how much they do."""

    def __init__(self) -> None:
        self._counters: dict[Use, Counter] = {}

    def count_by(self, use: Use, counter: Counter) -> None:
        """`counter(session, owner)` says how much is used, from what is stored: today, or now."""
        self._counters[use] = counter

    async def require(self, session: AsyncSession, owner: UserId, wanted: Mapping[Use, int]) -> None:
        """Raises LimitReached if this much more would be too much; what is accepted must be stored in this transaction.

        Until the transaction ends, whoever else wants something for the same person waits here.
        """
        limits = await limits_of(session, owner)
        limited = {use: amount for use in wanted if (amount := limits[use].amount) is not None}
        if not limited:
            return
        await take_turn(session, owner)
        for use, limit in limited.items():
            used = await self.used(session, owner, use)
            if used + wanted[use] > limit:
                raise LimitReached(use, limit=limit, used=used, asked=wanted[use])

    async def used(self, session: AsyncSession, owner: UserId, use: Use) -> int:
        """How much this person uses of it now, or has used today."""
        counter = self._counters.get(use)
        return await counter(session, owner) if counter else 0
