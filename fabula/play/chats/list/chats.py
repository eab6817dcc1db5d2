"""What a person does with a whole chat."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.clock import now
from fabula.core.db import insert_row
from fabula.core.ids import new_id
from fabula.core.runs import Runs
from fabula.play.chats.errors import FolderNotFound
from fabula.play.chats.list.purging import Purging
from fabula.play.chats.news import ChatNews
from fabula.play.chats.queries import chat_of, chat_to_change, require_open
from fabula.play.chats.schemas import ChatWishes
from fabula.play.chats.tables import ChatRow, FolderRow, MessageRow, MessageState

STAND_IN = "New chat"
BY_PERSON = "person"


class Chats:
    """Makes, changes, throws away and restores chats."""

    def __init__(self, runs: Runs, news: ChatNews, purging: Purging) -> None:
        self._runs = runs
        self._news = news
        self._purging = purging

    async def create(self, session: AsyncSession, owner: UserId, wishes: ChatWishes) -> ChatRow:
        """A new chat without messages."""
        row = await self.prepared(session, owner, wishes)
        await insert_row(session, row)
        self._news.after(session, owner, row.id)
        return row

    async def prepared(self, session: AsyncSession, owner: UserId, wishes: ChatWishes) -> ChatRow:
        """A new chat that is stored by somebody else."""
        await _require_folder(session, owner, wishes.folder_id)
        await require_open(session, owner, wishes.model)
        moment = now()
        wanted = wishes.model_dump(mode="json", include=_WISHES)
        return ChatRow(
            id=new_id(), owner_id=owner, created_at=moment, active_at=moment, **{"title": STAND_IN} | _columns(wanted)
        )

    async def change(self, session: AsyncSession, owner: UserId, chat_id: str, wishes: ChatWishes) -> ChatRow:
        """Set what was sent, and nothing else."""
        row = await chat_to_change(session, owner, chat_id)
        values = _columns(wishes.model_dump(mode="json", include=wishes.model_fields_set))
        await _require_folder(session, owner, values.get("folder_id"))
        await require_open(session, owner, values.get("model"))
        for name, value in values.items():
            setattr(row, name, value)
        await session.flush()
        self._news.after(session, owner, row.id)
        return row

    async def throw_away(self, session: AsyncSession, owner: UserId, chat_id: str, *, for_ever: bool) -> None:
        """Into the trash, or out of it for good; what is under way in it is stopped."""
        row = await chat_of(session, owner, chat_id)
        await self._stop(session, owner, row)
        if for_ever:
            await self._purging.purge(session, [row])
        elif row.deleted_at is None:
            row.deleted_at = now()
        await session.flush()
        self._news.after(session, owner, chat_id)

    async def restore(self, session: AsyncSession, owner: UserId, chat_id: str) -> ChatRow:
        """Out of the trash; the folder may be gone by now."""
        row = await chat_of(session, owner, chat_id)
        row.deleted_at = None
        await session.flush()
        self._news.after(session, owner, chat_id)
        return row

    async def _stop(self, session: AsyncSession, owner: UserId, row: ChatRow) -> None:
        writing = select(MessageRow.run_id).where(
            MessageRow.chat_id == row.id, MessageRow.state == MessageState.WRITING, MessageRow.run_id.is_not(None)
        )
        run_ids = [str(run_id) for run_id in await session.scalars(writing)]
        for run_id, run in (await self._runs.find(session, owner, run_ids)).items():
            if run.state in ("queued", "running"):
                await self._runs.cancel(session, owner, run_id)


def _columns(wishes: dict[str, Any]) -> dict[str, Any]:
    """A title that is taken back makes room for one that a model finds."""
    if "title" in wishes:
        title = wishes.pop("title")
        wishes |= {"title": title, "titled_by": BY_PERSON} if title else {"titled_by": ""}
    return {name: value for name, value in wishes.items() if value is not None or name not in _NEVER_NULL}


_WISHES = set(ChatWishes.model_fields)
_NEVER_NULL = frozenset({"is_pinned", "is_archived", "system_prompt", "parameters", "web_search"})


async def _require_folder(session: AsyncSession, owner: str, folder_id: str | None) -> None:
    if folder_id is None:
        return
    mine = select(FolderRow.id).where(FolderRow.id == folder_id, FolderRow.owner_id == owner)
    if await session.scalar(mine) is None:
        raise FolderNotFound("There is no such folder.")
