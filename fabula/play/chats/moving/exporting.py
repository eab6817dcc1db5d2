"""Chats on their way out, sent while they are written."""

import base64
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from typing import Literal, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.assets import Asset, Library, StorageFailed, safe_name
from fabula.core.background import in_thread
from fabula.core.db import Database
from fabula.core.zipping import Zipping
from fabula.play.chats.moving.drafts import Draft, DraftMessage, ordered, shown_end
from fabula.play.chats.moving.gathering import Gathered, Gathering
from fabula.play.chats.moving.writers import (
    Language,
    Words,
    page_end,
    page_message,
    page_start,
    words_in,
    write_markdown,
    write_own,
)
from fabula.play.chats.tables import ChatRow

Format = Literal["json", "zip", "markdown", "html"]
MOST_PICTURES = 300
WIDEST_PICTURE = 1024
LONGEST_NAME = 60
AT_ONCE = 50


class Exported(NamedTuple):
    """A file that is being written."""

    name: str
    media_type: str
    content: AsyncIterator[bytes]


class Exporting:
    """Writes one chat, or all of them."""

    def __init__(self, database: Database, library: Library, gathering: Gathering) -> None:
        self._database = database
        self._library = library
        self._gathering = gathering

    async def one(self, session: AsyncSession, chat: ChatRow, format: Format, language: Language) -> Exported:
        """What the format needs is read before the answer begins, so that a failure is still told as one."""
        gathered = await self._gathering.gather(session, chat)
        await session.close()
        name, words = _file_name(chat.title), words_in(language)
        if format == "html":
            return Exported(f"{name}.html", "text/html; charset=utf-8", self._page(gathered, words))
        if format == "markdown":
            return self._markdown(gathered, words, name)
        if format == "zip":
            return Exported(f"{name}.zip", "application/zip", self._archive(gathered))
        for message in gathered.draft.messages:
            for file in message.files:
                file.path = None
        return Exported(f"{name}.json", "application/json", _at_once(await in_thread(write_own, gathered.draft)))

    async def everything(self, owner: str) -> AsyncGenerator[bytes]:
        """All chats that are not in the trash, each as our own JSON, and every file once."""
        archive, written = Zipping(), set[str]()
        number = 0
        async for chat_id in self._ids(owner):
            async with self._database.reading() as session:
                chat = await session.get(ChatRow, chat_id)
                gathered = await self._gathering.gather(session, chat) if chat else None
            if gathered is None:
                continue
            number += 1
            name = f"chats/{number:05} {_file_name(gathered.draft.title)}.json"
            async for part in archive.entry(name, await in_thread(write_own, gathered.draft), is_packed=True):
                yield part
            new = [asset for sha256, asset in gathered.assets.items() if sha256 not in written]
            written |= set(gathered.assets)
            async for part in self._files(archive, gathered.draft, new):
                yield part
        yield archive.end()

    async def _ids(self, owner: str) -> AsyncGenerator[str]:
        after = ""
        while True:
            rows = select(ChatRow.id).where(ChatRow.owner_id == owner, ChatRow.deleted_at.is_(None), ChatRow.id > after)
            async with self._database.reading() as session:
                ids = (await session.scalars(rows.order_by(ChatRow.id).limit(AT_ONCE))).all()
            for chat_id in ids:
                yield chat_id
            if len(ids) < AT_ONCE:
                return
            after = ids[-1]

    async def _archive(self, gathered: Gathered) -> AsyncGenerator[bytes]:
        archive = Zipping()
        async for part in archive.entry("chat.json", await in_thread(write_own, gathered.draft), is_packed=True):
            yield part
        async for part in self._files(archive, gathered.draft, gathered.assets.values()):
            yield part
        yield archive.end()

    async def _files(self, archive: Zipping, draft: Draft, assets: Iterable[Asset]) -> AsyncGenerator[bytes]:
        paths = {file.sha256: file.path for message in draft.messages for file in message.files}
        for asset in assets:
            try:
                content = await self._library.open(asset)
            except StorageFailed:  # it was removed a moment ago; the rest is worth having
                continue
            async for part in archive.entry(paths[asset.sha256] or asset.sha256, content):
                yield part

    def _markdown(self, gathered: Gathered, words: Words, name: str) -> Exported:
        branch = shown_branch(gathered.draft)
        text = "".join(write_markdown(gathered.draft, branch, words)).encode()
        shown = {file.sha256: file for message in branch for file in message.files if file.sha256 in gathered.assets}
        if not shown:
            return Exported(f"{name}.md", "text/markdown; charset=utf-8", _at_once(text))
        assets = [gathered.assets[sha256] for sha256 in shown if sha256]
        return Exported(f"{name}.zip", "application/zip", self._with_files(text, gathered.draft, assets))

    async def _with_files(self, text: bytes, draft: Draft, assets: list[Asset]) -> AsyncGenerator[bytes]:
        archive = Zipping()
        async for part in archive.entry("chat.md", text, is_packed=True):
            yield part
        async for part in self._files(archive, draft, assets):
            yield part
        yield archive.end()

    async def _page(self, gathered: Gathered, words: Words) -> AsyncGenerator[bytes]:
        yield page_start(gathered.draft, words).encode()
        left = MOST_PICTURES
        for message in shown_branch(gathered.draft):
            pictures: dict[str, str] = {}
            for file in message.files:
                asset = gathered.assets.get(file.sha256 or "")
                if asset and asset.kind == "picture" and left > 0:
                    left -= 1
                    pictures |= await self._inlined(asset)
            yield (await in_thread(page_message, message, words, pictures)).encode()
        yield page_end(words).encode()

    async def _inlined(self, asset: Asset) -> dict[str, str]:
        try:
            small = await self._library.thumbnail(asset, WIDEST_PICTURE)
        except StorageFailed:
            return {}
        return {asset.sha256: f"data:image/webp;base64,{base64.b64encode(small).decode()}"}


def shown_branch(draft: Draft) -> list[DraftMessage]:
    """The messages from the root to the end of the branch that is shown."""
    placed = ordered(draft)
    index = shown_end(draft, placed)
    branch: list[DraftMessage] = []
    while index is not None:
        branch.append(placed[index].message)
        index = placed[index].parent
    return branch[::-1]


def _file_name(title: str) -> str:
    return safe_name(title.replace("/", "-").replace("\\", "-"))[:LONGEST_NAME].strip(" .") or "chat"


async def _at_once(content: bytes) -> AsyncGenerator[bytes]:
    yield content
