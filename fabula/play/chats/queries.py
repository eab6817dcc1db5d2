"""Looking up one chat or one message, always within one owner."""

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.visibility import Thing, require_visible
from fabula.play.chats.errors import ChatInTrash, ChatNotFound, MessageNotFound
from fabula.play.chats.tables import ChatRow, MessageRow

# Built once: making a statement costs more than running it.
_CHAT = select(ChatRow).where(ChatRow.id == bindparam("chat_id"), ChatRow.owner_id == bindparam("owner_id"))
_CHAT_LOCKED = _CHAT.with_for_update()
_MESSAGE = select(MessageRow).where(
    MessageRow.id == bindparam("message_id"), MessageRow.chat_id == bindparam("chat_id")
)


async def chat_of(session: AsyncSession, owner: str, chat_id: str) -> ChatRow:
    """The chat, if it is this person's; also from the trash."""
    row = await session.scalar(_CHAT, {"chat_id": chat_id, "owner_id": owner})
    if row is None:
        raise ChatNotFound("There is no such chat.")
    return row


async def chat_to_change(session: AsyncSession, owner: str, chat_id: str) -> ChatRow:
    """The chat, held until the transaction ends, so that its branches grow one after another."""
    row = await session.scalar(_CHAT_LOCKED, {"chat_id": chat_id, "owner_id": owner})
    if row is None:
        raise ChatNotFound("There is no such chat.")
    if row.deleted_at is not None:
        raise ChatInTrash("This chat is in the trash.")
    return row


async def message_of(session: AsyncSession, chat: ChatRow, message_id: str, *, deleted: bool = False) -> MessageRow:
    """A message of this chat; a deleted one only where it is asked for."""
    row = await session.scalar(_MESSAGE, {"message_id": message_id, "chat_id": chat.id})
    if row is None or (row.deleted_at is not None and not deleted):
        raise MessageNotFound("There is no such message in this chat.")
    return row


async def require_open(session: AsyncSession, owner: str, model: str | None) -> None:
    """Raises HiddenFromYou if somebody chooses a model that an admin keeps from them."""
    if model is not None:
        await require_visible(session, UserId(owner), Thing.MODEL, model)
