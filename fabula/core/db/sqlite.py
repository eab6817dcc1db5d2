"""SQLite for one event loop: short statements run in place, long ones in a thread.

A short statement takes some 10 microseconds; sending it to a thread and back takes ten times as long, and far more when
the loop is busy. So each connection decides per statement:

    SELECT, WITH R…       in place, within a budget of SQLite's own steps; over it, again in the thread
    INSERT, UPDATE        in place, of a few rows
    DELETE of one row     in place, where it says so (`ONE_ROW`)
    SAVEPOINT, RELEASE    in place
    the rest, or busy     in the thread: it may touch many rows, or wait for another process's lock

While the loop is busy a thread gets its turn every few milliseconds only, and whoever waits for it may be holding the
one connection that writes: what is short and frequent must not go there.

COMMIT never waits for the disk (WAL, synchronous=NORMAL). What was committed is copied from the log into the file while
others write, and only the little that came meanwhile is waited for before the log begins anew: both in the thread.
`bench/writers.py` shows what that brings.
"""

import asyncio
import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import closing
from queue import SimpleQueue
from typing import Any, ClassVar, TypeVar

from sqlalchemy import pool
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.url import URL
from sqlalchemy.util.concurrency import await_

log = logging.getLogger(__name__)

DRIVER = "sqlite+fabula"
STEPS_IN_PLACE = 20_000  # about a millisecond
ROWS_IN_PLACE = 8
COMMITS_PER_CHECKPOINT = 500
COMMITS_BESIDE_IT = 50
PATIENCE_MS = 30_000  # for another process's lock
ONE_ROW = "/* one row */"
_READS = "SELECT", "WITH R"
_SHORT = (*_READS, "INSERT", "UPDATE", "SAVEPO", "RELEAS", "ROLLBA")
_ALWAYS = "foreign_keys=ON", "cache_size=-16000", "temp_store=MEMORY"
_WRITING = "journal_mode=WAL", "synchronous=NORMAL", "wal_autocheckpoint=0"
_READING = ("query_only=ON",)
T = TypeVar("T")


class _Thread:
    """Runs calls one after another in a thread of its own, started by the first of them."""

    def __init__(self) -> None:
        self._calls: SimpleQueue[tuple[Callable[[], Any], asyncio.Future[Any]] | None] = SimpleQueue()
        self._started = False

    async def run(self, work: Callable[[], T]) -> T:
        return await self._put(work)

    def post(self, work: Callable[[], Any]) -> None:
        """Nobody waits for it, and a failure is nobody's."""
        self._put(work).add_done_callback(lambda future: future.cancelled() or future.exception())

    def end(self) -> None:
        if self._started:
            self._calls.put(None)

    def _put(self, work: Callable[[], T]) -> asyncio.Future[T]:
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        if not self._started:
            self._started = True
            threading.Thread(target=self._work, name="fabula-sqlite", daemon=True).start()
        self._calls.put((work, future))
        return future

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            work, future = call
            result, error = None, None
            try:
                result = work()
            except BaseException as raised:
                error = raised
            try:
                future.get_loop().call_soon_threadsafe(_deliver, future, result, error)
            except RuntimeError:  # the loop is gone, and with it whoever waited
                continue


def _deliver(future: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
    if future.cancelled():
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)


async def _nothing() -> None:
    """SQLAlchemy insists that a statement awaits something; this gives control to nobody."""


