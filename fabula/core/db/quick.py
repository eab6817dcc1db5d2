"""Rows written past the unit of work: for what happens hundreds of times a second, at a fraction of its price."""

from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Delete, Insert, Table, Update, bindparam, delete, insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.db.base import Base, Row
from fabula.core.db.sqlite import ONE_ROW


async def insert_row(session: AsyncSession, row: Base) -> None:
    """Insert a new row now; the session does not track it, so what changes on it later is not noticed."""
    await session.execute(_insert_into(type(row)), _values_of(row))


async def insert_rows(session: AsyncSession, first: Base, *others: Base) -> None:
    """The same for several rows of one table at once."""
    await session.execute(_insert_into(type(first)), [_values_of(row) for row in (first, *others)])


async def change_row(session: AsyncSession, row: Row, **columns: object) -> None:
    """Change columns in this transaction, and in the row at hand."""
    values = {f"new_{name}": value for name, value in columns.items()}
    await session.execute(_change_of(cast(type[Base], type(row)), tuple(columns)), {"row_id": row.id, **values})
    for name, value in columns.items():
        setattr(row, name, value)


async def delete_row(session: AsyncSession, row: Row) -> None:
    """Delete a row on which no other hangs."""
    await session.execute(_delete_of(cast(type[Base], type(row))), {"row_id": row.id})


def _values_of(row: Base) -> dict[str, Any]:
    """Its columns; what has a default gets it, also on the row."""
    given = row.__dict__  # what was set; reading it through the mapper costs more than the statement
    values: dict[str, Any] = {}
    for name, default in _columns_of(type(row)):
        value = given.get(name)
        if value is None and default is not None:
            value = default.arg(None) if default.is_callable else default.arg
            setattr(row, name, value)
        values[name] = value
    return values


# Statements are built once: building one costs more than running it.


@lru_cache
def _columns_of(kind: type[Base]) -> tuple[tuple[str, Any], ...]:
    """Each with its default."""
    return tuple((column.key, column.default) for column in cast(Table, kind.__table__).c)


@lru_cache
def _insert_into(kind: type[Base]) -> Insert:
    return insert(cast(Table, kind.__table__))


@lru_cache
def _change_of(kind: type[Base], columns: tuple[str, ...]) -> Update:
    table = cast(Table, kind.__table__)
    values: dict[Any, Any] = {table.c[name]: bindparam(f"new_{name}") for name in columns}
    return update(table).where(table.c.id == bindparam("row_id")).values(values)


@lru_cache
def _delete_of(kind: type[Base]) -> Delete:
    table = cast(Table, kind.__table__)
    if any(key.column.table is table for other in Base.metadata.tables.values() for key in other.foreign_keys):
        raise TypeError(f"rows hang on {table.name}, so deleting one may take long")
    return delete(table).where(table.c.id == bindparam("row_id")).prefix_with(ONE_ROW)
