"""Telling what is in the database's way and passes (it is away, its disk is full) from a fault, which does not."""

import asyncio
import logging
import sqlite3
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

_FULL_IN_SQLITE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE}
_FULL_IN_POSTGRESQL = "53100"
_FULL_IN_MARIADB = {1021, 1114}


def is_outage(error: BaseException) -> bool:
    """Whether the database was away or had no room: the same statement may work in a moment."""
    if isinstance(error, PoolTimeout):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return _state_of(error).startswith((CONNECTION_LOST, SERVER_STOPS_OR_STARTS)) or is_full(error)


def is_full(error: BaseException) -> bool:
    """Whether the database's disk has no room left."""
    told = getattr(error, "orig", error)
    number = told.args[0] if isinstance(told, Exception) and told.args else None
    return (
        getattr(told, "sqlite_errorcode", None) in _FULL_IN_SQLITE
        or _state_of(error) == _FULL_IN_POSTGRESQL
        or (isinstance(error, DBAPIError) and number in _FULL_IN_MARIADB)
    )


def words_of(error: BaseException) -> str:
    """An outage as a person is told of it."""
    return "There is no room left to store anything." if is_full(error) else "The database does not answer."


async def outlasting(work: Callable[[], Awaitable[T]]) -> T:
    """Do this, and once more after every outage; it must be a thing that can be done twice."""
    pause_s = SOONEST_S
    while True:
        try:
            return await work()
        except Exception as error:
            if not (is_outage(error) or isinstance(error, OSError)):
                raise
            if pause_s == SOONEST_S:
                log.warning("the database is in the way of work, which waits: %s", error)
        await asyncio.sleep(pause_s)
        pause_s = min(LATEST_S, 2 * pause_s)


def _state_of(error: BaseException) -> str:
    return str(getattr(getattr(error, "orig", error), "sqlstate", "") or "")
