"""A stored chat becomes a draft again, so that it can be written in any format."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.assets import Asset, Library
from fabula.imaging.images import Drawing
from fabula.play.chats.attachments.queries import rows_beside
from fabula.play.chats.moving.drafts import Draft, DraftFile, DraftMessage, DraftVersion
from fabula.play.chats.tables import AttachmentRow, ChatRow, FolderRow, MessageRow, MessageState, VersionRow
from fabula.play.chats.thread.views import Drawings

AT_ONCE = 500


@dataclass(slots=True)
class Gathered:
    """A chat, the assets of its files by their content, and what is not in it any more."""

    draft: Draft
    assets: dict[str, Asset] = field(default_factory=dict[str, Asset])


class Gathering:
    """Reads the whole tree of a chat; what was deleted stays out of it."""

    def __init__(self, library: Library, drawings: Drawings | None) -> None:
        self._library = library
        self._drawings = drawings

    async def gather(self, session: AsyncSession, chat: ChatRow) -> Gathered:
        rows = (await session.scalars(_messages_of(chat.id))).all()
        messages = {row.id: _message(row) for row in rows if row.deleted_at is None}
        _mend_parents(rows, messages)
        for version in await session.scalars(_versions_of(chat.id)):
            if version.message_id in messages:
                messages[version.message_id].versions.append(_version(version))
        gathered = Gathered(await self._draft(session, chat, list(messages.values())))
        await self._add_files(session, chat, gathered, messages)
        await self._add_drawings(session, chat, gathered, rows, messages)
        return gathered

    async def _draft(self, session: AsyncSession, chat: ChatRow, messages: list[DraftMessage]) -> Draft:
        folder = await session.get(FolderRow, chat.folder_id) if chat.folder_id else None
        return Draft(
            title=chat.title,
            messages=messages,
            shown=chat.leaf_id,
            created_at=chat.created_at,
            active_at=chat.active_at,
            is_pinned=chat.is_pinned,
            is_archived=chat.is_archived,
            folder=folder.name if folder else None,
            model=chat.model,
            system_prompt=chat.system_prompt,
            parameters=chat.parameters,
            web_search=chat.web_search,
        )

    async def _add_files(
        self, session: AsyncSession, chat: ChatRow, gathered: Gathered, messages: Mapping[str, DraftMessage]
    ) -> None:
        ids = list(messages)
        for start in range(0, len(ids), AT_ONCE):
            rows = await rows_beside(session, ids[start : start + AT_ONCE])
            assets = await self._library.several(session, chat.owner_id, {row.asset_id for row in rows})
            for row in rows:
                file = _beside(row)
                _place(file, assets.get(row.asset_id), gathered)
                messages[row.message_id or ""].files.append(file)

    async def _add_drawings(
        self,
        session: AsyncSession,
        chat: ChatRow,
        gathered: Gathered,
        rows: Sequence[MessageRow],
        messages: Mapping[str, DraftMessage],
    ) -> None:
        drawn = {row.drawing_id: row.id for row in rows if row.drawing_id and row.id in messages}
        if not drawn or self._drawings is None:
            return
        found = await self._drawings.of(session, UserId(chat.owner_id), list(drawn))
        wanted = {variant.asset_id for drawing in found.values() for variant in drawing.variants}
        assets = await self._library.several(session, chat.owner_id, wanted)
        for run_id, drawing in found.items():
            for variant in drawing.variants:
                file = DraftFile(name=f"picture-{variant.place + 1}.png", provenance=_recipe(drawing, variant.seed))
                _place(file, assets.get(variant.asset_id), gathered)
                messages[drawn[run_id]].files.append(file)


def _messages_of(chat_id: str) -> Any:
    return select(MessageRow).where(MessageRow.chat_id == chat_id).order_by(MessageRow.id)


def _versions_of(chat_id: str) -> Any:
    of_chat = MessageRow.id == VersionRow.message_id, MessageRow.chat_id == chat_id
    return select(VersionRow).where(*of_chat).order_by(VersionRow.message_id, VersionRow.number)


def _message(row: MessageRow) -> DraftMessage:
    is_writing = row.state == MessageState.WRITING
    shown: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("content", "thinking", "created_at", "edited_at", "model", "usage", "search", "demo")
    }
    return DraftMessage(
        key=row.id,
        parent=row.parent_id,
        author="user" if row.author == "user" else "assistant",
        state=MessageState.CUT.value if is_writing else row.state,  # pyright: ignore[reportArgumentType] - its words
        **shown,
    )


def _mend_parents(rows: Sequence[MessageRow], messages: Mapping[str, DraftMessage]) -> None:
    """What followed a deleted message follows the one before it."""
    above = {row.id: row.parent_id for row in rows}
    for message in messages.values():
        while message.parent is not None and message.parent not in messages:
            message.parent = above.get(message.parent)


def _version(row: VersionRow) -> DraftVersion:
    return DraftVersion(row.content, row.created_at, row.cause)  # pyright: ignore[reportArgumentType] - its words


def _beside(row: AttachmentRow) -> DraftFile:
    kind: Any = row.kind
    return DraftFile(name=row.name, kind=kind, text=row.text, pages=row.pages)


def _place(file: DraftFile, asset: Asset | None, gathered: Gathered) -> None:
    if asset is None:
        return
    gathered.assets[asset.sha256] = asset
    file.asset_id, file.sha256 = asset.id, asset.sha256
    file.path = f"files/{asset.sha256}{PurePosixPath(asset.name).suffix[:10]}"


def _recipe(drawing: Drawing, seed: int | None) -> dict[str, Any]:
    return {
        "description": drawing.wish.description,
        "prompt": drawing.prompt,
        "negative": drawing.negative,
        "settings": drawing.settings,
        "template": drawing.template,
        "seed": seed,
    }
