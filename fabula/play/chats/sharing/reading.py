"""What a link shows: the texts and pictures of one branch, and nothing else of its owner."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId, names_of
from fabula.core.assets import Asset, Library
from fabula.imaging.images import Drawing
from fabula.play.chats.attachments.queries import beside
from fabula.play.chats.schemas import Attachment, SharedChat, SharedMessage, SharedPicture, WebSearchDone
from fabula.play.chats.sharing.links import ShareNotFound
from fabula.play.chats.tables import AttachmentRow, ChatRow, MessageRow, MessageState, ShareRow
from fabula.play.chats.thread.views import Drawings
from fabula.play.chats.thread.walking import steps_up

WINDOW = 50


class Shared:
    """Reads by token."""

    def __init__(self, library: Library, drawings: Drawings | None) -> None:
        self._library = library
        self._drawings = drawings

    async def read(self, session: AsyncSession, token: str, after: str | None) -> SharedChat:
        """A stretch of the branch, oldest first, behind the message `after`."""
        share, chat = await self._find(session, token)
        path = await self._path(session, share)
        if after is not None and after not in path:
            raise ShareNotFound("There is no such message at this link.")
        start = path.index(after) + 1 if after is not None else 0
        wanted = path[start : start + WINDOW]
        names = (await names_of(session, [chat.owner_id]))[chat.owner_id]
        return SharedChat(
            title=chat.title,
            author=names.username if share.is_named and names.username else None,
            created_at=chat.created_at,
            messages=await self._messages(session, share, wanted),
            later=wanted[-1] if start + WINDOW < len(path) else None,
        )

    async def picture(self, session: AsyncSession, token: str, asset_id: str) -> Asset:
        """A picture that stands in the shared branch; no other file of the owner."""
        share, _ = await self._find(session, token)
        path = set(await self._path(session, share))
        asset = (await self._library.several(session, share.owner_id, {asset_id})).get(asset_id)
        if asset is None or asset.kind != "picture" or not await self._is_shown(session, share, path, asset_id):
            raise ShareNotFound("There is no such picture at this link.")
        return asset

    async def _find(self, session: AsyncSession, token: str) -> tuple[ShareRow, ChatRow]:
        """While the chat is in the trash its links lead nowhere."""
        there = ShareRow.token == token, ChatRow.deleted_at.is_(None)
        found = select(ShareRow, ChatRow).join(ChatRow, ChatRow.id == ShareRow.chat_id).where(*there)
        row = (await session.execute(found)).first()
        if row is None:
            raise ShareNotFound("There is nothing at this link; perhaps it was taken back.")
        return row[0], row[1]

    async def _path(self, session: AsyncSession, share: ShareRow) -> list[str]:
        """The ids from the root to the message at which it was shared."""
        steps = await steps_up(session, share.chat_id, share.leaf_id)
        return [step.id for step in reversed(steps) if not step.is_deleted]

    async def _messages(self, session: AsyncSession, share: ShareRow, ids: Sequence[str]) -> list[SharedMessage]:
        written = MessageRow.id.in_(ids), MessageRow.state != MessageState.WRITING
        rows = (await session.scalars(select(MessageRow).where(*written).order_by(MessageRow.depth))).all()
        files = await beside(session, self._library, share.owner_id, [row.id for row in rows])
        drawings = await self._drawn(session, share, [row.drawing_id for row in rows if row.drawing_id])
        return [
            _message(
                row, files.get(row.id, []), drawings.get(row.drawing_id or ""), f"/api/shared/{share.token}/assets"
            )
            for row in rows
        ]

    async def _drawn(self, session: AsyncSession, share: ShareRow, run_ids: Sequence[str]) -> Mapping[str, Drawing]:
        if not run_ids or self._drawings is None:
            return {}
        return await self._drawings.of(session, UserId(share.owner_id), run_ids)

    async def _is_shown(self, session: AsyncSession, share: ShareRow, path: set[str], asset_id: str) -> bool:
        attached = select(AttachmentRow.message_id).where(
            AttachmentRow.asset_id == asset_id, AttachmentRow.owner_id == share.owner_id
        )
        if path & {str(message_id) for message_id in await session.scalars(attached)}:
            return True
        drawn = select(MessageRow.id, MessageRow.drawing_id).where(
            MessageRow.chat_id == share.chat_id, MessageRow.drawing_id.is_not(None)
        )
        run_ids = [str(row.drawing_id) for row in await session.execute(drawn) if row.id in path]
        drawings = await self._drawn(session, share, run_ids)
        return any(variant.asset_id == asset_id for drawing in drawings.values() for variant in drawing.variants)


def _message(row: MessageRow, files: Sequence[Attachment], drawing: Drawing | None, address: str) -> SharedMessage:
    search = WebSearchDone.model_validate(row.search) if row.search else None
    pictures = [_picture(file.asset, address) for file in files if file.asset.kind == "picture"]
    return SharedMessage(
        id=row.id,
        role="user" if row.author == "user" else "assistant",
        content=row.content,
        created_at=row.created_at,
        model=row.model,
        demo=row.demo,
        sources=search.sources if search else [],
        pictures=pictures + (_drawn_pictures(drawing, address) if drawing else []),
        files=[file.name for file in files if file.asset.kind != "picture"],
    )


def _picture(asset: Asset, address: str) -> SharedPicture:
    url = f"{address}/{asset.id}"
    return SharedPicture(
        url=url, thumbnail_url=f"{url}?size=1024", name=asset.name, width=asset.width, height=asset.height
    )


def _drawn_pictures(drawing: Drawing, address: str) -> list[SharedPicture]:
    """The one that was picked, or all as long as none was."""
    picked = [variant for variant in drawing.variants if variant.is_picked]
    return [
        SharedPicture(
            url=f"{address}/{variant.asset_id}",
            thumbnail_url=f"{address}/{variant.asset_id}?size=1024",
            name=drawing.wish.description[:200],
            width=variant.width,
            height=variant.height,
        )
        for variant in picked or drawing.variants
    ]
