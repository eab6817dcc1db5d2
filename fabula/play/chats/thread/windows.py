"""Stretches of the branch that is shown: what a page needs at once, however long the chat is."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.play.chats.errors import NotShown
from fabula.play.chats.queries import message_of
from fabula.play.chats.tables import ChatRow, MessageRow
from fabula.play.chats.thread.walking import Step, rows_up, steps_up


class Stretch(NamedTuple):
    """Messages of a branch, oldest first; `around` are rows that were read with them."""

    rows: list[MessageRow]
    around: Sequence[MessageRow] = ()
    has_earlier: bool = False
    has_later: bool = False

    @property
    def earlier(self) -> str | None:
        return self.rows[0].id if self.has_earlier and self.rows else None

    @property
    def later(self) -> str | None:
        return self.rows[-1].id if self.has_later and self.rows else None


async def newest(session: AsyncSession, chat_id: str, end: str | None, limit: int) -> Stretch:
    """The messages up to this one and itself."""
    read: list[MessageRow] = []
    rows: list[MessageRow] = []
    while end is not None and len(rows) <= limit:
        found = await rows_up(session, chat_id, end, limit + 1 - len(rows))
        if not found:
            break
        read += found
        rows += [row for row in found if row.deleted_at is None]
        end = found[-1].parent_id
    return Stretch(rows[:limit][::-1], read, has_earlier=len(rows) > limit)


async def before(session: AsyncSession, chat: ChatRow, cursor: str, limit: int) -> Stretch:
    """What stands before a message."""
    row = await message_of(session, chat, cursor, deleted=True)
    stretch = await newest(session, chat.id, row.parent_id, limit)
    return stretch._replace(has_later=True)


async def after(session: AsyncSession, chat: ChatRow, cursor: str, limit: int) -> Stretch:
    """What follows a message on the branch that is shown."""
    steps = await _steps_after(session, chat, await message_of(session, chat, cursor, deleted=True))
    wanted = [step.id for step in reversed(steps) if not step.is_deleted]
    rows = await _rows(session, wanted[:limit])
    return Stretch(rows, has_earlier=True, has_later=len(wanted) > limit)


async def around(session: AsyncSession, chat: ChatRow, message_id: str, limit: int) -> Stretch:
    """A message in the middle of what stands around it."""
    await message_of(session, chat, message_id)
    until = await newest(session, chat.id, message_id, max(1, (limit + 1) // 2))
    following = await after(session, chat, message_id, max(1, limit - len(until.rows)))
    return Stretch([*until.rows, *following.rows], until.around, until.has_earlier, following.has_later)


async def _steps_after(session: AsyncSession, chat: ChatRow, row: MessageRow) -> list[Step]:
    """From the end of the shown branch up to what follows this message."""
    if chat.leaf_id == row.id:
        return []
    steps = await steps_up(session, chat.id, chat.leaf_id, above=row.depth) if chat.leaf_id else []
    if not steps or steps[-1].parent_id != row.id:
        raise NotShown("This message stands on a branch that is not shown.")
    return steps


async def _rows(session: AsyncSession, ids: Sequence[str]) -> list[MessageRow]:
    if not ids:
        return []
    rows = select(MessageRow).where(MessageRow.id.in_(ids)).order_by(MessageRow.depth)
    return list((await session.scalars(rows)).all())
