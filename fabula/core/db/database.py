"""Connections: readers never wait for writers, and writers stand in one fair line."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from fabula.core.db import greenlets, sqlite
from fabula.core.db.line import FairPool
from fabula.core.errors import StartFailed

greenlets.use()

WAIT_S = 30
READERS = 6
SERVER_POOL = 10


class Dialect(StrEnum):
    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"
    MARIADB = "mysql"


class Database:
    """Hands out sessions: `reading()` for looking, `writing()` for one transaction that is committed at its end."""

    def __init__(self, url: str) -> None:
        self.url = parse_url(url)
        self.dialect = Dialect(self.url.get_backend_name())
        if self.dialect is Dialect.SQLITE:
            self._writer = _sqlite_engine(self.url, writes=True)
            self._reader = _sqlite_engine(self.url, writes=False)
        else:
            self._writer = self._reader = _server_engine(self.url)
        self._write_session = async_sessionmaker(self._writer, expire_on_commit=False)
        self._read_session = async_sessionmaker(self._reader, expire_on_commit=False)

    @property
    def engine(self) -> AsyncEngine:
        """The engine that may write; for migrations and health, not for domain code."""
        return self._writer

    @property
    def path(self) -> Path | None:
        """The SQLite file, if it is one."""
        return Path(self.url.database) if self.dialect is Dialect.SQLITE and self.url.database else None

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[AsyncSession]:
        """One transaction; the connection is taken at the first statement, so prepare what is slow before it."""
        session = self._write_session()
        try:
            yield session
            await session.commit()
        finally:
            await _let_go(session)

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncSession]:
        session = self._read_session()
        try:
            yield session
        finally:
            if self.dialect is Dialect.SQLITE:
                await session.close()  # waits for nothing, so that nobody can cancel it half-way
            else:
                await _let_go(session)

    async def close(self) -> None:
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()


async def _let_go(session: AsyncSession) -> None:
    """SQLAlchemy closes each session in a task of its own; one that holds no connection any more needs none."""
    if session.in_transaction():
        async with session:
            return
    session.sync_session.close()


def parse_url(url: str) -> URL:
    """Accepts plain `postgresql://`, `mysql://`, `mariadb://` and `sqlite:///` and picks the driver."""
    try:
        parsed = make_url(re.sub(r"^mariadb", "mysql", url))
        drivers = {"sqlite": sqlite.DRIVER, "postgresql": "postgresql+asyncpg", "mysql": "mysql+asyncmy"}
        parsed = parsed.set(drivername=drivers[parsed.get_backend_name()])
    except (ArgumentError, KeyError) as error:
        raise StartFailed(
            "FABULA_DATABASE_URL is not a database address that Fabula knows.",
            hint="Use sqlite:///FILE, postgresql://USER:PASSWORD@HOST/NAME or mariadb://USER:PASSWORD@HOST/NAME.",
        ) from error
    if parsed.get_backend_name() == "mysql":
        parsed = parsed.update_query_dict({"charset": "utf8mb4"})
    return parsed


def _server_engine(url: URL) -> AsyncEngine:
    extra = {"postgresql": "postgresql", "mysql": "mariadb"}[url.get_backend_name()]
    try:
        return create_async_engine(
            url,
            poolclass=FairPool,
            pool_size=SERVER_POOL,
            max_overflow=SERVER_POOL,
            pool_timeout=WAIT_S,
            pool_pre_ping=True,
            isolation_level="READ COMMITTED",
        )
    except ModuleNotFoundError as error:
        raise StartFailed(
            f"The driver for {extra} is not installed.", hint=f"Install it with: pip install 'fabula[{extra}]'"
        ) from error


def _sqlite_engine(url: URL, *, writes: bool) -> AsyncEngine:
    return create_async_engine(
        url,
        poolclass=FairPool,
        pool_size=1 if writes else READERS,
        max_overflow=0,
        pool_timeout=WAIT_S,
        connect_args={"writes": writes},
    )
