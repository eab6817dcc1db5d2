"""A chat begins with its first message, in one request."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from tests.play.chats.talking import Salon, shown
from tests.visitors import Visitor


async def opened(salon: Salon, content: str = "Tell me of the sea.", status: int = 201, **how: Any) -> Any:
    wishes: dict[str, Any] = how.pop("wishes", {})
    headers: Mapping[str, str] = how.pop("headers", {})
    body = wishes | {"message": {"content": content} | how}
    return await salon.ok("POST", "/api/chats", status, json=body, headers=headers)


async def test_the_answer_holds_the_message_and_the_reply_that_is_under_way(salon: Salon) -> None:
    chat = await opened(salon)
    question, reply = chat["messages"]
    assert shown(chat, "title", "snippet", "run_id", "earlier") == {
        "title": "Tell me of the sea.",
        "snippet": "Tell me of the sea.",
        "run_id": reply["run_id"],
        "earlier": None,
    }
    assert (question["content"], question["state"], question["parent_id"]) == ("Tell me of the sea.", "done", None)
    assert (reply["role"], reply["state"], reply["parent_id"]) == ("assistant", "writing", question["id"])


async def test_it_is_stored_as_if_it_had_been_sent_to_an_empty_chat(salon: Salon) -> None:
    chat = await opened(salon)
    await salon.ended(chat["run_id"])
    other = await salon.chat()
    await salon.say(other["id"], "Tell me of the sea.")
    here, there = await salon.read(chat["id"]), await salon.read(other["id"])
    names = ("role", "state", "model", "version", "branch")
    stored = [[shown(message, *names) for message in each["messages"]] for each in (here, there)]
    assert stored[0] == stored[1]
    assert shown(here, "title", "run_id") == shown(there, "title", "run_id")
    assert [turn["content"] for turn in salon.asked()[0]["messages"]] == ["Tell me of the sea."]


async def test_what_is_wished_of_the_chat_counts_for_the_first_reply(salon: Salon) -> None:
    wishes = {"title": "Tides", "system_prompt": "You are a lighthouse keeper."}
    chat = await opened(salon, wishes=wishes)
    await salon.ended(chat["run_id"])
    told = [(turn["role"], turn["content"]) for turn in salon.asked()[-1]["messages"]]
    assert told == [("system", "You are a lighthouse keeper."), ("user", "Tell me of the sea.")]
    assert (await salon.read(chat["id"]))["title"] == "Tides"


async def test_a_chat_may_begin_without_a_reply(salon: Salon) -> None:
    chat = await opened(salon, reply=False)
    assert [message["role"] for message in chat["messages"]] == ["user"]
    assert chat["run_id"] is None
    assert await salon.said(chat["id"]) == ["Tell me of the sea."]


async def test_files_lie_beside_the_first_message(salon: Salon) -> None:
    file = await salon.attach("tides.txt", b"High water at nine.")
    chat = await opened(salon, attachments=[file["id"]])
    assert [each["name"] for each in chat["messages"][0]["attachments"]] == ["tides.txt"]
    await salon.ended(chat["run_id"])
    assert "High water at nine." in str(salon.asked()[-1]["messages"])


async def test_the_same_key_opens_one_chat(salon: Salon) -> None:
    headers = {"Idempotency-Key": "a first word"}
    found = await asyncio.gather(*(opened(salon, headers=headers) for _ in range(3)))
    assert len({chat["id"] for chat in found}) == 1
    assert len((await salon.ok("GET", "/api/chats"))["items"]) == 1
    problem = await opened(salon, "Something else", 409, headers=headers)
    assert problem["error"]["code"] == "key_reused"


async def test_the_key_of_a_later_message_opens_nothing(salon: Salon) -> None:
    headers = {"Idempotency-Key": "mine"}
    chat = await opened(salon, reply=False)
    later = {"content": "Tell me of the sea.", "reply": False}
    await salon.ok("POST", f"/api/chats/{chat['id']}/messages", 202, json=later, headers=headers)
    problem = await opened(salon, status=409, headers=headers)
    assert problem["error"]["code"] == "key_reused"


async def test_the_key_of_another_person_is_another_key(salon: Salon, bob: Visitor) -> None:
    headers = {"Idempotency-Key": "ours"}
    mine = await opened(salon, headers=headers)
    answer = await bob.http.post("/api/chats", json={"message": {"content": "Hello"}}, headers=headers)
    assert answer.status_code == 201
    assert answer.json()["id"] != mine["id"]


@pytest.mark.parametrize(
    ("message", "status", "code"),
    [
        ({"content": " \n"}, 400, "message_empty"),
        ({"content": "x" * 200_001}, 422, "malformed_request"),
        ({"content": "Hi", "parent_id": "0198a000-0000-7000-8000-000000000000"}, 422, "malformed_request"),
        ({"content": "Hi", "attachments": ["0198a000-0000-7000-8000-000000000000"]}, 404, "attachment_not_found"),
    ],
)
async def test_what_cannot_be_said_opens_nothing(salon: Salon, message: dict[str, Any], status: int, code: str) -> None:
    problem = await salon.ok("POST", "/api/chats", status, json={"message": message})
    assert problem["error"]["code"] == code
    assert (await salon.ok("GET", "/api/chats"))["items"] == []
    assert (await salon.ok("GET", "/api/runs"))["items"] == []
