"""Chats put straight into the database, for tests of what reads them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts.tables import User
from fabula.core.ids import new_id
from fabula.play.chats.tables import ChatRow, MessageRow, VersionRow

DAY = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def a_person(id: str, name: str) -> User:
    return User(
        id=id,
        username=name,
        username_key=name,
        email=f"{name}@example.org",
        email_key=f"{name}@example.org",
        name="",
        search=name,
        role="user",
        password_hash="",
    )


async def plant_chat(session: AsyncSession, owner_id: str, title: str, *texts: str, **more: Any) -> list[str]:
    """A chat whose messages follow one another, user first; answers its id and theirs."""
    chat_id, ids = new_id(), [new_id() for _ in texts]
    leaf_id = ids[-1] if ids else None
    row: dict[str, Any] = {"owner_id": owner_id, "title": title, "leaf_id": leaf_id, "parameters": {}, "active_at": DAY}
    row |= more
    session.add(ChatRow(id=chat_id, created_at=DAY, **row))
    await session.flush()
    for place, text in enumerate(texts):
        author = ("user", "assistant")[place % 2]
        parent_id = ids[place - 1] if place else None
        await plant_message(session, owner_id, chat_id, ids[place], parent_id, place + 1, author=author, content=text)
    return [chat_id, *ids]


async def plant_message(
    session: AsyncSession, owner_id: str, chat_id: str, id: str, parent_id: str | None, depth: int, **more: Any
) -> None:
    at = DAY + timedelta(minutes=depth)
    row = {"author": "user", "content": "", "id": id, "created_at": at} | more
    session.add(MessageRow(owner_id=owner_id, chat_id=chat_id, parent_id=parent_id, depth=depth, **row))
    await session.flush()
    version = {"message_id": id, "number": 1, "created_at": at, "cause": "written", "content": row["content"]}
    await session.execute(insert(VersionRow).values(version))
