"""Shared ground of the tests: a migrated database per test, and the real application around it."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from fabula.core.db import Database, Dialect, upgrade
from fabula.core.settings import Settings
from tests.visitors import started

SERVERS = {
    Dialect.POSTGRESQL: os.environ.get("FABULA_TEST_POSTGRESQL_URL", ""),
    Dialect.MARIADB: os.environ.get("FABULA_TEST_MARIADB_URL", ""),
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "dialect" in metafunc.fixturenames:
        every = metafunc.definition.get_closest_marker("every_database")
        metafunc.parametrize("dialect", list(Dialect) if every else [Dialect.SQLITE], indirect=True, ids=str)


@pytest.fixture
def dialect(request: pytest.FixtureRequest) -> Dialect:
    wanted: Dialect = request.param
    if wanted is not Dialect.SQLITE and not SERVERS[wanted]:
        pytest.skip(f"no {wanted} server: set FABULA_TEST_{wanted.name}_URL")
    return wanted


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file made by the real migrations, once per worker."""
    file = tmp_path_factory.mktemp("migrated") / "fabula.db"
    asyncio.run(_migrate(file))
    return file


async def _migrate(file: Path) -> None:
    database = Database(f"sqlite:///{file}")
    await upgrade(database)
    await database.close()


@pytest.fixture
async def settings(dialect: Dialect, tmp_path: Path, migrated_file: Path) -> Settings:
    """Settings of an empty installation on this database."""
    if dialect is Dialect.SQLITE:
        shutil.copy(migrated_file, tmp_path / "fabula.db")
        return Settings(data=tmp_path)
    database = Database(SERVERS[dialect])
    await upgrade(database)
    await _empty(database)
    await database.close()
    return Settings(data=tmp_path, database_url=SERVERS[dialect])


async def _empty(database: Database) -> None:
    """Rows go, the schema stays: migrations are tested by themselves."""
    async with database.engine.begin() as connection:
        names = await connection.run_sync(lambda sync: sync.dialect.get_table_names(sync))
        tables = [name for name in names if name != "alembic_version"]
        if database.dialect is Dialect.POSTGRESQL and tables:
            await connection.execute(text(f"TRUNCATE {', '.join(tables)} CASCADE"))
        elif tables:
            await connection.execute(text("SET FOREIGN_KEY_CHECKS=0"))
            for table in tables:
                await connection.execute(text(f"DELETE FROM {table}"))
            await connection.execute(text("SET FOREIGN_KEY_CHECKS=1"))


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    opened = Database(settings.database_address)
    yield opened
    await opened.close()


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    """The whole application, started."""
    async with started(settings) as application:
        yield application


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A program that calls the application in this process; for streams use `live_server`."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://fabula.test") as http:
        yield http
