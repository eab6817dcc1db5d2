"""The tree of messages: branches with their places, edits, deletions, forks; nothing is ever lost."""

from typing import Any

import pytest

from tests.play.chats.talking import JsonObject, Salon, shown
from tests.visitors import code_of


async def family(salon: Salon) -> tuple[str, list[str]]:
    """One message, three that follow it, and one that follows the second of them, which is shown."""
    chat = await salon.chat()
    (root,) = await salon.plain(chat["id"], "root")
    kids = [(await salon.plain(chat["id"], f"kid {n}", parent_id=root))[0] for n in range(3)]
    (grandkid,) = await salon.plain(chat["id"], "grandkid", parent_id=kids[1])
    return chat["id"], [root, *kids, grandkid]


def places(messages: list[JsonObject]) -> dict[str, tuple[int, int, Any, Any]]:
    return {
        each["content"]: (
            each["branch"]["index"],
            each["branch"]["count"],
            each["branch"]["previous_id"],
            each["branch"]["next_id"],
        )
        for each in messages
    }


@pytest.mark.every_database
async def test_a_message_knows_its_place_and_its_neighbours(salon: Salon) -> None:
    chat_id, (_, first, second, third, _) = await family(salon)
    assert places(await salon.messages(chat_id)) == {
        "root": (1, 1, None, None),
        "kid 1": (2, 3, first, third),
        "grandkid": (1, 1, None, None),
    }
    shown_now = await salon.ok("POST", f"/api/chats/{chat_id}/messages/{third}/show")
    assert places(shown_now["messages"]) == {"root": (1, 1, None, None), "kid 2": (3, 3, second, None)}
    back = await salon.ok("POST", f"/api/chats/{chat_id}/messages/{second}/show")
    assert [message["content"] for message in back["messages"]] == ["root", "kid 1", "grandkid"]


async def test_showing_what_is_shown_changes_nothing(salon: Salon) -> None:
    chat_id, (root, *_) = await family(salon)
    shown_now = await salon.ok("POST", f"/api/chats/{chat_id}/messages/{root}/show")
    assert [message["content"] for message in shown_now["messages"]] == ["root", "kid 1", "grandkid"]


async def test_what_follows_is_read_on_the_shown_branch_alone(salon: Salon) -> None:
    chat_id, (root, first, _, _, _) = await family(salon)
    assert [each["content"] for each in await salon.messages(chat_id, after=root)] == ["kid 1", "grandkid"]
    answer = await salon.http.get(f"/api/chats/{chat_id}/messages", params={"after": first})
    assert (answer.status_code, code_of(answer)) == (409, "not_shown")


@pytest.mark.every_database
async def test_an_edit_in_place_keeps_what_was_said(salon: Salon) -> None:
    chat = await salon.chat()
    (message,) = await salon.plain(chat["id"], "first")
    path = f"/api/chats/{chat['id']}/messages/{message}"
    for content in ("second", "second", "third"):
        sent = await salon.ok("PUT", path, json={"content": content})
        assert sent == {"message_id": message, "reply_id": None, "run_id": None}
    edited = await salon.message(chat["id"], message)
    assert (edited["content"], edited["version"], edited["edited_at"] is not None) == ("third", 3, True)
    versions = await salon.ok("GET", f"{path}/versions")
    assert [(each["number"], each["cause"], each["content"]) for each in versions] == [
        (3, "edited", "third"),
        (2, "edited", "second"),
        (1, "written", "first"),
    ]
    assert versions[2]["created_at"] == edited["created_at"]
    assert (await salon.read(chat["id"]))["snippet"] == "third"


async def test_an_edit_to_nothing_is_refused(salon: Salon) -> None:
    chat = await salon.chat()
    (message,) = await salon.plain(chat["id"], "first")
    for as_branch in (False, True):
        body = {"content": " ", "as_branch": as_branch}
        answer = await salon.http.put(f"/api/chats/{chat['id']}/messages/{message}", json=body)
        assert (answer.status_code, code_of(answer)) == (400, "message_empty")


async def test_an_edit_as_a_branch_is_answered_again_and_leaves_the_old_one(salon: Salon) -> None:
    chat = await salon.chat()
    old = await salon.say(chat["id"], "Tell me of the sea")
    question = old["parent_id"]
    body = {"content": "Tell me of the hills", "as_branch": True}
    sent = await salon.ok("PUT", f"/api/chats/{chat['id']}/messages/{question}", json=body)
    await salon.ended(sent["run_id"])
    edited, reply = await salon.messages(chat["id"])
    assert shown(edited, "content", "version", "branch") == {
        "content": "Tell me of the hills",
        "version": 1,
        "branch": {"index": 2, "count": 2, "previous_id": question, "next_id": None},
    }
    assert (reply["id"], reply["state"]) == (sent["reply_id"], "done")
    assert salon.asked()[-1]["messages"] == [{"role": "user", "content": "Tell me of the hills"}]
    await salon.ok("POST", f"/api/chats/{chat['id']}/messages/{question}/show")
    assert await salon.said(chat["id"]) == ["Tell me of the sea", old["content"]]


