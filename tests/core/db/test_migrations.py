"""Migrations make exactly the tables that the code describes, and can be taken back one by one."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from fabula.app.application import ROUTERS
from fabula.core.db import Base, Database, Dialect, upgrade
from fabula.core.db.migrate import MIGRATIONS, current_revision, migrate_to, newest_revision
from tests.conftest import SERVERS, WORKER, outside_transaction


@pytest.fixture
async def empty(dialect: Dialect, tmp_path: Path) -> AsyncGenerator[Database]:
    """A database without any table, of its own, so that other tests keep theirs."""
    if dialect is Dialect.SQLITE:
        database = Database(f"sqlite:///{tmp_path / 'new.db'}")
        yield database
        await database.close()
        return
    server = Database(SERVERS[dialect])
    name = f"fabula_migrations_{WORKER or 'alone'}"
    await outside_transaction(server, f"DROP DATABASE IF EXISTS {name}")
    narrow = " CHARACTER SET latin1" if dialect is Dialect.MARIADB else ""
    await outside_transaction(server, f"CREATE DATABASE {name}{narrow}")
    database = Database(server.url.set(database=name).render_as_string(hide_password=False))
    yield database
    await database.close()
    await outside_transaction(server, f"DROP DATABASE {name}")
    await server.close()


def _differences(connection: Connection) -> list[object]:
    assert ROUTERS is not None, "the application brings in every domain's tables"
    options = {"compare_type": True, "include_name": _is_described}
    context = MigrationContext.configure(connection, opts=options)
    return list(compare_metadata(context, Base.metadata))


def _is_described(name: str | None, _kind: str, _parents: object) -> bool:
    """Full text is each database's own: what only one of them has is called `fts_…`, and no table's class tells it."""
    return not (name or "").startswith("fts_")


@pytest.mark.every_database
async def test_the_schema_made_by_migrations_is_the_one_the_code_describes(empty: Database) -> None:
    await upgrade(empty)
    async with empty.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    assert await current_revision(empty) == newest_revision()


@pytest.mark.every_database
async def test_every_migration_can_be_taken_back_and_made_again(empty: Database) -> None:
    await upgrade(empty)
    for file in sorted((MIGRATIONS / "versions").glob("[0-9]*.py"), reverse=True):
        async with empty.engine.connect() as connection:
            await connection.run_sync(lambda sync: migrate_to(sync, "-1", down=True))
            await connection.commit()
        assert (await current_revision(empty) or "") < file.name[:4]
    async with empty.engine.connect() as connection:
        left = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    assert left == ["alembic_version"]
    await upgrade(empty)
    assert await current_revision(empty) == newest_revision()


async def test_upgrading_twice_changes_nothing_and_copies_nothing(empty: Database) -> None:
    assert await upgrade(empty) is None
    assert await upgrade(empty) is None


async def test_a_file_is_copied_aside_before_an_upgrade(empty: Database) -> None:
    await upgrade(empty)
    async with empty.engine.connect() as connection:
        await connection.run_sync(lambda sync: migrate_to(sync, "-1", down=True))
        await connection.commit()
    copy = await upgrade(empty)
    assert copy is not None
    before = Database(f"sqlite:///{copy}")
    assert (await current_revision(before) or "") < newest_revision()
    await before.close()


@pytest.mark.every_database
async def test_every_alphabet_can_be_written_whatever_the_servers_default_is(empty: Database) -> None:
    await upgrade(empty)
    words = "Сказка 物語 🕯"
    add = text("INSERT INTO registration (id, created_at, mode) VALUES (:id, '2026-01-01 00:00:00', :mode)")
    async with empty.writing() as session:
        await session.execute(add, {"id": "1", "mode": words[:10]})
    async with empty.reading() as session:
        assert await session.scalar(text("SELECT mode FROM registration")) == words[:10]
