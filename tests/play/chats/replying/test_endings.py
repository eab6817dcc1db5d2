"""However a reply ends, what came is kept, and it can be continued."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from fabula.engines.builtin.storyteller import Fault, Script, Storyteller
from fabula.play.chats.replying.replies import Replies
from fabula.play.chats.schemas import NewMessage
from tests.play.chats.planted import plant_chat
from tests.play.chats.talking import ENDED, Salon, shown
from tests.servers import ServerProcess
from tests.visitors import PASSWORD


async def stalled(salon: Salon, chat_id: str, content: str = "Hello", after: int = 4) -> dict[str, Any]:
    """A reply that has begun and says no more."""
    salon.teller.script.expect(Fault(kind="stall", after=after))
    sent = await salon.send(chat_id, content)
    await salon.begun(sent["run_id"], 8)
    return sent


async def test_a_stopped_reply_keeps_what_came(salon: Salon) -> None:
    chat = await salon.chat()
    sent = await stalled(salon, chat["id"])
    run = await salon.stop(sent["run_id"])
    reply = await salon.message(chat["id"], sent["reply_id"])
    assert run["state"] == "cancelled"
    assert shown(reply, "state", "content", "error") == {
        "state": "stopped",
        "content": run["live"]["text"],
        "error": None,
    }
    assert reply["content"]
    assert (await salon.read(chat["id"]))["run_id"] is None


@pytest.mark.parametrize("repeats", [False, True])
async def test_a_stopped_reply_goes_on(salon: Salon, repeats: bool) -> None:
    salon.teller.script.repeats_begun = repeats
    chat = await salon.chat()
    sent = await stalled(salon, chat["id"], "Tell me of the sea.")
    await salon.stop(sent["run_id"])
    before = (await salon.message(chat["id"], sent["reply_id"]))["content"]
    again = await salon.ok("POST", f"/api/chats/{chat['id']}/messages/{sent['reply_id']}/continue", 202)
    run = await salon.ended(again["run_id"])
    reply = await salon.message(chat["id"], sent["reply_id"])
    assert (again["reply_id"], reply["state"], reply["version"]) == (sent["reply_id"], "done", 2)
    assert reply["content"].startswith(before)
    assert len(reply["content"]) > len(before)
    assert reply["content"].count(before) == 1
    assert run["live"]["text"] == reply["content"]
    assert salon.asked()[-1]["messages"][-1] == {"role": "assistant", "content": before}
    versions = await salon.ok("GET", f"/api/chats/{chat['id']}/messages/{sent['reply_id']}/versions")
    assert [(each["number"], each["cause"], each["content"]) for each in versions] == [
        (2, "continued", reply["content"]),
        (1, "written", before),
    ]


async def test_a_reply_that_is_stopped_while_it_goes_on_keeps_all(salon: Salon) -> None:
    chat = await salon.chat()
    reply = await salon.say(chat["id"], "Tell me of the sea.")
    salon.teller.script.expect(Fault(kind="stall", after=2))
    again = await salon.ok("POST", f"/api/chats/{chat['id']}/messages/{reply['id']}/continue", 202)
    await salon.begun(again["run_id"], len(reply["content"]) + 1)
    await salon.stop(again["run_id"])
    stopped = await salon.message(chat["id"], reply["id"])
    assert stopped["state"] == "stopped"
    assert stopped["content"].startswith(reply["content"])
    assert len(stopped["content"]) > len(reply["content"])


async def test_an_engine_that_dies_in_mid_reply_leaves_what_came_and_the_reason(salon: Salon) -> None:
    chat = await salon.chat()
    salon.teller.script.expect(Fault(kind="cut", after=5))
    sent = await salon.send(chat["id"])
    run = await salon.ended(sent["run_id"])
    question, reply = await salon.messages(chat["id"])
    assert (run["state"], question["content"], reply["state"]) == ("failed", "Hello", "failed")
    assert reply["content"] == run["live"]["text"]
    assert reply["content"]
    assert (reply["error"]["code"], reply["error"]["who"]) == ("stream_broken", "retry")
    assert reply["error"] == run["error"]
    again = await salon.ok("POST", f"/api/chats/{chat['id']}/messages/{reply['id']}/reply", 202, json={})
    await salon.ended(again["run_id"])
    other = await salon.message(chat["id"], again["reply_id"])
    assert shown(other, "state", "branch", "parent_id") == {
        "state": "done",
        "branch": {"index": 2, "count": 2, "previous_id": reply["id"], "next_id": None},
        "parent_id": question["id"],
    }


async def test_the_longest_length_is_told_and_can_be_passed(salon: Salon) -> None:
    salon.teller.script.length = 40
    chat = await salon.chat(parameters={"max_tokens": 10})
    reply = await salon.say(chat["id"])
    assert (reply["state"], reply["error"]["code"], reply["error"]["who"]) == ("cut", "length_reached", "user")
    assert salon.asked()[-1]["options"]["num_predict"] == 10


async def test_a_model_that_nobody_has_fails_with_the_way_out(salon: Salon) -> None:
    chat = await salon.chat(model="nobody-has-this")
    reply = await salon.say(chat["id"])
    assert (reply["state"], reply["error"]["code"], reply["content"]) == ("failed", "model_not_installed", "")
    better = await salon.say(chat["id"], "Again", model="fabula-demo-mini")
    assert (better["state"], better["model"]) == ("done", "fabula-demo-mini")


async def test_more_than_the_context_holds_fails_and_keeps_the_message(salon: Salon) -> None:
    chat = await salon.chat(parameters={"window": 512})
    reply = await salon.say(chat["id"], "word " * 4000)
    assert (reply["state"], reply["error"]["code"]) == ("failed", "context_too_long")
    assert "Shorten" in reply["error"]["hint"]
    assert len((await salon.messages(chat["id"]))[0]["content"]) == 20_000


async def test_an_old_conversation_is_left_out_where_it_does_not_fit(salon: Salon) -> None:
    chat = await salon.chat(parameters={"window": 512, "max_tokens": 64}, system_prompt="Be brief.")
    await salon.plain(chat["id"], *(f"{number} " + "word " * 60 for number in range(12)))
    reply = await salon.say(chat["id"], "And now?")
    first, last = [turn["content"] for turn in salon.asked()[-1]["messages"]]
    *told, asked = last.split("\n\n")
    assert (reply["state"], first, asked) == ("done", "Be brief.", "And now?")
    assert 1 <= len(told) < 8
    assert reply["usage"]["unread"] == {"window": 512, "messages": 12 - len(told), "files": [], "tokens": 0}


async def test_messages_too_far_back_to_be_looked_at_are_counted_as_unread(salon: Salon) -> None:
    async with salon.database.writing() as session:
        texts = [f"{number} " + "word " * 60 for number in range(200)]
        chat_id, *_ = await plant_chat(session, salon.owner, "Long", *texts, parameters={"window": 512})
    reply = await salon.say(chat_id, "And now?")
    told = [turn for turn in salon.asked()[-1]["messages"] if turn["role"] != "system"]
    assert reply["usage"]["unread"]["messages"] == 200 - len(told[:-1])


async def test_a_server_that_forgets_without_a_word_is_found_out(salon: Salon) -> None:
    chat = await salon.chat()
    whole = await salon.say(chat["id"], "The sea was calm that night. " * 60)
    assert whole["usage"]["unread"] is None
    salon.teller.script.forgets, salon.teller.script.context_limit = True, 128
    reply = await salon.say(chat["id"], "And then? " * 10)
    assert reply["state"] == "done"
    unread = reply["usage"]["unread"]
    assert (unread["messages"], unread["files"]) == (0, [])
    assert unread["tokens"] > 100


async def test_a_stopped_reply_says_what_was_not_read_for_it(salon: Salon) -> None:
    chat = await salon.chat(parameters={"window": 512, "max_tokens": 64})
    await salon.plain(chat["id"], *(f"{number} " + "word " * 60 for number in range(12)))
    sent = await stalled(salon, chat["id"])
    await salon.stop(sent["run_id"])
    reply = await salon.message(chat["id"], sent["reply_id"])
    assert reply["usage"]["unread"]["messages"] > 3


@pytest.mark.parametrize("changes", [{"ollama_url": ""}])
async def test_without_any_model_the_reply_says_who_acts(salon: Salon, changes: Mapping[str, Any]) -> None:
    chat = await salon.chat()
    reply = await salon.say(chat["id"])
    assert (reply["state"], reply["error"]["code"], reply["error"]["who"]) == ("failed", "no_model", "admin")


async def test_a_reply_cancelled_as_it_is_accepted_is_stopped_and_does_not_hold_up_the_next(salon: Salon) -> None:
    chat = await salon.chat()
    replies: Replies = salon.app.state.parts[Replies]
    async with salon.database.writing() as session:
        sent = await replies.send(session, salon.owner, chat["id"], NewMessage(content="Hello"))
        assert sent.run_id
        await salon.runs.cancel(session, salon.owner, sent.run_id)
    await salon.ended(sent.run_id)
    _, reply = await salon.messages(chat["id"])
    assert (reply["state"], (await salon.read(chat["id"]))["run_id"]) == ("stopped", None)
    assert (await salon.say(chat["id"], "Go on"))["state"] == "done"
    assert [message["state"] for message in await salon.messages(chat["id"])] == ["done", "stopped", "done", "done"]


@pytest.mark.timeout(90)
async def test_killed_in_mid_reply_what_came_is_kept(tmp_path: Path) -> None:
    async with Storyteller(Script(tokens_per_s=20, length=400)) as teller:
        server = ServerProcess(tmp_path, ollama_url=teller.url, chat_titles="0")
        try:
            await server.start()
            token, sent, chat = await _begin(server.address)
            text = await _once_stored(server.address, token, sent["run_id"])
            await server.kill()
            teller.script.tokens_per_s = None
            teller.script.length = 8
            await server.start()
            async with _program(server.address, token) as http:
                await _ended(http, sent["run_id"])
                reply = (await http.get(f"/api/chats/{chat}")).json()["messages"][-1]
                assert (reply["state"], reply["error"]["code"]) == ("cut", "interrupted")
                assert reply["content"].startswith(text[:20])
                again = await http.post(f"/api/chats/{chat}/messages/{reply['id']}/continue")
                await _ended(http, again.json()["run_id"])
                longer = (await http.get(f"/api/chats/{chat}")).json()["messages"][-1]
                assert longer["state"] == "done"
                assert longer["content"].startswith(reply["content"])
        finally:
            await server.close()


def _program(address: str, token: str = "") -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.AsyncClient(base_url=f"http://{address}", headers=headers, timeout=20)


async def _begin(address: str) -> tuple[str, dict[str, Any], str]:
    person = {"username": "Ann", "email": "ann@example.org", "password": PASSWORD}
    async with _program(address) as http:
        token = (await http.post("/api/auth/register", json=person)).json()["access_token"]
    async with _program(address, token) as http:
        chat = (await http.post("/api/chats", json={})).json()["id"]
        sent = (await http.post(f"/api/chats/{chat}/messages", json={"content": "Tell me more"})).json()
    return token, sent, chat


async def _once_stored(address: str, token: str, run_id: str) -> str:
    """The text, when some of it has surely been stored: that happens every two seconds."""
    async with _program(address, token) as http, asyncio.timeout(30):
        while True:
            text = (await http.get(f"/api/runs/{run_id}")).json()["live"]["text"] or ""
            if len(text) > 250:
                return text
            await asyncio.sleep(0.1)


async def _ended(http: httpx.AsyncClient, run_id: str) -> None:
    async with asyncio.timeout(30):
        while True:
            if (await http.get(f"/api/runs/{run_id}")).json()["state"] in ENDED:
                return
            await asyncio.sleep(0.05)
