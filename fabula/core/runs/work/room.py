"""Room for runs that are carried at once: however many one person has, there is room for the next person's.

Whoever wants a place gets it while they hold fewer than are free: one alone at most half of all, and so on.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager


class Room:
    """A bounded number of places, shared between owners."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._held: Counter[str] = Counter()
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}

    @asynccontextmanager
    async def place(self, owner: str) -> AsyncGenerator[None]:
        """Wait for a place, and hold it until this is left."""
        await self._enter(owner)
        try:
            yield
        finally:
            self._leave(owner)

    async def _enter(self, owner: str) -> None:
        if self.has_room_for(owner):
            self._take(owner)
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(owner, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._leave(owner)
            raise

    def has_room_for(self, owner: str) -> bool:
        """Whether they would get a place at once."""
        return owner not in self._waiting and self._may_hold_more(owner)

    def _may_hold_more(self, owner: str) -> bool:
        return self._held[owner] < self._free

    def _take(self, owner: str) -> None:
        self._free -= 1
        self._held[owner] += 1

    def _leave(self, owner: str) -> None:
        self._free += 1
        self._held[owner] -= 1
        if not self._held[owner]:
            del self._held[owner]
        self._admit()

    def _admit(self) -> None:
        """Give what became free to those who wait, whoever holds least first."""
        for owner in sorted(self._waiting, key=lambda owner: self._held[owner]):
            turns = self._waiting[owner]
            while turns and self._may_hold_more(owner):
                turn = turns.popleft()
                if not turn.done():
                    self._take(owner)
                    turn.set_result(None)
            if not turns:
                del self._waiting[owner]
