"""Telling what is in the database's way and passes (it is away, its disk is full) from a fault, which does not."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from time import monotonic
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

log = logging.getLogger(__name__)

T = TypeVar("T")


class _Waiting:
    """All work of this process that waits for the end of an outage: its begin and its end are told once."""

    def __init__(self) -> None:
        self._count = 0
        self._since = 0.0
        self._has_ended = False

    @contextmanager
    def one(self, error: Exception) -> Generator[None]:
        """Around what is tried again; it has succeeded when this is left without an exception."""
        if self._count == 0:
            self._since, self._has_ended = monotonic(), False
            log.warning("the database is in the way of work, which waits: %s", getattr(error, "orig", error))
        self._count += 1
        try:
            yield
            self._has_ended = True
        finally:
            self._count -= 1
            if self._count == 0 and self._has_ended:
                log.warning("the database takes work again, after %.0f seconds", monotonic() - self._since)


_waiting = _Waiting()

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
    try:
        return await work()
    except Exception as error:
        if not passes(error):
            raise
        outage = error
    with _waiting.one(outage):
        pause_s = SOONEST_S
        while True:
            await asyncio.sleep(pause_s)
            pause_s = min(LATEST_S, 2 * pause_s)
            try:
                return await work()
            except Exception as error:
                if not passes(error):
                    raise


def passes(error: Exception) -> bool:
    """Whether the same work is worth another try in a moment."""
    return is_outage(error) or isinstance(error, OSError)


def _state_of(error: BaseException) -> str:
    return str(getattr(getattr(error, "orig", error), "sqlstate", "") or "")
