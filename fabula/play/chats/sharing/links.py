"""Links are made, listed and taken back by the owner of the chat."""

import secrets

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.errors import Conflict, NotFound
from fabula.play.chats.queries import chat_to_change, message_of
from fabula.play.chats.schemas import Share, Sharing
from fabula.play.chats.tables import ChatRow, ShareRow

MOST_LINKS = 50


class ShareNotFound(NotFound):
    """No such link, or not yours, or taken back."""


class NothingToShare(Conflict):
    """The chat has no message yet."""

    hint = "Write something first."


class TooManyShares(Conflict):
    """More links than one chat may have."""

    hint = "Take some back first."


async def add_share(session: AsyncSession, owner: str, chat_id: str, wish: Sharing) -> Share:
    """A new link, which nobody can guess."""
    chat = await chat_to_change(session, owner, chat_id)
    leaf_id = (await message_of(session, chat, wish.message_id)).id if wish.message_id else chat.leaf_id
    if leaf_id is None:
        raise NothingToShare("There is nothing in this chat to share.")
    count = select(func.count()).select_from(ShareRow).where(ShareRow.chat_id == chat.id)
    if (await session.scalar(count) or 0) >= MOST_LINKS:
        raise TooManyShares(f"A chat may have {MOST_LINKS} links.")
    row = ShareRow(
        owner_id=owner, chat_id=chat.id, leaf_id=leaf_id, token=secrets.token_urlsafe(24), is_named=wish.is_named
    )
    session.add(row)
    await session.flush()
    return share_view(row)


def shares_of(chat: ChatRow) -> Select[ShareRow]:
    return select(ShareRow).where(ShareRow.chat_id == chat.id, ShareRow.owner_id == chat.owner_id)


async def remove_share(session: AsyncSession, chat: ChatRow, share_id: str) -> None:
    row = await session.scalar(shares_of(chat).where(ShareRow.id == share_id))
    if row is None:
        raise ShareNotFound("There is no such link.")
    await session.delete(row)
    await session.flush()


def share_view(row: ShareRow) -> Share:
    return Share(
        id=row.id,
        chat_id=row.chat_id,
        created_at=row.created_at,
        leaf_id=row.leaf_id,
        is_named=row.is_named,
        url=f"/shared/{row.token}",
    )
