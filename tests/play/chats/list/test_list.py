"""The list of chats: what is in it, in which order, and how chats leave it and come back."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from fabula.core.clock import now
from fabula.engines.builtin.storyteller import Fault
from fabula.play.chats.list.purging import Purging
from tests.play.chats.talking import Salon
from tests.visitors import Visitor, code_of


async def titles(salon: Salon, **query: Any) -> list[str]:
    page = await salon.ok("GET", "/api/chats", params=query)
    return [chat["title"] for chat in page["items"]]


@pytest.mark.every_database
async def test_the_newest_activity_is_first_and_pages_follow_each_other(salon: Salon, bob: Visitor) -> None:
    chats = [await salon.chat(title=f"chat {number}") for number in range(5)]
    await bob.http.post("/api/chats", json={"title": "not mine"})
    await salon.plain(chats[1]["id"], "news")
    found: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    while True:
        page = await salon.ok("GET", "/api/chats", params=query)
        found += [chat["title"] for chat in page["items"]]
        if page["next"] is None:
            break
        query["after"] = page["next"]
    assert found == ["chat 1", "chat 4", "chat 3", "chat 2", "chat 0"]


async def test_a_cursor_that_nobody_gave_is_refused(salon: Salon) -> None:
    for cursor in ("nonsense", "999999999999999999999999999-x"):
        answer = await salon.http.get("/api/chats", params={"after": cursor})
        assert (answer.status_code, code_of(answer)) == (400, "place_unknown")


async def test_parts_of_the_list(salon: Salon) -> None:
    folder = await salon.ok("POST", "/api/chats/folders", 201, json={"name": "Stories"})
    await salon.chat(title="plain")
    await salon.chat(title="pinned", is_pinned=True)
    await salon.chat(title="archived", is_archived=True)
    await salon.chat(title="filed", folder_id=folder["id"])
    gone = await salon.chat(title="gone")
    await salon.ok("DELETE", f"/api/chats/{gone['id']}", 204)
    assert await titles(salon) == ["filed", "pinned", "plain"]
    assert await titles(salon, pinned=True) == ["pinned"]
    assert await titles(salon, archived=True) == ["archived"]
    assert await titles(salon, deleted=True) == ["gone"]
    assert await titles(salon, folder=folder["id"]) == ["filed"]
    assert await titles(salon, folder="none") == ["pinned", "plain"]


@pytest.mark.every_database
async def test_only_what_is_sent_is_changed(salon: Salon) -> None:
    wishes = {"title": "Sea", "system_prompt": "Be brief.", "parameters": {"temperature": 0.5}, "model": "m"}
    chat = await salon.chat(**wishes)
    changed = await salon.ok("PUT", f"/api/chats/{chat['id']}", json={"is_pinned": True, "web_search": True})
    assert changed == chat | {"is_pinned": True, "web_search": True}
    cleared = await salon.ok("PUT", f"/api/chats/{chat['id']}", json={"model": None})
    assert (cleared["model"], cleared["system_prompt"]) == (None, "Be brief.")


async def test_wishes_that_make_no_sense_are_refused(salon: Salon, bob: Visitor) -> None:
    theirs = (await bob.http.post("/api/chats/folders", json={"name": "Bob's"})).json()
    chat = await salon.chat()
    for wishes in ({"title": " "}, {"parameters": {"temperature": 9}}, {"title": "x" * 201}):
        assert (await salon.http.put(f"/api/chats/{chat['id']}", json=wishes)).status_code == 422
    answer = await salon.http.put(f"/api/chats/{chat['id']}", json={"folder_id": theirs["id"]})
    assert (answer.status_code, code_of(answer)) == (404, "folder_not_found")


async def test_the_first_words_stand_in_for_a_title(salon: Salon) -> None:
    chat = await salon.chat()
    assert chat["title"] == "New chat"
    await salon.plain(chat["id"], "/search  What is\nthe  weather " + "like " * 40)
    title = (await salon.read(chat["id"]))["title"]
    assert title.startswith("What is the weather like like")
    assert title.endswith("…")
    assert len(title) <= 60


async def test_a_chat_comes_back_from_the_trash(salon: Salon) -> None:
    chat = await salon.chat(title="dear")
    await salon.plain(chat["id"], "mine")
    await salon.ok("DELETE", f"/api/chats/{chat['id']}", 204)
    changed = await salon.http.put(f"/api/chats/{chat['id']}", json={"title": "other"})
    assert (changed.status_code, code_of(changed)) == (409, "chat_in_trash")
    back = await salon.ok("POST", f"/api/chats/{chat['id']}/restore")
    assert (back["deleted_at"], back["title"]) == (None, "dear")
    assert await titles(salon) == ["dear"]
    assert await salon.said(chat["id"]) == ["mine"]


async def test_a_reply_under_way_is_stopped_with_its_chat(salon: Salon) -> None:
    salon.teller.script.expect(Fault(kind="stall", after=3))
    chat = await salon.chat()
    sent = await salon.send(chat["id"])
    await salon.begun(sent["run_id"])
    assert (await salon.ok("GET", "/api/chats"))["items"][0]["run_id"] == sent["run_id"]
    await salon.ok("DELETE", f"/api/chats/{chat['id']}", 204)
    assert (await salon.ended(sent["run_id"]))["state"] == "cancelled"
    await salon.ok("POST", f"/api/chats/{chat['id']}/restore")
    assert (await salon.message(chat["id"], sent["reply_id"]))["state"] == "stopped"


@pytest.mark.every_database
async def test_what_was_thrown_away_long_ago_is_swept_with_all_that_belongs_to_it(salon: Salon) -> None:
    purging: Purging = salon.app.state.parts[Purging]
    kept, old = await salon.chat(title="kept"), await salon.chat(title="old")
    shared = await salon.attach("note.txt", b"on paper")
    (message,) = await salon.plain(old["id"], "words", attachments=[shared["id"]])
    await salon.ok("PUT", f"/api/chats/{old['id']}/messages/{message}", json={"content": "other words"})
    fork = await salon.ok("POST", f"/api/chats/{old['id']}/fork", 201, json={})
    await salon.ok("DELETE", f"/api/chats/{kept['id']}", 204)
    await salon.ok("DELETE", f"/api/chats/{old['id']}", 204)
    async with salon.database.writing() as session:
        long_ago = text("UPDATE chats SET deleted_at = :at WHERE id = :id")
        moment = (now() - timedelta(days=31)).replace(tzinfo=None)
        await session.execute(long_ago.bindparams(at=moment), {"id": old["id"]})
    assert await purging.sweep() == (1, 0)
    assert (await salon.http.get(f"/api/chats/{old['id']}")).status_code == 404
    assert await titles(salon, deleted=True) == ["kept"]
    asset = shared["asset"]["id"]
    assert (await salon.http.get(f"/api/assets/{asset}")).status_code == 200
    await salon.ok("DELETE", f"/api/chats/{fork['id']}", 204, params={"for_ever": True})
    assert (await salon.http.get(f"/api/assets/{asset}")).status_code == 404


async def test_folders_have_an_order_and_count_their_chats(salon: Salon) -> None:
    made = [await salon.ok("POST", "/api/chats/folders", 201, json={"name": name}) for name in "ABC"]
    await salon.chat(folder_id=made[1]["id"])
    moved = await salon.ok("PUT", f"/api/chats/folders/{made[2]['id']}", json={"place": 0, "name": "First"})
    assert (moved["name"], moved["place"]) == ("First", 0)
    listed = (await salon.ok("GET", "/api/chats/folders"))["items"]
    assert [(each["name"], each["place"], each["chats"]) for each in listed] == [
        ("First", 0, 0),
        ("A", 1, 0),
        ("B", 2, 1),
    ]
    await salon.ok("DELETE", f"/api/chats/folders/{made[1]['id']}", 204)
    assert [chat["folder_id"] for chat in (await salon.ok("GET", "/api/chats"))["items"]] == [None]
    assert (await salon.http.delete(f"/api/chats/folders/{made[1]['id']}")).status_code == 404
