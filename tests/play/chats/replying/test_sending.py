"""A message is stored with its reply, and the reply streams as a run."""

from typing import Any

import pytest

from fabula.core.load import load
from fabula.core.runs import RunContext
from tests.play.chats.talking import Salon, shown


async def test_a_message_is_answered(salon: Salon) -> None:
    chat = await salon.chat()
    reply = await salon.say(chat["id"], "Tell me of the sea.")
    question, answer = await salon.messages(chat["id"])
    assert answer == reply
    assert shown(question, "role", "content", "state", "parent_id", "branch") == {
        "role": "user",
        "content": "Tell me of the sea.",
        "state": "done",
        "parent_id": None,
        "branch": {"index": 1, "count": 1, "previous_id": None, "next_id": None},
    }
    assert shown(answer, "role", "state", "parent_id", "model", "thinking", "version", "error") == {
        "role": "assistant",
        "state": "done",
        "parent_id": question["id"],
        "model": "fabula-demo:latest",
        "thinking": "",
        "version": 1,
        "error": None,
    }
    assert answer["usage"]["completion_tokens"] == 12
    assert len(answer["content"]) > 20


async def test_the_run_has_streamed_what_the_reply_says(salon: Salon) -> None:
    chat = await salon.chat()
    sent = await salon.send(chat["id"])
    run = await salon.ended(sent["run_id"])
    reply = await salon.message(chat["id"], sent["reply_id"])
    assert shown(run, "kind", "state", "result", "href") == {
        "kind": "chat.reply",
        "state": "done",
        "result": {"reply_id": sent["reply_id"]},
        "href": f"/chats/{chat['id']}",
    }
    assert run["live"]["text"] == reply["content"]


async def test_a_busy_server_reads_a_reply_in_larger_pieces(salon: Salon, monkeypatch: pytest.MonkeyPatch) -> None:
    pieces: list[str] = []
    context: Any = RunContext
    write = context.write

    def noted(run: Any, text: str) -> None:
        pieces.append(text)
        write(run, text)

    monkeypatch.setattr(context, "write", noted)
    monkeypatch.setattr(load, "busy", lambda: 1.0)
    salon.teller.script.tokens_per_s, salon.teller.script.length = 50, 40
    chat = await salon.chat()
    reply = await salon.say(chat["id"])
    assert reply["usage"]["completion_tokens"] == 40
    assert "".join(pieces) == reply["content"]
    assert len(pieces) <= 10


async def test_the_next_message_follows_the_reply_and_the_model_is_told_all_of_it(salon: Salon) -> None:
    chat = await salon.chat(system_prompt="You are a lighthouse keeper.")
    first = await salon.say(chat["id"], "Hello")
    second = await salon.say(chat["id"], "And then?")
    assert [message["role"] for message in await salon.messages(chat["id"])] == ["user", "assistant"] * 2
    told = salon.asked()[-1]["messages"]
    assert [(turn["role"], turn["content"]) for turn in told] == [
        ("system", "You are a lighthouse keeper."),
        ("user", "Hello"),
        ("assistant", first["content"]),
        ("user", "And then?"),
    ]
    assert second["parent_id"] != first["id"]
