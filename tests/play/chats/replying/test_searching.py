"""The web is searched before a reply: with queries and sources to be seen, and never in the reply's way."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any

import pytest
from pydantic import SecretStr

from tests.engines.websearch.standin import KEY, Standin
from tests.play.chats.talking import Salon


@pytest.fixture
async def web() -> AsyncGenerator[Standin]:
    async with Standin() as web:
        yield web


@pytest.fixture
def changes(web: Standin) -> Mapping[str, Any]:
    return {"tavily_url": web.url, "tavily_api_key": SecretStr(KEY)}


async def test_sources_are_numbered_shown_and_given_to_the_model(salon: Salon, web: Standin) -> None:
    chat = await salon.chat(web_search=True)
    reply = await salon.say(chat["id"], "When does the tide turn?")
    assert [asked["query"] for asked in web.asked] == ["When does the tide turn?"]
    assert reply["search"]["queries"] == ["When does the tide turn?"]
    assert reply["search"]["error"] is None
    assert [(source["number"], source["title"], source["url"]) for source in reply["search"]["sources"]] == [
        (1, "Tides & lamps", "https://sea.example/tides"),
        (2, "lamp.example", "http://lamp.example/"),
    ]
    told = salon.asked()[-1]["messages"][-1]["content"]
    assert "[1] Tides & lamps\nhttps://sea.example/tides\nThe tide turns twice a day." in told
    assert told.endswith("When does the tide turn?")
    run = await salon.run(reply["run_id"])
    assert run["live"]["stage"] == "Writing"


async def test_the_command_searches_and_is_not_told_to_the_model(salon: Salon, web: Standin) -> None:
    chat = await salon.chat()
    reply = await salon.say(chat["id"], "/search tides")
    assert [asked["query"] for asked in web.asked] == ["tides"]
    assert salon.asked()[-1]["messages"][-1]["content"].endswith("\n\ntides")
    assert (await salon.messages(chat["id"]))[0]["content"] == "/search tides"
    again = await salon.ok("POST", f"/api/chats/{chat['id']}/messages/{reply['id']}/reply", 202, json={})
    await salon.ended(again["run_id"])
    assert (await salon.message(chat["id"], again["reply_id"]))["search"]["queries"] == ["tides"]


async def test_the_documented_address_searches(salon: Salon, web: Standin) -> None:
    chat = await salon.chat()
    sent = await salon.ok("POST", "/api/chat/search", 202, json={"chat_id": chat["id"], "message": "tides"})
    await salon.ended(sent["run_id"])
    assert (await salon.message(chat["id"], sent["reply_id"]))["search"]["queries"] == ["tides"]
    plain = await salon.say(chat["id"], "And without?")
    assert plain["search"] is None


async def test_a_question_that_leans_on_the_conversation_is_put_into_queries_by_the_model(
    salon: Salon, web: Standin
) -> None:
    chat = await salon.chat()
    await salon.say(chat["id"], "Tell me of the sea")
    reply = await salon.say(chat["id"], "And when does it turn?", web_search=True)
    asking = salon.asked()[-2]["messages"]
    assert "queries" in asking[0]["content"]
    assert "And when does it turn?" in asking[1]["content"]
    assert reply["search"]["queries"] == [asked["query"] for asked in web.asked]
    assert 1 <= len(web.asked) <= 3


async def test_a_search_that_fails_is_told_and_the_reply_is_written_without_it(salon: Salon, web: Standin) -> None:
    web.status = 500
    chat = await salon.chat(web_search=True)
    reply = await salon.say(chat["id"], "When does the tide turn?")
    assert reply["state"] == "done"
    assert (reply["search"]["sources"], reply["search"]["error"]["code"]) == ([], "search_failed")
    assert salon.asked()[-1]["messages"][-1]["content"] == "When does the tide turn?"


@pytest.mark.parametrize("changes", [{}])
async def test_without_a_search_set_up_the_reply_says_so(salon: Salon, changes: Mapping[str, Any]) -> None:
    chat = await salon.chat(web_search=True)
    reply = await salon.say(chat["id"], "When does the tide turn?")
    assert (reply["state"], reply["search"]["error"]["code"]) == ("done", "search_not_set_up")
