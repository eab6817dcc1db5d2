"""Draws in a chat: the words of a wish are a message, and the reply to it carries the pictures."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.assets import Library
from fabula.core.clock import now
from fabula.core.ids import new_id
from fabula.imaging.images import Drawing, DrawingWish, Images, ReferenceUnusable
from fabula.play.chats.attachments.queries import beside
from fabula.play.chats.drawing.schemas import ChatDrawingWish
from fabula.play.chats.errors import MessageNotFound
from fabula.play.chats.news import ChatNews
from fabula.play.chats.queries import chat_to_change, message_of
from fabula.play.chats.replying.replies import Place, Replies
from fabula.play.chats.schemas import Attachment, Sent
from fabula.play.chats.tables import Author, ChatRow, MessageRow


class ChatDrawing:
    """What people ask for in a chat; the drawing itself is a run of its own, and the chat goes on beside it."""

    def __init__(self, images: Images, library: Library, replies: Replies, news: ChatNews) -> None:
        self.images = images
        self._library = library
        self._replies = replies
        self._news = news

    async def draw(
        self, session: AsyncSession, owner: UserId, chat_id: str, wish: ChatDrawingWish, key: str | None = None
    ) -> Sent:
        """Accept a wish behind the shown branch; the same key answers with what it started first."""
        chat = await chat_to_change(session, owner, chat_id)
        plain = DrawingWish.model_validate(wish.model_dump(include=set(DrawingWish.model_fields)))
        if wish.reference_message_id is not None:
            reference = await self.picture_of(session, owner, wish.reference_message_id)
            plain = plain.model_copy(update={"reference": reference})
        own = f"chat {chat.id} {key}" if key else None
        run = await self.images.start(session, owner, plain, key=own, href=f"/chats/{chat.id}")
        earlier = select(MessageRow).where(MessageRow.chat_id == chat.id, MessageRow.run_id == run.id)
        if (known := await session.scalar(earlier)) is not None:
            return Sent(message_id=known.parent_id or known.id, reply_id=known.id, run_id=run.id)
        return await self._told(session, chat, plain.description, run.id)

    async def pick(self, session: AsyncSession, owner: UserId, chat_id: str, message_id: str, place: int) -> MessageRow:
        """This picture of the message is the best."""
        chat = await chat_to_change(session, owner, chat_id)
        row = await message_of(session, chat, message_id)
        if row.drawing_id is None:
            raise MessageNotFound("Nothing was drawn in this message.")
        await self.images.pick(session, owner, row.drawing_id, place)
        self._news.after(session, owner, chat.id)
        return row

    async def message(self, session: AsyncSession, owner: UserId, message_id: str) -> MessageRow:
        """A message of this person, whatever chat it is in."""
        rows = select(MessageRow).where(MessageRow.id == message_id, MessageRow.owner_id == owner)
        row = await session.scalar(rows.where(MessageRow.deleted_at.is_(None)))
        if row is None:
            raise MessageNotFound("There is no such message.")
        return row

    async def drawing_of(self, session: AsyncSession, owner: UserId, row: MessageRow) -> Drawing | None:
        if row.drawing_id is None:
            return None
        return (await self.images.of(session, owner, [row.drawing_id])).get(row.drawing_id)

    async def attached(self, session: AsyncSession, owner: UserId, row: MessageRow) -> Attachment | None:
        """The first picture beside a message."""
        files = (await beside(session, self._library, owner, [row.id])).get(row.id, [])
        return next((file for file in files if file.kind == "picture"), None)

    async def picture_of(self, session: AsyncSession, owner: UserId, message_id: str) -> str:
        """The file that a message stands for: the picked picture of a drawing, its first, or the uploaded one."""
        row = await self.message(session, owner, message_id)
        if (drawing := await self.drawing_of(session, owner, row)) is not None:
            best = [*(each for each in drawing.variants if each.is_picked), *drawing.variants]
            if not best:
                raise ReferenceUnusable("This message has no picture yet.", hint="Wait until it is drawn.")
            return best[0].asset_id
        if (attached := await self.attached(session, owner, row)) is not None:
            return attached.asset.id
        raise ReferenceUnusable("This message has no picture.")

    async def _told(self, session: AsyncSession, chat: ChatRow, description: str, run_id: str) -> Sent:
        message_id, reply_id, moment = new_id(), new_id(), now()
        leaf = await message_of(session, chat, chat.leaf_id, deleted=True) if chat.leaf_id else None
        place = Place(leaf.id, leaf.depth) if leaf else Place(None, 0)
        await self._replies.store(session, chat, place, message_id, description, moment)
        behind = Place(message_id, place.depth + 1)
        await self._replies.store(
            session, chat, behind, reply_id, "", moment, author=Author.ASSISTANT, drawing_id=run_id
        )
        await self._replies.move(session, chat, reply_id, run_id, moment, description)
        return Sent(message_id=message_id, reply_id=reply_id, run_id=run_id)
