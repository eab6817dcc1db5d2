"""Editing without a loss: in place with the old text kept, or as a branch of its own that is answered again."""

from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.clock import now
from fabula.core.ids import new_id
from fabula.play.chats.attachments.queries import copy_beside, rows_beside
from fabula.play.chats.errors import MessageEmpty, ReplyUnderWay
from fabula.play.chats.news import ChatNews
from fabula.play.chats.queries import chat_to_change, message_of
from fabula.play.chats.replying.replies import By, Place, Replies
from fabula.play.chats.replying.wanted import wants_search
from fabula.play.chats.schemas import Edited, Sent
from fabula.play.chats.tables import Author, ChatRow, MessageRow, MessageState
from fabula.play.chats.thread.versions import EDITED, note_change
from fabula.play.chats.words import snippet_of


class Edits:
    """Changes what a message says."""

    def __init__(self, replies: Replies, news: ChatNews) -> None:
        self._replies = replies
        self._news = news

    async def edit(self, session: AsyncSession, owner: UserId, chat_id: str, message_id: str, given: Edited) -> Sent:
        """The message of the answer is the new one, where it became a branch."""
        chat = await chat_to_change(session, owner, chat_id)
        row = await message_of(session, chat, message_id)
        if not given.content.strip() and not await rows_beside(session, [row.id]):
            raise MessageEmpty("The message would hold neither words nor a file.")
        if given.as_branch:
            return await self._branch(session, chat, row, given)
        return await self._in_place(session, chat, row, given.content)

    async def _in_place(self, session: AsyncSession, chat: ChatRow, row: MessageRow, content: str) -> Sent:
        if row.state == MessageState.WRITING:
            raise ReplyUnderWay("This reply is still being written.")
        if content != row.content:
            moment = now()
            await note_change(session, row, EDITED, content, moment)
            row.content, row.version, row.edited_at = content, row.version + 1, moment
            if chat.leaf_id == row.id:
                chat.snippet = snippet_of(content)
            await session.flush()
            self._news.after(session, chat.owner_id, chat.id)
        is_reply = row.author == Author.ASSISTANT
        return Sent(message_id=row.id, reply_id=row.id if is_reply else None, run_id=None)

    async def _branch(self, session: AsyncSession, chat: ChatRow, row: MessageRow, given: Edited) -> Sent:
        moment, message_id = now(), new_id()
        place, author = Place(row.parent_id, row.depth - 1), Author(row.author)
        await self._replies.store(
            session, chat, place, message_id, given.content, moment, author=author, model=row.model
        )
        await copy_beside(session, {row.id: message_id})
        reply_id = run_id = None
        if author is Author.USER and given.reply:
            by = By(None, None, chat.web_search or wants_search(given.content))
            reply_id, run_id = await self._replies.begin(session, chat, Place(message_id, row.depth), by, moment)
        await self._replies.move(session, chat, reply_id or message_id, run_id, moment, given.content)
        return Sent(message_id=message_id, reply_id=reply_id, run_id=run_id)
