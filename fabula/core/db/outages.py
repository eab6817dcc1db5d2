"""Telling an outage of the database server, which passes, from a fault, which does not."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

log = logging.getLogger(__name__)

T = TypeVar("T")

CONNECTION_LOST = "08"
SERVER_STOPS_OR_STARTS = "57P"
SOONEST_S = 0.1
LATEST_S = 2.0


def is_outage(error: BaseException) -> bool:
    """Whether the server was away: the same statement may work in a moment."""
    if isinstance(error, PoolTimeout | OSError):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    state = str(getattr(getattr(error, "orig", error), "sqlstate", "") or "")
    return state.startswith((CONNECTION_LOST, SERVER_STOPS_OR_STARTS))


async def outlasting(work: Callable[[], Awaitable[T]]) -> T:
    """Do this, and once more after every outage; it must be a thing that can be done twice."""
    pause_s = SOONEST_S
    while True:
        try:
            return await work()
        except Exception as error:
            if not is_outage(error):
                raise
            log.warning("the database is away: %s", error)
        await asyncio.sleep(pause_s)
        pause_s = min(LATEST_S, 2 * pause_s)
