"""Puts the files of a render where they are wanted, however long that place is away or full."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from fabula.core.assets import StorageFull
from fabula.core.clock import now
from fabula.core.errors import Unavailable
from fabula.imaging.renders.carrying.records import Records
from fabula.imaging.renders.carrying.showing import Showing
from fabula.imaging.renders.errors import DestinationFailed
from fabula.imaging.renders.tables import RenderRow

PutAway = Callable[[RenderRow], Awaitable[None]]
SOONEST_S, LATEST_S = 0.25, 300.0
LONG_S = 60.0
LEAST_S = 30.0
GIVEN_UP_AFTER = timedelta(days=7)


class Placing:
    """Waits longer from try to try, and gives up after a week: the library has the files.

    The week begins when they are stored, or with the run that repeats one that gave up.
    """

    def __init__(self, put_away: PutAway, records: Records) -> None:
        self._put_away = put_away
        self._records = records
        self.latest_s = LATEST_S
        self.long_s = LONG_S
        self.given_up_after = GIVEN_UP_AFTER

    async def place(self, row: RenderRow, showing: Showing) -> None:
        """Until they lie there; what is in the way is shown meanwhile."""
        showing.stage("Putting the files where they are wanted")
        pause_s = SOONEST_S
        while True:
            try:
                await self._put(row, showing)
            except (Unavailable, StorageFull) as error:
                if self._left_s(row) <= 0:
                    raise
                showing.trouble(f"The files are in the library and wait to be put away. {error.message}")
            else:
                break
            await asyncio.sleep(min(pause_s, self.latest_s))
            pause_s *= 2
        await self._records.placed(row)

    async def _put(self, row: RenderRow, showing: Showing) -> None:
        """One try, not longer than it is waited for at all."""
        loop = asyncio.get_running_loop()
        slow = f"The files are in the library. Putting them into {row.destination} takes long."
        telling = loop.call_later(self.long_s, showing.trouble, slow)
        try:
            async with asyncio.timeout(max(self._left_s(row), LEAST_S)):
                await self._put_away(row)
        except TimeoutError as error:
            raise DestinationFailed(f"{row.destination} did not answer.") from error
        finally:
            telling.cancel()

    def _left_s(self, row: RenderRow) -> float:
        """How much longer that place is waited for."""
        if row.stored_at is None:
            return 0.0
        return (max(row.stored_at, row.created_at) + self.given_up_after - now()).total_seconds()
