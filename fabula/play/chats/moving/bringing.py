"""Drafts become somebody's chats: each chat in one transaction, with ids of its own."""

import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.assets import Asset, Library
from fabula.core.background import in_thread
from fabula.core.clock import now
from fabula.core.db import Database
from fabula.core.errors import FabulaError
from fabula.core.ids import new_id
from fabula.play.chats.attachments.keeping import Keeping, Read
from fabula.play.chats.moving.drafts import Draft, DraftFile, DraftMessage, Placed, ordered, shown_end
from fabula.play.chats.moving.readers.archives import Archive
from fabula.play.chats.moving.readers.values import Unreadable
from fabula.play.chats.news import ChatNews
from fabula.play.chats.schemas import ImportedChat
from fabula.play.chats.tables import AttachmentRow, ChatRow, FolderRow, MessageRow, VersionRow
from fabula.play.chats.words import snippet_of

log = logging.getLogger(__name__)

AT_ONCE = 500
CHUNK = 256 * 1024
BY_IMPORT = "import"
MOST_NAMES_TOLD = 5
MOST_FOLDERS = 200

_messages = cast(Table, MessageRow.__table__)
_versions = cast(Table, VersionRow.__table__)
_attachments = cast(Table, AttachmentRow.__table__)


@dataclass(slots=True)
class _Stored:
    """A file that lies safe, for the message with this index."""

    message: int
    asset: Asset
    read: Read


class Bringing:
    """Stores one draft after another for one person."""

    def __init__(self, database: Database, library: Library, keeping: Keeping, news: ChatNews) -> None:
        self._database = database
        self._library = library
        self._keeping = keeping
        self._news = news

    async def is_here(self, owner: UserId, chat_id: str) -> bool:
        """Whether this very chat was stored before a crash."""
        async with self._database.reading() as session:
            mine = select(ChatRow.id).where(ChatRow.id == chat_id, ChatRow.owner_id == owner)
            return await session.scalar(mine) is not None

    async def bring(self, owner: UserId, draft: Draft, archive: Archive | None, chat_id: str) -> ImportedChat:
        """Files first, each by itself; then the whole chat at once. What cannot come is noted in the draft."""
        placed = await in_thread(ordered, draft)
        ids = sorted(new_id() for _ in placed)  # siblings are shown in the order of their ids
        files = await self._files(owner, draft, placed, archive)
        async with self._database.writing() as session:
            await self._store(session, owner, draft, chat_id, placed, ids, files)
            self._news.after(session, owner, chat_id)
        return ImportedChat(id=chat_id, title=draft.title, messages=len(placed))

    async def _store(
        self,
        session: AsyncSession,
        owner: UserId,
        draft: Draft,
        chat_id: str,
        placed: Sequence[Placed],
        ids: Sequence[str],
        files: Sequence[_Stored],
    ) -> None:
        end = shown_end(draft, list(placed))
        times = _times(draft, placed)
        folder_id = await self._folder(session, owner, draft.folder) if draft.folder else None
        chat = _chat(draft, owner, chat_id, times) | {"folder_id": folder_id}
        chat |= {"leaf_id": ids[end], "snippet": snippet_of(placed[end].message.content)} if end is not None else {}
        session.add(ChatRow(**chat))
        await session.flush()
        shared = {"owner_id": owner, "chat_id": chat_id}
        rows = [_message(place, ids[index], ids, times[index]) | shared for index, place in enumerate(placed)]
        versions = [row for index, place in enumerate(placed) for row in _version_rows(place, ids[index], times[index])]
        await _insert(session, _messages, rows)
        await _insert(session, _versions, versions)
        await _insert(session, _attachments, [_attachment(place, file, owner, ids) for place, file in enumerate(files)])

    async def _folder(self, session: AsyncSession, owner: UserId, name: str) -> str | None:
        name = name[:80]
        known = await session.scalar(select(FolderRow.id).where(FolderRow.owner_id == owner, FolderRow.name == name))
        if known:
            return known
        count = await session.scalar(select(func.count()).where(FolderRow.owner_id == owner)) or 0
        if count >= MOST_FOLDERS:
            return None
        folder = FolderRow(id=new_id(), owner_id=owner, created_at=now(), name=name, place=count)
        session.add(folder)
        await session.flush()
        return folder.id

    async def _files(
        self, owner: UserId, draft: Draft, placed: Sequence[Placed], archive: Archive | None
    ) -> list[_Stored]:
        stored: list[_Stored] = []
        missing: list[str] = []
        for index, place in enumerate(placed):
            for file in place.message.files:
                source = await self._source(owner, file, archive)
                kept = await self._keep(owner, file, source, draft) if source is not None else None
                if kept is not None:
                    stored.append(_Stored(index, *kept))
                elif source is None:
                    missing.append(file.name)
        if missing:
            more = f" and {len(missing) - MOST_NAMES_TOLD} more" if len(missing) > MOST_NAMES_TOLD else ""
            draft.notes.append(f"Not in the file: {', '.join(missing[:MOST_NAMES_TOLD])}{more}.")
        return stored

    async def _source(self, owner: UserId, file: DraftFile, archive: Archive | None) -> AsyncIterator[bytes] | None:
        """The bytes of a file: with the draft, in the archive, or among what the person has already."""
        if file.data is not None:
            return _given(file.data)
        if archive is not None and file.path and (name := archive.find(file.path)):
            return _unpacked(archive, name)
        if file.asset_id and file.sha256:
            async with self._database.reading() as session:
                asset = (await self._library.several(session, owner, {file.asset_id})).get(file.asset_id)
            if asset and asset.sha256 == file.sha256:
                return await self._library.open(asset)
        return _given(file.text.encode()) if file.text else None

    async def _keep(
        self, owner: UserId, file: DraftFile, source: AsyncIterator[bytes], draft: Draft
    ) -> tuple[Asset, Read] | None:
        name = file.name if file.kind != "text" or "." in file.name else f"{file.name}.txt"
        try:
            async with self._library.receiving() as incoming:
                async for part in source:
                    await incoming.write(part)
                await incoming.finish()
                read = await self._keeping.read(incoming, name)
                async with self._database.writing() as session:
                    asset = await self._library.store(session, owner, incoming, name, provenance=file.provenance)
        except (FabulaError, Unreadable) as error:
            draft.notes.append(f"{file.name}: {error}")
            return None
        return asset, read._replace(text=read.text or file.text, pages=read.pages or file.pages)


