"""Paging: newest first, by a cursor that stays right while rows come and go."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel
from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.db.base import Row

T = TypeVar("T")
R = TypeVar("R", bound=Row)


class Page(BaseModel, Generic[T]):
    """One page of a list; `next` is the cursor of the following page, null at the end."""

    items: list[T]
    next: str | None


@dataclass(frozen=True)
class Cursor:
    """Where a page starts and how long it may be."""

    limit: int = 50
    after: str | None = None


async def page_of(session: AsyncSession, rows: Select[R], table: type[R], cursor: Cursor) -> tuple[list[R], str | None]:
    """The rows of one page, newest first, and the cursor of the next: ids sort by time."""
    rows = rows.order_by(None).order_by(table.id.desc()).limit(cursor.limit + 1)
    if cursor.after:
        rows = rows.where(table.id < cursor.after)
    found: list[Any] = list((await session.scalars(rows)).all())
    if len(found) <= cursor.limit:
        return found, None
    return found[: cursor.limit], found[cursor.limit - 1].id
