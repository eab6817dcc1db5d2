"""A page reads one stretch of the shown branch, however long the chat is."""

from time import perf_counter
from typing import Any

import pytest
from sqlalchemy import insert

from fabula.core.clock import now
from fabula.core.ids import new_id
from fabula.play.chats.tables import MessageRow
from tests.play.chats.talking import Salon
from tests.visitors import code_of

LONG = 3000


async def filled(salon: Salon, count: int) -> tuple[str, str]:
    """A chat with so many messages, written straight into the database, and the first of them."""
    chat = await salon.chat()
    (first,) = await salon.plain(chat["id"], "0")
    rows: list[dict[str, Any]] = []
    parent = first
    for number in range(1, count):
        row = {"id": new_id(), "owner_id": salon.owner, "chat_id": chat["id"], "parent_id": parent}
        row |= {"depth": number + 1, "author": "user", "content": f"{number}", "created_at": now()}
        rows.append(row)
        parent = row["id"]
    async with salon.database.writing() as session:
        await session.execute(insert(MessageRow), rows)
    await salon.ok("POST", f"/api/chats/{chat['id']}/messages/{parent}/show")
    return chat["id"], first


@pytest.mark.every_database
async def test_windows_lead_from_the_end_to_the_beginning_and_back(salon: Salon) -> None:
    chat = await salon.chat()
    await salon.plain(chat["id"], *map(str, range(7)))
    path = f"/api/chats/{chat['id']}/messages"

    async def read(**query: Any) -> tuple[list[str], bool, bool, dict[str, Any]]:
        window = await salon.ok("GET", path, params={"limit": 3} | query)
        texts = [message["content"] for message in window["messages"]]
        return texts, window["earlier"] is not None, window["later"] is not None, window

    *end, window = await read()
    assert end == [["4", "5", "6"], True, False]
    *middle, window = await read(before=window["earlier"])
    assert middle == [["1", "2", "3"], True, True]
    *begin, window = await read(before=window["earlier"])
    assert begin == [["0"], False, True]
    *middle, window = await read(after=window["later"] or window["messages"][-1]["id"])
    assert middle == [["1", "2", "3"], True, True]
    *end, window = await read(after=window["later"])
    assert end == [["4", "5", "6"], True, False]
    *around, window = await read(around=window["messages"][0]["id"])
    assert around == [["3", "4", "5"], True, True]


async def test_two_cursors_and_foreign_ones_are_refused(salon: Salon) -> None:
    chat, other = await salon.chat(), await salon.chat()
    first, _ = await salon.plain(chat["id"], "one", "two")
    (theirs,) = await salon.plain(other["id"], "elsewhere")
    path = f"/api/chats/{chat['id']}/messages"
    both = await salon.http.get(path, params={"before": first, "after": first})
    assert (both.status_code, code_of(both)) == (400, "one_cursor")
    for cursor in ("before", "after", "around"):
        answer = await salon.http.get(path, params={cursor: theirs})
        assert (answer.status_code, code_of(answer)) == (404, "message_not_found")


async def test_a_long_chat_opens_like_a_short_one(salon: Salon) -> None:
    chat_id, first = await filled(salon, LONG)
    begun = perf_counter()
    shown = await salon.read(chat_id)
    took = perf_counter() - begun
    assert [message["content"] for message in shown["messages"]] == [str(n) for n in range(LONG - 50, LONG)]
    assert shown["earlier"] == shown["messages"][0]["id"]
    assert took < 1.0  # a tenth of it where the machine has nothing else to do
    following = await salon.messages(chat_id, after=first, limit=2)
    assert [message["content"] for message in following] == ["1", "2"]