class _Connection:
    """What SQLAlchemy sees of one SQLite connection."""

    def __init__(self, raw: sqlite3.Connection, file: str, *, writes: bool) -> None:
        self._raw = raw
        self._file = file
        self._thread = _Thread()
        # IMMEDIATE takes the write lock up front: a transaction never fails half-way because another wrote first.
        self._begin_with = "BEGIN IMMEDIATE" if writes else "BEGIN"
        self._begin = ""
        self._open = True
        self._limited = False
        self._commits = 0
        raw.set_progress_handler(lambda: self._limited, STEPS_IN_PLACE)

    @property
    def driver_connection(self) -> sqlite3.Connection:
        return self._raw

    def cursor(self, server_side: bool = False) -> "_Cursor":
        return _Cursor(self)

    def begin(self) -> None:
        """Remembered, and sent together with the first statement."""
        self._begin = self._begin_with

    def execute(self, statement: str, work: Callable[[sqlite3.Connection], T]) -> T:
        begin, self._begin = self._begin, ""

        def both() -> T:
            if begin and not self._raw.in_transaction:
                self._raw.execute(begin)
            return work(self._raw)

        verb = statement[:6].upper()
        if verb in _SHORT or statement.startswith(ONE_ROW, len("DELETE ")):
            self._limited = verb in _READS
            try:
                await_(_nothing())
                return both()
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_INTERRUPT):
                    raise
            finally:
                self._limited = False
        return await_(self._awaited(lambda: self._patiently(both)))

    def _patiently(self, work: Callable[[], T]) -> T:
        self._raw.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
        try:
            return work()
        finally:
            self._raw.execute("PRAGMA busy_timeout=0")

    async def _awaited(self, work: Callable[[], T]) -> T:
        try:
            return await self._thread.run(work)
        except asyncio.CancelledError:
            self._raw.interrupt()
            raise

    def commit(self) -> None:
        self._begin = ""
        if self._raw.in_transaction:
            self._raw.commit()
            self._commits += 1
            since_checkpoint = self._commits % COMMITS_PER_CHECKPOINT
            if since_checkpoint == 0:
                self._thread.post(self._copy_log)
            elif since_checkpoint == COMMITS_BESIDE_IT:
                await_(self._thread.run(self._begin_log_anew))

    def _copy_log(self) -> None:
        with closing(sqlite3.connect(self._file, timeout=0)) as beside:
            _checkpoint(beside, "PASSIVE")

    def _begin_log_anew(self) -> None:
        _checkpoint(self._raw, "RESTART")

    def rollback(self) -> None:
        self._begin = ""
        if self._open and self._raw.in_transaction:
            self._raw.rollback()

    def create_function(self, *args: Any, **kwargs: Any) -> None:
        self._raw.create_function(*args, **kwargs)

    def close(self) -> None:
        if self._open:
            self._open = False
            await_(self._thread.run(self._raw.close))
            self._thread.end()

    def terminate(self) -> None:
        """Let go at once: whoever used it was cancelled; closing rolls back what was open."""
        if self._open:
            self._open = False
            self._thread.post(self._raw.close)
            self._thread.end()


def _checkpoint(raw: sqlite3.Connection, kind: str) -> None:
    """What was committed stays so if there is no room for this now; a later one takes it along."""
    try:
        raw.execute(f"PRAGMA wal_checkpoint({kind})").close()
    except sqlite3.OperationalError as error:
        log.warning("the database's log could not be folded into its file: %s", error)


class _Cursor:
    """Holds the rows of one statement; they were all fetched when it was executed."""

    arraysize = 1

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._rows: deque[Any] = deque()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> "_Cursor":
        return self._run(statement, lambda cursor: cursor.execute(statement, parameters))

    def executemany(self, statement: str, parameters: Sequence[Sequence[Any]]) -> "_Cursor":
        verb = statement if len(parameters) <= ROWS_IN_PLACE else "many"
        return self._run(verb, lambda cursor: cursor.executemany(statement, parameters))

    def _run(self, statement: str, execute: Callable[[sqlite3.Cursor], Any]) -> "_Cursor":
        def work(raw: sqlite3.Connection) -> list[Any]:
            cursor = raw.cursor()
            try:
                execute(cursor)
                self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
                return cursor.fetchall() if cursor.description else []
            finally:
                cursor.close()

        self._rows = deque(self._connection.execute(statement, work))
        return self

    def fetchone(self) -> Any:
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        return [self._rows.popleft() for _ in range(min(size or self.arraysize, len(self._rows)))]

    def fetchall(self) -> list[Any]:
        rows = list(self._rows)
        self._rows.clear()
        return rows

    def close(self) -> None:
        self._rows.clear()

    async def _async_soft_close(self) -> None:
        """SQLAlchemy asks before it reads on; the rows are here already and nothing is held open."""


class _Driver:
    """The DB-API module as SQLAlchemy expects it."""

    paramstyle: ClassVar[str] = "qmark"

    def __getattr__(self, name: str) -> Any:
        return getattr(sqlite3, name)

    def connect(self, file: str, *, writes: bool, **_options: Any) -> _Connection:
        # Opening touches no disk yet; statements never wait for a lock unless they are in the thread.
        raw = sqlite3.connect(file, timeout=0, isolation_level=None, check_same_thread=False)
        connection = _Connection(raw, file, writes=writes)
        try:
            for pragma in (*_ALWAYS, *(_WRITING if writes else _READING)):
                connection.cursor().execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.terminate()
            raise
        return connection


class SqliteDialect(SQLiteDialect_pysqlite):
    """SQLAlchemy's SQLite on the connection above."""

    driver = "fabula"
    is_async = True
    has_terminate = True
    supports_statement_cache = True

    @classmethod
    def import_dbapi(cls) -> Any:
        return _Driver()

    @classmethod
    def get_pool_class(cls, url: URL) -> type[pool.Pool]:
        return pool.AsyncAdaptedQueuePool

    def do_begin(self, dbapi_connection: Any) -> None:
        dbapi_connection.begin()

    def do_terminate(self, dbapi_connection: Any) -> None:
        dbapi_connection.terminate()

    def get_driver_connection(self, connection: Any) -> Any:
        return connection.driver_connection


registry.register("sqlite.fabula", __name__, "SqliteDialect")
