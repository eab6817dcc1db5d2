"""Accepts messages and the wish for replies: stored in one transaction with the run that writes them."""

from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.clock import now
from fabula.core.db import insert_row, insert_rows
from fabula.core.ids import mark_of_key, new_id
from fabula.core.runs import KeyReused, Kind, Run, Runs
from fabula.play.chats.attachments.queries import put_beside
from fabula.play.chats.errors import MessageEmpty, NotAReply, ReplyUnderWay
from fabula.play.chats.news import ChatNews
from fabula.play.chats.queries import chat_to_change, message_of, require_open
from fabula.play.chats.replying.fresh import Fresh, Job
from fabula.play.chats.replying.wanted import Wanted, wants_search, without_command
from fabula.play.chats.schemas import NewMessage, ReplyWish, Sent
from fabula.play.chats.tables import Author, ChatRow, MessageRow, MessageState
from fabula.play.chats.words import snippet_of, stand_in_title

# Built once: making a statement costs more than running it.
_messages, _chats = cast(Table, MessageRow.__table__), cast(Table, ChatRow.__table__)
_MOVE = (
    update(_chats)
    .where(_chats.c.id == bindparam("chat_id"))
    .values(
        leaf_id=bindparam("new_leaf_id"),
        run_id=bindparam("new_run_id"),
        active_at=bindparam("new_active_at"),
        title=bindparam("new_title"),
        snippet=bindparam("new_snippet"),
        is_archived=False,
    )
)
_KEYED = select(
    _messages.c.id, _messages.c.chat_id, _messages.c.parent_id, _messages.c.content, _messages.c.version
).where(_messages.c.owner_id == bindparam("owner_id"), _messages.c.key == bindparam("key"))


class Place(NamedTuple):
    """The message that another one follows."""

    id: str | None
    depth: int


class By(NamedTuple):
    """Which model is wanted, and whether the web is searched first."""

    channel_id: str | None
    model: str | None
    search: bool


class Opened(NamedTuple):
    """What a chat was begun with, and the run that writes the reply."""

    messages: tuple[MessageRow, ...]
    run: Run | None


