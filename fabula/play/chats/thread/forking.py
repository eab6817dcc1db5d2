"""A new chat out of a branch of another one: the same messages once more, with their files."""

from collections.abc import Iterator
from typing import Any, cast

from sqlalchemy import Table, insert
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.clock import now
from fabula.core.ids import new_id
from fabula.play.chats.attachments.queries import copy_beside
from fabula.play.chats.news import ChatNews
from fabula.play.chats.queries import chat_of, message_of
from fabula.play.chats.tables import ChatRow, MessageRow, MessageState
from fabula.play.chats.thread.walking import FARTHEST, rows_up

AT_ONCE = 500
_messages = cast(Table, MessageRow.__table__)
_OF_CHAT = ("title", "titled_by", "folder_id", "channel_id", "model", "system_prompt", "parameters", "persona_id")
_OF_MESSAGE = (
    "owner_id",
    "author",
    "content",
    "thinking",
    "edited_at",
    "drawing_id",
    "channel_id",
    "model",
    "usage",
    "search",
    "error",
    "demo",
)


class Forking:
    """Copies the branch that ends at a message."""

    def __init__(self, news: ChatNews) -> None:
        self._news = news

    async def fork(self, session: AsyncSession, owner: UserId, chat_id: str, message_id: str | None) -> ChatRow:
        """The chat that was made; the other one stays as it is."""
        chat = await chat_of(session, owner, chat_id)
        end = (await message_of(session, chat, message_id)).id if message_id else chat.leaf_id
        moment = now()
        shared: dict[str, Any] = {name: getattr(chat, name) for name in (*_OF_CHAT, "web_search", "snippet")}
        made = ChatRow(id=new_id(), owner_id=owner, created_at=moment, active_at=moment, forked_from=chat.id, **shared)
        session.add(made)
        await session.flush()
        made.leaf_id = await self._copy(session, chat, made, end)
        await session.flush()
        self._news.after(session, owner, made.id)
        return made

    async def _copy(self, session: AsyncSession, chat: ChatRow, made: ChatRow, end: str | None) -> str | None:
        """The branch in one go from its end to its root; bridges are left out."""
        if end is None:
            return None
        rows = await rows_up(session, chat.id, end, FARTHEST)
        kept = [row for row in reversed(rows) if row.deleted_at is None]
        copies = {row.id: new_id() for row in kept}
        values = list(_values(kept, copies, made.id))
        for start in range(0, len(values), AT_ONCE):
            await session.execute(insert(_messages), values[start : start + AT_ONCE])
        await copy_beside(session, copies)
        return copies[kept[-1].id] if kept else None


def _values(rows: list[MessageRow], copies: dict[str, str], chat_id: str) -> Iterator[dict[str, Any]]:
    parent_id = None
    for depth, row in enumerate(rows, start=1):
        state = MessageState.CUT.value if row.state == MessageState.WRITING else row.state
        own = {"id": copies[row.id], "created_at": row.created_at, "chat_id": chat_id, "state": state, "version": 1}
        where = {"parent_id": parent_id, "depth": depth, "key": None, "deleted_at": None, "is_bridge": False}
        yield own | where | {"run_id": None} | {name: getattr(row, name) for name in _OF_MESSAGE}
        parent_id = copies[row.id]
