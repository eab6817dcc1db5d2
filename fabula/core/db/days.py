"""The day of a moment, in UTC on every database."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class day_of(FunctionElement[date]):
    """`day_of(table.created_at)`: a date to group by."""

    type = Date()
    inherit_cache = True

    def __init__(self, moment: ColumnElement[Any] | Any) -> None:
        super().__init__(moment)


@compiles(day_of)
def _plain(element: day_of, compiler: Any, **options: Any) -> str:  # pyright: ignore[reportUnusedFunction]
    return f"date({compiler.process(element.clauses, **options)})"


@compiles(day_of, "postgresql")
def _at_utc(element: day_of, compiler: Any, **options: Any) -> str:  # pyright: ignore[reportUnusedFunction]
    return f"CAST({compiler.process(element.clauses, **options)} AT TIME ZONE 'UTC' AS DATE)"
