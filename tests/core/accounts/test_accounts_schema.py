"""The migration makes exactly the tables that the code has, and can take them away again."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect

from fabula.core.accounts import tables
from fabula.core.db import Base, Database, upgrade
from fabula.core.db.migrate import migrate_to

OURS = {mapper.class_.__tablename__ for mapper in Base.registry.mappers if mapper.class_.__module__ == tables.__name__}


def differences(connection: Connection) -> list[Any]:
    def is_ours(_object: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
        return kind != "table" or name in OURS

    context = MigrationContext.configure(connection, opts={"include_object": is_ours, "compare_type": True})
    return compare_metadata(context, Base.metadata)


def names(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


@pytest.mark.every_database
async def test_the_migration_and_the_tables_agree(database: Database) -> None:
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


@pytest.mark.every_database
async def test_the_migration_can_be_taken_back(database: Database) -> None:
    async with database.engine.connect() as connection:
        await connection.run_sync(migrate_to, "base", down=True)
        await connection.commit()
        assert not await connection.run_sync(names) & OURS
    await upgrade(database)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(names) >= OURS