class Replies:
    """What people ask for; the writing itself is a run."""

    def __init__(self, runs: Runs, kind: Kind[Wanted], news: ChatNews, fresh: Fresh) -> None:
        self._runs = runs
        self._kind = kind
        self._news = news
        self._fresh = fresh

    async def send(
        self, session: AsyncSession, owner: UserId, chat_id: str, given: NewMessage, key: str | None = None
    ) -> Sent:
        """Store a message behind the shown branch, or behind another one, and begin with its reply."""
        _require_words(given)
        chat = await chat_to_change(session, owner, chat_id)
        key = mark_of_key(key)
        if key and (earlier := await self._earlier(session, chat, key, given.content)):
            return earlier
        place = await self._place(session, chat, given.parent_id or chat.leaf_id)
        message_id, moment = new_id(), now()
        message = await self.store(session, chat, place, message_id, given.content, moment, key=key)
        if given.attachments:
            await put_beside(session, owner, message_id, given.attachments)
        reply_id = run_id = None
        if given.reply:
            said = (message,) if place.id is None and not given.attachments else None
            place = Place(message_id, place.depth + 1)
            reply_id, run_id = await self.begin(session, chat, place, _by(chat, given), moment, said)
        await self.move(session, chat, reply_id or message_id, run_id, moment, given.content)
        return Sent(message_id=message_id, reply_id=reply_id, run_id=run_id)

    async def open(self, session: AsyncSession, chat: ChatRow, given: NewMessage, key: str | None = None) -> Opened:
        """Store a new chat with its first message, and begin with the reply; `key` is a mark as it is stored."""
        _require_words(given)
        moment = chat.created_at
        message = _message(chat, Place(None, 0), new_id(), Author.USER, moment)
        message.key, message.content = key, given.content
        chat.leaf_id, chat.snippet = message.id, snippet_of(given.content)
        if not chat.titled_by:
            chat.title = stand_in_title(without_command(given.content)) or chat.title
        messages, run = (message,), None
        if given.reply:
            said = None if given.attachments else messages
            reply, run = await self._begun(session, chat, Place(message.id, 1), _by(chat, given), moment, said)
            chat.leaf_id, chat.run_id, messages = reply.id, run.id, (message, reply)
        await insert_row(session, chat)
        await insert_rows(session, *messages)
        if given.attachments:
            await put_beside(session, UserId(chat.owner_id), message.id, given.attachments)
        self._news.after(session, chat.owner_id, chat.id)
        return Opened(messages, run)

    async def opened_by(self, session: AsyncSession, owner: UserId, key: str, content: str) -> str | None:
        """The chat whose first message was stored by this mark before."""
        row = (await session.execute(_KEYED, {"owner_id": owner, "key": key})).one_or_none()
        if row is None:
            return None
        if row.parent_id is not None or (row.version == 1 and row.content != content):
            raise KeyReused("This idempotency key was used for another message.")
        return row.chat_id

    async def again(self, session: AsyncSession, owner: UserId, chat_id: str, message_id: str, wish: ReplyWish) -> Sent:
        """Another reply: to this message, or beside this reply."""
        chat = await chat_to_change(session, owner, chat_id)
        asked = await message_of(session, chat, message_id)
        if asked.author == Author.ASSISTANT:
            await self._require_written(session, chat, asked)
            parent_id, depth = asked.parent_id, asked.depth - 1
            question = await message_of(session, chat, parent_id, deleted=True) if parent_id else None
        else:
            parent_id, depth, question = asked.id, asked.depth, asked
        search = chat.web_search if wish.web_search is None else wish.web_search
        search = search or (question is not None and wants_search(question.content))
        moment = now()
        place = Place(parent_id, depth)
        reply_id, run_id = await self.begin(session, chat, place, By(wish.channel_id, wish.model, search), moment)
        await self.move(session, chat, reply_id, run_id, moment)
        return Sent(message_id=parent_id or reply_id, reply_id=reply_id, run_id=run_id)

    async def go_on(self, session: AsyncSession, owner: UserId, chat_id: str, message_id: str) -> Sent:
        """The same reply goes on from where it ended."""
        chat = await chat_to_change(session, owner, chat_id)
        reply = await message_of(session, chat, message_id)
        if reply.author != Author.ASSISTANT or reply.drawing_id is not None:
            raise NotAReply("Only what a model wrote can be continued.")
        await self._require_written(session, chat, reply)
        wanted = Wanted(chat_id=chat.id, reply_id=reply.id, goes_on=True)
        run_id = (await self._start(session, chat, wanted)).id
        reply.state, reply.run_id, reply.error = MessageState.WRITING, run_id, None
        await session.flush()
        shown = chat.leaf_id or reply.id
        await self.move(session, chat, shown, run_id, now())
        return Sent(message_id=reply.parent_id or reply.id, reply_id=reply.id, run_id=run_id)

    async def store(
        self,
        session: AsyncSession,
        chat: ChatRow,
        place: Place,
        message_id: str,
        content: str,
        moment: datetime,
        *,
        author: Author = Author.USER,
        key: str | None = None,
        model: str | None = None,
        drawing_id: str | None = None,
    ) -> MessageRow:
        """Keep one message behind another; one with a drawing has its run, and is not written by anybody."""
        row = _message(chat, place, message_id, author, moment)
        row.key, row.content, row.model, row.run_id, row.drawing_id = key, content, model, drawing_id, drawing_id
        await insert_row(session, row)
        return row

    async def begin(
        self,
        session: AsyncSession,
        chat: ChatRow,
        place: Place,
        by: By,
        moment: datetime,
        said: tuple[MessageRow, ...] | None = None,
    ) -> tuple[str, str]:
        """An empty reply behind this message, and the run that writes it; `said` is all before it, if known."""
        row, run = await self._begun(session, chat, place, by, moment, said)
        await insert_row(session, row)
        return row.id, run.id

    async def _begun(
        self,
        session: AsyncSession,
        chat: ChatRow,
        place: Place,
        by: By,
        moment: datetime,
        said: tuple[MessageRow, ...] | None,
    ) -> tuple[MessageRow, Run]:
        await require_open(session, chat.owner_id, by.model)
        row = _message(chat, place, new_id(), Author.ASSISTANT, moment)
        run = await self._start(session, chat, Wanted(chat_id=chat.id, reply_id=row.id, search=by.search))
        row.state, row.run_id, row.channel_id, row.model = MessageState.WRITING, run.id, by.channel_id, by.model
        self._fresh.keep(run.id, Job(chat, row, said))
        return row, run

    async def _start(self, session: AsyncSession, chat: ChatRow, wanted: Wanted) -> Run:
        owner, href = UserId(chat.owner_id), f"/chats/{chat.id}"
        return await self._runs.start(session, self._kind, wanted, owner=owner, title=chat.title, href=href)

    async def move(
        self,
        session: AsyncSession,
        chat: ChatRow,
        leaf_id: str,
        run_id: str | None,
        moment: datetime,
        said: str = "",
    ) -> None:
        """The branch that ends here is shown from now on, and the chat was active."""
        is_first = chat.leaf_id is None and not chat.titled_by
        await session.execute(
            _MOVE,
            {
                "chat_id": chat.id,
                "new_leaf_id": leaf_id,
                "new_run_id": run_id or chat.run_id,
                "new_active_at": moment,
                "new_title": (is_first and stand_in_title(without_command(said))) or chat.title,
                "new_snippet": snippet_of(said) or chat.snippet,
            },
        )
        self._news.after(session, chat.owner_id, chat.id)

    async def _place(self, session: AsyncSession, chat: ChatRow, parent_id: str | None) -> Place:
        if parent_id is None:
            return Place(None, 0)
        parent = await message_of(session, chat, parent_id)
        await self._require_written(session, chat, parent)
        return Place(parent.id, parent.depth)

    async def _require_written(self, session: AsyncSession, chat: ChatRow, message: MessageRow) -> None:
        """Not while it is being written; one whose run has ended without a word is settled here."""
        if message.state != MessageState.WRITING:
            return
        run_id = message.run_id or ""
        run = (await self._runs.find(session, UserId(chat.owner_id), [run_id])).get(run_id)
        if run is not None and run.state in ("queued", "running"):
            raise ReplyUnderWay("A reply is being written just there.")
        message.state = MessageState.FAILED if run is not None and run.state == "failed" else MessageState.STOPPED
        message.error = run.error.model_dump(mode="json") if run is not None and run.error is not None else None
        await session.flush()

    async def _earlier(self, session: AsyncSession, chat: ChatRow, key: str, content: str) -> Sent | None:
        """What was stored when the same was sent before."""
        row = (await session.execute(_KEYED, {"owner_id": chat.owner_id, "key": key})).one_or_none()
        if row is None:
            return None
        if row.chat_id != chat.id or (row.version == 1 and row.content != content):
            raise KeyReused("This idempotency key was used for another message.")
        reply = select(MessageRow.id, MessageRow.run_id).where(
            MessageRow.chat_id == chat.id, MessageRow.parent_id == row.id, MessageRow.author == Author.ASSISTANT
        )
        found = (await session.execute(reply.order_by(MessageRow.id).limit(1))).one_or_none()
        reply_id, run_id = (found.id, found.run_id) if found is not None else (None, None)
        return Sent(message_id=row.id, reply_id=reply_id, run_id=run_id)


def _require_words(given: NewMessage) -> None:
    if not given.content.strip() and not given.attachments:
        raise MessageEmpty("The message holds neither words nor a file.")


def _by(chat: ChatRow, given: NewMessage) -> By:
    search = chat.web_search if given.web_search is None else given.web_search
    return By(given.channel_id, given.model, search or wants_search(given.content))


def _message(chat: ChatRow, place: Place, message_id: str, author: Author, moment: datetime) -> MessageRow:
    """A message without words behind another one."""
    return MessageRow(
        id=message_id,
        created_at=moment,
        owner_id=chat.owner_id,
        chat_id=chat.id,
        parent_id=place.id,
        depth=place.depth + 1,
        author=author,
        content="",
    )
