"""Pages of the list: newest activity first, by a cursor that stays right while chats move up."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.db import Cursor
from fabula.core.errors import Invalid
from fabula.play.chats.tables import ChatRow

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NO_FOLDER = "none"


class PlaceUnknown(Invalid):
    """The cursor is none that this list gave."""

    hint = "Take `next` of the page before, or begin without `after`."


def wanted(
    owner: str, *, folder: str | None, pinned: bool | None, archived: bool | None, deleted: bool
) -> Select[ChatRow]:
    """The chats of one part of the list; what is in the trash is only there."""
    rows = select(ChatRow).where(ChatRow.owner_id == owner)
    if folder is not None:
        rows = rows.where(ChatRow.folder_id.is_(None) if folder == NO_FOLDER else ChatRow.folder_id == folder)
    if pinned is not None:
        rows = rows.where(ChatRow.is_pinned.is_(pinned))
    if deleted:
        return rows.where(ChatRow.deleted_at.is_not(None))
    return rows.where(ChatRow.deleted_at.is_(None), ChatRow.is_archived.is_(bool(archived)))


async def page(session: AsyncSession, rows: Select[ChatRow], cursor: Cursor) -> tuple[list[ChatRow], str | None]:
    """One page, and where the next begins."""
    if cursor.after:
        moment, chat_id = _place(cursor.after)
        same = and_(ChatRow.active_at == moment, ChatRow.id < chat_id)
        rows = rows.where(or_(ChatRow.active_at < moment, same))
    ordered = rows.order_by(ChatRow.active_at.desc(), ChatRow.id.desc()).limit(cursor.limit + 1)
    found: list[Any] = list((await session.scalars(ordered)).all())
    if len(found) <= cursor.limit:
        return found, None
    last = found[cursor.limit - 1]
    return found[: cursor.limit], f"{(last.active_at - EPOCH) // timedelta(microseconds=1)}-{last.id}"


def _place(cursor: str) -> tuple[datetime, str]:
    microseconds, _, chat_id = cursor.partition("-")
    try:
        return EPOCH + timedelta(microseconds=int(microseconds)), chat_id
    except (ValueError, OverflowError) as error:
        raise PlaceUnknown("This is not a cursor of the list of chats.") from error