def _chat(draft: Draft, owner: UserId, chat_id: str, times: Sequence[datetime]) -> dict[str, Any]:
    created_at = draft.created_at or min(times, default=now())
    shared = ("title", "is_pinned", "is_archived", "model", "system_prompt", "parameters", "web_search")
    return {name: getattr(draft, name) for name in shared} | {
        "id": chat_id,
        "owner_id": owner,
        "titled_by": BY_IMPORT,
        "created_at": created_at,
        "active_at": draft.active_at or max(times, default=created_at),
    }


def _times(draft: Draft, placed: Sequence[Placed]) -> list[datetime]:
    """When each message was written; one without a time came right after the one before it."""
    times: list[datetime] = []
    for place in placed:
        before = times[place.parent] if place.parent is not None else draft.created_at or draft.active_at or now()
        times.append(place.message.created_at or before)
    return times


def _message(place: Placed, id: str, ids: Sequence[str], at: datetime) -> dict[str, Any]:
    message = place.message
    named = ("author", "content", "thinking", "edited_at", "model", "usage", "search", "demo", "state")
    return {name: getattr(message, name) for name in named} | {
        "id": id,
        "created_at": at,
        "parent_id": ids[place.parent] if place.parent is not None else None,
        "depth": place.depth,
        "version": len(_texts(message)),
        "state": "cut" if message.state == "failed" else message.state,
        "key": None,
        "deleted_at": None,
        "is_bridge": False,
        "run_id": None,
        "drawing_id": None,
        "channel_id": None,
        "error": None,
    }


def _texts(message: DraftMessage) -> list[tuple[str, str, datetime | None]]:
    """Every text that it had, the last one being its content."""
    texts = [(version.cause, version.content, version.created_at) for version in message.versions]
    if not texts or texts[-1][1] != message.content:
        texts.append(("edited" if texts else "written", message.content, message.edited_at))
    return texts


def _version_rows(place: Placed, id: str, at: datetime) -> list[dict[str, Any]]:
    texts = _texts(place.message)
    if len(texts) == 1:
        return []
    return [
        {"message_id": id, "number": number, "created_at": moment or at, "cause": cause, "content": content}
        for number, (cause, content, moment) in enumerate(texts, start=1)
    ]


def _attachment(place: int, file: _Stored, owner: UserId, ids: Sequence[str]) -> dict[str, Any]:
    return {
        "id": new_id(),
        "created_at": now(),
        "owner_id": owner,
        "message_id": ids[file.message],
        "asset_id": file.asset.id,
        "place": place,
        "kind": file.read.kind,
        "name": file.asset.name,
        "text": file.read.text,
        "pages": file.read.pages,
    }


async def _insert(session: AsyncSession, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        await session.execute(insert(table), rows[start : start + AT_ONCE])


async def _given(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def _unpacked(archive: Archive, name: str) -> AsyncIterator[bytes]:
    with archive.open(name) as file:
        while part := await in_thread(file.read, CHUNK):
            yield part
