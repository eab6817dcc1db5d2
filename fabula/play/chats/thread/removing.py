"""Deleting messages so that they can come back: alone, or with everything that follows."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.clock import now
from fabula.core.runs import Runs
from fabula.play.chats.news import ChatNews
from fabula.play.chats.queries import chat_to_change, message_of
from fabula.play.chats.tables import ChatRow, MessageRow, MessageState
from fabula.play.chats.thread.walking import below, newest_end, steps_up

AT_ONCE = 500


class Removing:
    """Takes messages out of sight, and brings them back."""

    def __init__(self, runs: Runs, news: ChatNews) -> None:
        self._runs = runs
        self._news = news

    async def remove(
        self, session: AsyncSession, owner: UserId, chat_id: str, message_id: str, *, following: bool
    ) -> None:
        """Alone: what follows stays, as if it followed what was before. A reply that is being written is stopped."""
        chat = await chat_to_change(session, owner, chat_id)
        row = await message_of(session, chat, message_id)
        moment = now()
        if following:
            gone = [id_ for id_, deleted_at in await below(session, chat.id, row.id) if deleted_at is None]
            for part in _parts(gone):
                await session.execute(update(MessageRow).where(MessageRow.id.in_(part)).values(deleted_at=moment))
        else:
            gone = [row.id]
            row.deleted_at, row.is_bridge = moment, await self._leads_on(session, row)
        await session.flush()
        await self._stop(session, owner, gone)
        await self._leave(session, chat, row)
        self._news.after(session, owner, chat.id)

    async def restore(self, session: AsyncSession, owner: UserId, chat_id: str, message_id: str) -> ChatRow:
        """What went with one deletion comes back with it, and its branch is shown."""
        chat = await chat_to_change(session, owner, chat_id)
        row = await message_of(session, chat, message_id, deleted=True)
        if row.deleted_at is not None:
            if row.is_bridge:
                back = [row.id]
            else:
                tree = await below(session, chat.id, row.id)
                back = [id_ for id_, deleted_at in tree if deleted_at == row.deleted_at]
            for part in _parts(back):
                values = {"deleted_at": None, "is_bridge": False}
                await session.execute(update(MessageRow).where(MessageRow.id.in_(part)).values(values))
            chat.leaf_id = await newest_end(session, chat.id, row.id) or row.id
            await session.flush()
            self._news.after(session, owner, chat.id)
        return chat

    async def _stop(self, session: AsyncSession, owner: UserId, gone: Sequence[str]) -> None:
        for part in _parts(gone):
            writing = select(MessageRow.run_id).where(
                MessageRow.id.in_(part), MessageRow.state == MessageState.WRITING, MessageRow.run_id.is_not(None)
            )
            run_ids = [str(run_id) for run_id in await session.scalars(writing)]
            for run_id, run in (await self._runs.find(session, owner, run_ids)).items():
                if run.state in ("queued", "running"):
                    await self._runs.cancel(session, owner, run_id)

    async def _leads_on(self, session: AsyncSession, row: MessageRow) -> bool:
        """Whether anything follows it that is still there."""
        stays = MessageRow.deleted_at.is_(None) | MessageRow.is_bridge.is_(True)
        kids = select(MessageRow.id).where(MessageRow.chat_id == row.chat_id, MessageRow.parent_id == row.id, stays)
        return await session.scalar(kids.limit(1)) is not None

    async def _leave(self, session: AsyncSession, chat: ChatRow, row: MessageRow) -> None:
        """If the end of the shown branch is gone, show what there is: another branch beside it, else what is before."""
        if chat.leaf_id is None:
            return
        steps = await steps_up(session, chat.id, chat.leaf_id)
        if not steps or not steps[0].is_deleted:
            return
        standing = next((step.id for step in steps if not step.is_deleted), None)
        if standing is not None:
            chat.leaf_id = await newest_end(session, chat.id, standing) or standing
        else:
            chat.leaf_id = await self._other_root(session, chat)
        await session.flush()

    async def _other_root(self, session: AsyncSession, chat: ChatRow) -> str | None:
        roots = select(MessageRow.id).where(
            MessageRow.chat_id == chat.id, MessageRow.parent_id.is_(None), MessageRow.deleted_at.is_(None)
        )
        newest = await session.scalar(roots.order_by(MessageRow.id.desc()).limit(1))
        return await newest_end(session, chat.id, newest) if newest else None


def _parts(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
