"""Conversations that are longer than a server was started for: they are told in part, and go on."""

from collections.abc import AsyncIterator

import pytest

from tests.engines.llm.llama_cpp import LlamaCpp
from tests.play.chats.talking import Salon


@pytest.fixture
async def llama() -> AsyncIterator[LlamaCpp]:
    async with LlamaCpp() as server:
        yield server


async def test_a_chat_keeps_within_what_its_server_was_started_for(salon: Salon, llama: LlamaCpp) -> None:
    chat_id = await _long_chat(salon, llama)
    llama.context = 2048
    reply = await salon.say(chat_id, "And now?")
    assert (reply["state"], reply["content"]) == ("done", "The sea is calm.")
    assert len(llama.asked) == 1


async def test_a_server_that_was_started_anew_with_less_is_asked_once_more(salon: Salon, llama: LlamaCpp) -> None:
    chat_id = await _long_chat(salon, llama)
    await salon.say(chat_id, "And then?")
    llama.context = 1024
    reply = await salon.say(chat_id, "And now?")
    assert (reply["state"], reply["content"]) == ("done", "The sea is calm.")
    assert len(llama.asked) == 3


async def test_what_does_not_fit_at_all_is_told(salon: Salon, llama: LlamaCpp) -> None:
    chat_id = await _long_chat(salon, llama)
    llama.context = 1024
    reply = await salon.say(chat_id, "And the sea was calm. " * 600)
    assert (reply["state"], reply["error"]["code"]) == ("failed", "context_too_long")
    assert llama.asked == []


async def _long_chat(salon: Salon, llama: LlamaCpp) -> str:
    new = {"name": "Llama", "provider": "openai", "url": llama.url}
    channel = await salon.ok("POST", "/api/admin/channels", 201, json=new)
    chat = await salon.chat(model=llama.model, channel_id=channel["id"])
    await salon.plain(chat["id"], *("The ship went on through the calm night. " * 10 for _ in range(40)))
    return chat["id"]
