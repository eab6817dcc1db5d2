"""Shared ground of the tests: a migrated database per test, and the real application around it."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from fabula.core.db import Database, Dialect, upgrade
from fabula.core.settings import Settings
from tests.disks import Disk, disk
from tests.visitors import started

SERVERS = {
    Dialect.POSTGRESQL: os.environ.get("FABULA_TEST_POSTGRESQL_URL", ""),
    Dialect.MARIADB: os.environ.get("FABULA_TEST_MARIADB_URL", ""),
}
# Most tests need no engine; those that do start their own.
NO_ENGINES: dict[str, Any] = {"discover_engines": False, "demo_engines": False}
# Tests that run side by side must not empty each other's tables.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--comfy", metavar="URL", help="run ComfyUI's contract against this real server, not the painter")
    for provider in ("ollama", "openai", "anthropic"):
        parser.addoption(
            f"--{provider}", default="", metavar="URL", help="run the contract of language models against it"
        )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Half a character in what a test logged must not end the worker that reports it."""
    report = yield
    report.sections = [(name, said.encode("utf-8", "backslashreplace").decode()) for name, said in report.sections]
    return report


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
        return Settings(data=tmp_path, **NO_ENGINES)
    address = await _address_here(dialect)
    database = Database(address)
    await upgrade(database)
    await _empty(database)
    await database.close()
    return Settings(data=tmp_path, database_url=address, **NO_ENGINES)


async def _address_here(dialect: Dialect) -> str:
    """The server's own database, or one of this worker's beside it."""
    if not WORKER:
        return SERVERS[dialect]
    server = Database(SERVERS[dialect])
    name = f"fabula_{WORKER}"
    if name not in await _databases(server):
        await outside_transaction(server, f"CREATE DATABASE {name}")
    await server.close()
    return server.url.set(database=name).render_as_string(hide_password=False)


async def _databases(server: Database) -> Sequence[str]:
    listed = "SELECT datname FROM pg_database" if server.dialect is Dialect.POSTGRESQL else "SHOW DATABASES"
    async with server.engine.connect() as connection:
        return (await connection.scalars(text(listed))).all()


async def outside_transaction(server: Database, statement: str) -> None:
    async with server.engine.connect() as connection:
        connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text(statement))


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


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Disk]:
    """A disk of one megabyte, where a person with root's rights runs the tests."""
    yield from _disk(tmp_path / "tiny", "1m")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Disk]:
    """A disk on which the tables of a fresh start find room, and little else."""
    yield from _disk(tmp_path / "small", "4m")


@pytest.fixture
def read_only_disk(tmp_path: Path) -> Iterator[Disk]:
    """A disk that takes nothing, also from root."""
    yield from _disk(tmp_path / "read-only", "1m", "ro")


def _disk(folder: Path, size: str, *options: str) -> Iterator[Disk]:
    try:
        with disk(folder, size, *options) as made:
            yield made
    except PermissionError as error:
        pytest.skip(str(error))
