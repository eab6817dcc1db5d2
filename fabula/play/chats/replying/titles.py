"""Titles: found by the model that has just answered, after its answer, and only while nobody waits for the GPU."""

import asyncio
import logging
import re

from sqlalchemy import select, update

from fabula.core.background import Background
from fabula.core.db import Database
from fabula.core.errors import FabulaError
from fabula.engines.gpu import Place
from fabula.engines.registry import hearing
from fabula.play.chats.news import ChatNews
from fabula.play.chats.replying.prompting.aside import asked
from fabula.play.chats.replying.prompting.models import Mouth
from fabula.play.chats.replying.wanted import without_command
from fabula.play.chats.tables import ChatRow, MessageRow
from fabula.play.chats.thread.windows import newest

log = logging.getLogger(__name__)

TASK = (
    "You give conversations a title. Answer with the title alone: two to six words, in the language of the "
    "conversation, without quotation marks and without a full stop."
)
LONGEST = 80
ENOUGH = 1000
BY_MODEL = "model"
_MARKS = re.compile(r"^[\s\"'«»“”„*#_`]+|[\s\"'«»“”„*_`.]+$")


class Titles:
    """Names chats whose title only stands in."""

    def __init__(self, database: Database, background: Background, news: ChatNews, *, is_on: bool) -> None:
        self._database = database
        self._background = background
        self._news = news
        self._is_on = is_on

    def consider(self, chat: ChatRow, mouth: Mouth) -> None:
        """Find a title, if the chat has none of its own; nobody waits for it."""
        if self._is_on and not chat.titled_by:
            self._background.start(self._name(chat, mouth), name=f"title of chat {chat.id}")

    async def _name(self, chat: ChatRow, mouth: Mouth) -> None:
        talk = await self._beginning(chat.id)
        if not talk:
            return
        naming = asyncio.current_task()
        assert naming is not None

        def give_up(_place: Place) -> None:
            naming.cancel()

        try:
            # Whoever waits hears of it, and a title is not worth a wait: the next reply tries again.
            with hearing(give_up, is_batch=True):
                said = await asked(mouth, TASK, talk, owner=chat.owner_id, purpose="title", max_tokens=60)
        except FabulaError as error:
            log.info("chat %s has no title yet: %s", chat.id, error.message)
            return
        if title := _cleaned(said):
            await self._keep(chat, title)

    async def _beginning(self, chat_id: str) -> str:
        """The last question and answer of the shown branch, which at this time are mostly the first."""
        async with self._database.reading() as session:
            chat = await session.scalar(select(ChatRow).where(ChatRow.id == chat_id, ChatRow.titled_by == ""))
            rows = (await newest(session, chat_id, chat.leaf_id, 2)).rows if chat is not None else []
        return "\n\n".join(f"{_who(row)}: {without_command(row.content)[:ENOUGH]}" for row in rows)

    async def _keep(self, chat: ChatRow, title: str) -> None:
        still = update(ChatRow).where(ChatRow.id == chat.id, ChatRow.titled_by == "")
        async with self._database.writing() as session:
            await session.execute(still.values(title=title, titled_by=BY_MODEL))
            self._news.after(session, chat.owner_id, chat.id)


def _who(row: MessageRow) -> str:
    return "User" if row.author == "user" else "Assistant"


def _cleaned(said: str) -> str:
    line = next((line for line in said.splitlines() if line.strip()), "")
    title = _MARKS.sub("", re.sub(r"(?i)^\s*(title|название|заголовок)\s*:", "", line))
    return " ".join(title.split())[:LONGEST]
