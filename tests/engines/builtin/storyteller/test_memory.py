"""Models come, stay and go as Ollama's do, and as the script wants."""

import asyncio
import time
from typing import Any

from aiohttp import ClientSession
from ollama import AsyncClient

from fabula.engines.builtin.storyteller import Model, Script, Storyteller
from tests.engines.builtin.storyteller.test_protocol import DEMO, QUESTION, OfficialClient, gone

MEGABYTE = 1024**2
KV = 4096 * 64 * 1024


async def names(client: OfficialClient) -> list[str]:
    return [model.model for model in (await client.ps()).models]


async def test_loading_takes_its_time_once(storyteller: Storyteller, client: OfficialClient) -> None:
    storyteller.script.load_s = 0.2
    first, second = [await client.chat(DEMO, QUESTION) for _ in range(2)]
    assert first.load_duration >= 0.19e9
    assert second.load_duration < 0.1e9


async def test_another_context_loads_again(storyteller: Storyteller, client: OfficialClient) -> None:
    storyteller.script.load_s = 0.2
    await client.chat(DEMO, QUESTION)
    again = await client.chat(DEMO, QUESTION, options={"num_ctx": 8192})
    assert again.load_duration >= 0.19e9
    assert (await client.ps()).models[0].context_length == 8192


async def test_another_wish_for_shifting_loads_again(storyteller: Storyteller, client: OfficialClient) -> None:
    storyteller.script.load_s = 0.2
    await client.chat(DEMO, QUESTION)
    asked = {"model": DEMO, "messages": QUESTION, "shift": False, "stream": False}
    async with ClientSession() as session:
        took: list[int] = []
        for _ in range(2):
            async with session.post(f"{storyteller.url}/api/chat", json=asked) as answer:
                took.append((await answer.json())["load_duration"])
    assert took[0] >= 0.19e9 > 0.1e9 > took[1]


async def test_an_idle_model_leaves_when_memory_is_needed(storyteller: Storyteller, client: OfficialClient) -> None:
    storyteller.script.vram = 1300 * MEGABYTE + KV
    await client.chat(DEMO, QUESTION)
    await client.chat("fabula-demo-vision", QUESTION)
    assert await names(client) == ["fabula-demo-vision:latest"]


async def test_models_that_fit_stay_together(storyteller: Storyteller, client: OfficialClient) -> None:
    storyteller.script.vram = 3000 * MEGABYTE
    await client.chat(DEMO, QUESTION)
    await client.chat("fabula-demo-vision", QUESTION)
    assert len(await names(client)) == 2


async def test_what_is_too_large_is_loaded_in_part(storyteller: Storyteller, client: OfficialClient) -> None:
    storyteller.script.vram = 500 * MEGABYTE
    await client.chat(DEMO, QUESTION)
    loaded: Any = (await client.ps()).models[0]
    assert loaded.size_vram == 500 * MEGABYTE < loaded.size


async def test_keep_alive_can_be_ignored(storyteller: Storyteller, client: OfficialClient) -> None:
    storyteller.script.ignores_keep_alive = True
    await client.chat(DEMO, QUESTION, keep_alive=0)
    await client.generate(DEMO, "", keep_alive=0)
    await asyncio.sleep(0.05)
    assert len(await names(client)) == 1


async def test_stopping_may_hang_and_holds_the_memory(storyteller: Storyteller, client: OfficialClient) -> None:
    storyteller.script.stopping_s = 0.4
    await client.chat(DEMO, QUESTION, keep_alive=0)
    await asyncio.sleep(0.1)
    assert len(await names(client)) == 1
    assert await gone(client)


async def test_a_request_during_stopping_waits(storyteller: Storyteller, client: OfficialClient) -> None:
    storyteller.script.stopping_s = 0.3
    await client.chat(DEMO, QUESTION, keep_alive=0)
    began = time.monotonic()
    await client.chat(DEMO, QUESTION)
    assert time.monotonic() - began >= 0.2


async def test_less_context_than_asked_for_is_reported(storyteller: Storyteller, client: OfficialClient) -> None:
    storyteller.script.context_limit = 1024
    long = [{"role": "user", "content": "word " * 3000}]
    answer = await client.chat(DEMO, long, options={"num_ctx": 8192})
    assert answer.prompt_eval_count <= 1024
    assert (await client.ps()).models[0].context_length == 1024


async def test_other_models_can_be_listed() -> None:
    models = (Model("gpt-oss:20b", ("completion", "tools"), size=14_000 * MEGABYTE),)
    async with Storyteller(Script(), models=models) as storyteller:
        client: OfficialClient = AsyncClient(host=storyteller.url, trust_env=False)
        async with client._client:
            assert [model.model for model in (await client.list()).models] == ["gpt-oss:20b"]
            assert (await client.chat("gpt-oss:20b", QUESTION)).done
