"""What cannot be sent is refused with the reason, and nothing of it is stored."""

from typing import Any

from fabula.engines.builtin.storyteller import Fault
from tests.play.chats.talking import Salon
from tests.visitors import Visitor, code_of

NOWHERE = "00000000-0000-7000-8000-000000000000"


async def test_a_message_without_words_and_files_is_refused(salon: Salon) -> None:
    chat = await salon.chat()
    for content in ("", " \n\t ", "\0"):
        answer = await salon.http.post(f"/api/chats/{chat['id']}/messages", json={"content": content})
        assert (answer.status_code, code_of(answer)) == (400, "message_empty")
    assert await salon.messages(chat["id"]) == []


async def test_a_message_of_a_megabyte_is_refused(salon: Salon) -> None:
    chat = await salon.chat()
    answer = await salon.http.post(f"/api/chats/{chat['id']}/messages", json={"content": "a" * 2**20})
    assert answer.status_code == 422
    assert "200000" in answer.text
    assert await salon.messages(chat["id"]) == []


async def test_the_longest_message_is_kept_whole(salon: Salon) -> None:
    chat = await salon.chat()
    await salon.plain(chat["id"], "я" * 200_000)
    assert (await salon.messages(chat["id"]))[0]["content"] == "я" * 200_000


async def test_what_no_database_keeps_is_left_out(salon: Salon) -> None:
    chat = await salon.chat(title="Sea\0side")
    await salon.plain(chat["id"], "one\0two")
    assert await salon.said(chat["id"]) == ["onetwo"]
    assert chat["title"] == "Seaside"


OF_A_CHAT: list[tuple[str, str, Any]] = [
    ("GET", "", None),
    ("PUT", "", {"title": "mine"}),
    ("DELETE", "", None),
    ("POST", "/restore", None),
    ("GET", "/messages", None),
    ("POST", "/messages", {"content": "hello"}),
    ("PUT", "/messages/{message}", {"content": "mine"}),
    ("DELETE", "/messages/{message}", None),
    ("POST", "/messages/{message}/restore", None),
    ("POST", "/messages/{message}/reply", {}),
    ("POST", "/messages/{message}/continue", None),
    ("POST", "/messages/{message}/show", None),
    ("GET", "/messages/{message}/versions", None),
    ("POST", "/fork", {}),
]


async def test_what_is_somebody_elses_looks_like_what_is_not_there(salon: Salon, bob: Visitor) -> None:
    chat = await salon.chat()
    (message,) = await salon.plain(chat["id"], "mine")
    for method, path, body in OF_A_CHAT:
        for chat_id in (chat["id"], NOWHERE):
            answer = await bob.http.request(method, f"/api/chats/{chat_id}{path.format(message=message)}", json=body)
            assert (path, answer.status_code, code_of(answer)) == (path, 404, "chat_not_found")
    assert await salon.said(chat["id"]) == ["mine"]


async def test_a_parent_of_another_chat_is_no_parent(salon: Salon) -> None:
    chat, other = await salon.chat(), await salon.chat()
    (theirs,) = await salon.plain(other["id"], "elsewhere")
    body = {"content": "hello", "parent_id": theirs}
    answer = await salon.http.post(f"/api/chats/{chat['id']}/messages", json=body)
    assert (answer.status_code, code_of(answer)) == (404, "message_not_found")
    assert await salon.messages(chat["id"]) == []


async def test_a_deleted_parent_is_no_parent(salon: Salon) -> None:
    chat = await salon.chat()
    first, second = await salon.plain(chat["id"], "one", "two")
    await salon.ok("DELETE", f"/api/chats/{chat['id']}/messages/{second}", 204)
    body = {"content": "hello", "parent_id": second}
    answer = await salon.http.post(f"/api/chats/{chat['id']}/messages", json=body)
    assert (answer.status_code, code_of(answer)) == (404, "message_not_found")
    await salon.plain(chat["id"], "three")
    assert [message["parent_id"] for message in await salon.messages(chat["id"])] == [None, first]


async def test_in_the_trash_nothing_can_be_said_and_everything_read(salon: Salon) -> None:
    chat = await salon.chat()
    await salon.plain(chat["id"], "one")
    await salon.ok("DELETE", f"/api/chats/{chat['id']}", 204)
    answer = await salon.http.post(f"/api/chats/{chat['id']}/messages", json={"content": "two"})
    assert (answer.status_code, code_of(answer)) == (409, "chat_in_trash")
    assert "Restore" in answer.json()["error"]["hint"]
    assert await salon.said(chat["id"]) == ["one"]


async def test_who_writes_in_an_archived_chat_takes_it_out(salon: Salon) -> None:
    chat = await salon.chat(is_archived=True)
    await salon.plain(chat["id"], "still here")
    assert not (await salon.read(chat["id"]))["is_archived"]


async def test_while_a_reply_is_written_nothing_can_follow_it(salon: Salon) -> None:
    salon.teller.script.expect(Fault(kind="stall", after=3))
    chat = await salon.chat()
    sent = await salon.send(chat["id"])
    base = f"/api/chats/{chat['id']}/messages"
    for path, body in (
        (base, {"content": "and?"}),
        (f"{base}/{sent['reply_id']}/reply", {}),
        (f"{base}/{sent['reply_id']}/continue", None),
    ):
        answer = await salon.http.post(path, json=body)
        assert (answer.status_code, code_of(answer)) == (409, "reply_under_way")
    edited = await salon.http.put(f"{base}/{sent['reply_id']}", json={"content": "mine"})
    assert code_of(edited) == "reply_under_way"
    branch = await salon.say(chat["id"], "Elsewhere", parent_id=sent["message_id"])
    assert branch["state"] == "done"
    await salon.stop(sent["run_id"])


async def test_only_a_reply_can_be_continued(salon: Salon) -> None:
    chat = await salon.chat()
    (message,) = await salon.plain(chat["id"], "mine")
    answer = await salon.http.post(f"/api/chats/{chat['id']}/messages/{message}/continue")
    assert (answer.status_code, code_of(answer)) == (409, "not_a_reply")


async def test_the_same_key_stores_a_message_once(salon: Salon) -> None:
    chat = await salon.chat()
    path, body, key = f"/api/chats/{chat['id']}/messages", {"content": "once"}, {"Idempotency-Key": "k1"}
    first = await salon.http.post(path, json=body, headers=key)
    again = await salon.http.post(path, json=body, headers=key)
    assert (first.status_code, first.json()) == (202, again.json())
    await salon.ended(first.json()["run_id"])
    assert len(await salon.messages(chat["id"])) == 2
    other = await salon.http.post(path, json={"content": "twice"}, headers=key)
    assert (other.status_code, code_of(other)) == (409, "key_reused")


async def test_the_same_key_of_somebody_else_is_another_one(salon: Salon, bob: Visitor) -> None:
    chat = await salon.chat()
    theirs = (await bob.http.post("/api/chats", json={})).json()
    body, key = {"content": "once", "reply": False}, {"Idempotency-Key": "k1"}
    first = await salon.http.post(f"/api/chats/{chat['id']}/messages", json=body, headers=key)
    second = await bob.http.post(f"/api/chats/{theirs['id']}/messages", json=body, headers=key)
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json()["message_id"] != second.json()["message_id"]
