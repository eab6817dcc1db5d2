"""A chat and its first message are stored together, so that the first reply begins after one request."""

from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.ids import mark_of_key
from fabula.core.limits import take_turn
from fabula.play.chats.list.chats import Chats
from fabula.play.chats.queries import chat_of
from fabula.play.chats.replying.replies import Replies
from fabula.play.chats.schemas import Chat, NewChat
from fabula.play.chats.thread.views import Views

WINDOW = 50


class Opening:
    """Opens chats."""

    def __init__(self, chats: Chats, replies: Replies, views: Views) -> None:
        self._chats = chats
        self._replies = replies
        self._views = views

    async def open(self, session: AsyncSession, owner: UserId, given: NewChat, key: str | None = None) -> Chat:
        """A new chat; the same key of the same person answers with the chat whose first message it stored before."""
        if given.message is None:
            return await self._views.chat(session, await self._chats.create(session, owner, given), 1)
        mark = mark_of_key(key)
        if mark:
            await take_turn(session, owner)
            if earlier := await self._replies.opened_by(session, owner, mark, given.message.content):
                return await self._views.chat(session, await chat_of(session, owner, earlier), WINDOW)
        chat = await self._chats.prepared(session, owner, given)
        begun = await self._replies.open(session, chat, given.message, mark)
        has_files = bool(given.message.attachments)
        return await self._views.opened(session, chat, begun.messages, begun.run, has_files=has_files)
