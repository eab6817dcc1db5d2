"""Tells a person's open pages that something in a chat has changed, once it is committed."""

from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.events import Bus, after_commit, names


class ChatNews:
    """News on the topic of a person's chats."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    def after(self, session: AsyncSession, owner: str, chat_id: str) -> None:
        """Once this transaction is committed, say that this chat has changed."""
        topic = names.of_chats(owner)
        if self._bus.is_wanted(topic):
            after_commit(session, lambda: self._bus.tell(topic, {"changed": "chats", "chat_id": chat_id}))