async def test_a_reply_that_a_person_rewrites_as_a_branch_is_not_answered(salon: Salon) -> None:
    chat = await salon.chat()
    old = await salon.say(chat["id"])
    body = {"content": "What I would have said", "as_branch": True}
    sent = await salon.ok("PUT", f"/api/chats/{chat['id']}/messages/{old['id']}", json=body)
    assert (sent["reply_id"], sent["run_id"]) == (None, None)
    rewritten = (await salon.messages(chat["id"]))[-1]
    assert shown(rewritten, "role", "content", "state", "model") == {
        "role": "assistant",
        "content": "What I would have said",
        "state": "done",
        "model": old["model"],
    }


@pytest.mark.every_database
async def test_a_message_deleted_alone_is_bridged_and_comes_back_to_its_place(salon: Salon) -> None:
    chat_id, (root, first, second, third, grandkid) = await family(salon)
    await salon.ok("DELETE", f"/api/chats/{chat_id}/messages/{second}", 204)
    assert places(await salon.messages(chat_id)) == {
        "root": (1, 1, None, None),
        "grandkid": (3, 3, third, None),
    }
    other = await salon.ok("POST", f"/api/chats/{chat_id}/messages/{first}/show")
    assert places(other["messages"])["kid 0"] == (1, 3, None, third)
    await salon.ok("POST", f"/api/chats/{chat_id}/messages/{grandkid}/show")
    window = await salon.ok("POST", f"/api/chats/{chat_id}/messages/{second}/restore")
    assert places(window["messages"]) == {
        "root": (1, 1, None, None),
        "kid 1": (2, 3, first, third),
        "grandkid": (1, 1, None, None),
    }
    assert window["messages"][0]["id"] == root


@pytest.mark.every_database
async def test_a_message_deleted_with_what_follows_comes_back_with_it(salon: Salon) -> None:
    chat_id, (_, first, second, third, grandkid) = await family(salon)
    await salon.ok("DELETE", f"/api/chats/{chat_id}/messages/{grandkid}", 204)
    await salon.ok("DELETE", f"/api/chats/{chat_id}/messages/{second}", 204, params={"following": True})
    assert places(await salon.messages(chat_id)) == {"root": (1, 1, None, None), "kid 2": (2, 2, first, None)}
    window = await salon.ok("POST", f"/api/chats/{chat_id}/messages/{second}/restore")
    assert places(window["messages"]) == {"root": (1, 1, None, None), "kid 1": (2, 3, first, third)}
    window = await salon.ok("POST", f"/api/chats/{chat_id}/messages/{grandkid}/restore")
    assert [message["content"] for message in window["messages"]] == ["root", "kid 1", "grandkid"]


async def test_where_the_end_is_deleted_its_newest_sibling_is_shown(salon: Salon) -> None:
    chat_id, (_, first, _, third, _) = await family(salon)
    await salon.ok("POST", f"/api/chats/{chat_id}/messages/{third}/show")
    await salon.ok("DELETE", f"/api/chats/{chat_id}/messages/{third}", 204)
    assert await salon.said(chat_id) == ["root", "kid 1", "grandkid"]
    assert places(await salon.messages(chat_id))["kid 1"] == (2, 2, first, None)
    window = await salon.ok("POST", f"/api/chats/{chat_id}/messages/{third}/restore")
    assert [message["content"] for message in window["messages"]] == ["root", "kid 2"]


async def test_a_chat_whose_messages_are_all_deleted_is_empty_and_goes_on(salon: Salon) -> None:
    chat_id, (root, *_) = await family(salon)
    await salon.ok("DELETE", f"/api/chats/{chat_id}/messages/{root}", 204, params={"following": True})
    assert await salon.messages(chat_id) == []
    await salon.plain(chat_id, "anew")
    assert await salon.said(chat_id) == ["anew"]


async def test_what_is_deleted_is_not_told_to_the_model(salon: Salon) -> None:
    chat = await salon.chat()
    _, secret, _ = await salon.plain(chat["id"], "one", "secret", "three")
    await salon.ok("DELETE", f"/api/chats/{chat['id']}/messages/{secret}", 204)
    await salon.say(chat["id"], "four")
    assert [turn["content"] for turn in salon.asked()[-1]["messages"]] == ["one\n\nthree\n\nfour"]


@pytest.mark.every_database
async def test_a_fork_has_the_messages_up_to_one_and_leaves_the_chat_alone(salon: Salon) -> None:
    chat_id, (_, _, second, _, _) = await family(salon)
    fork = await salon.ok("POST", f"/api/chats/{chat_id}/fork", 201, json={"message_id": second})
    assert [message["content"] for message in fork["messages"]] == ["root", "kid 1"]
    assert (fork["forked_from"], fork["title"]) == (chat_id, "root")
    await salon.plain(fork["id"], "on its own")
    assert await salon.said(chat_id) == ["root", "kid 1", "grandkid"]
    assert await salon.said(fork["id"]) == ["root", "kid 1", "on its own"]
    whole = await salon.ok("POST", f"/api/chats/{chat_id}/fork", 201, json={})
    assert [message["content"] for message in whole["messages"]] == ["root", "kid 1", "grandkid"]
