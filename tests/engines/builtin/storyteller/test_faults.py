"""What goes wrong on request goes wrong in exactly that way, and only as often."""

import asyncio
import json
import logging
import time
from typing import Any

import pytest
from aiohttp import ClientConnectionResetError, web
from httpx import TransportError
from ollama import AsyncClient, ResponseError

from fabula.engines.builtin.storyteller import Fault, Script, Storyteller
from tests.engines.builtin.storyteller.test_protocol import DEMO, QUESTION, OfficialClient


async def text(client: OfficialClient, **options: Any) -> str:
    return (await client.chat(DEMO, QUESTION, **options)).message.content


async def test_whitespace_without_end_is_ended_by_num_predict(storyteller: Storyteller, client: OfficialClient) -> None:
    storyteller.script.expect(Fault(kind="whitespace", after=2))
    said = await text(client, options={"num_predict": 400})
    assert len(said.split()) <= 2
    assert len(said) >= 398


async def test_nobody_is_blamed_when_the_listener_hangs_up(
    client: OfficialClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def into_the_void(_response: web.StreamResponse, _data: bytes) -> None:
        raise ClientConnectionResetError("Cannot write to closing transport")

    with monkeypatch.context() as gone:
        gone.setattr(web.StreamResponse, "write", into_the_void)
        listened = await client.chat(DEMO, QUESTION, stream=True)
        with pytest.raises((TransportError, ResponseError, ConnectionError)):
            assert not [part async for part in listened]
    assert await text(client)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_one_phrase_again_and_again(storyteller: Storyteller, client: OfficialClient) -> None:
    storyteller.script.expect(Fault(kind="repetition", after=30))
    said = await text(client, options={"num_predict": 300})
    assert said[-20:] in said[:-40]


async def test_json_is_broken_once(storyteller: Storyteller, client: OfficialClient) -> None:
    storyteller.script.expect(Fault(kind="broken_json"))
    schema = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}
    with pytest.raises(json.JSONDecodeError):
        json.loads(await text(client, format=schema))
    assert json.loads(await text(client, format=schema))["title"]


async def test_a_refusal_may_be_single_or_the_rule(storyteller: Storyteller, client: OfficialClient) -> None:
    storyteller.script.expect(Fault(kind="refusal"))
    refused, written = [await text(client) for _ in range(2)]
    storyteller.script.refuses = True
    assert refused == await text(client) != written


async def test_a_fault_comes_as_often_as_it_is_told(storyteller: Storyteller, client: OfficialClient) -> None:
    storyteller.script.expect(Fault(kind="error", message="tired", times=2))
    answers = await asyncio.gather(*(text(client) for _ in range(3)), return_exceptions=True)
    assert [str(answer) for answer in answers if isinstance(answer, Exception)] == ["tired (status code: 500)"] * 2


async def test_the_pace_is_kept(storyteller: Storyteller, client: OfficialClient) -> None:
    storyteller.script.tokens_per_s, storyteller.script.length = 100, 30
    began = time.monotonic()
    parts = [part async for part in await client.chat(DEMO, QUESTION, stream=True)]
    assert len(parts) == 31
    assert 0.28 <= time.monotonic() - began < 5
    assert (await client.chat(DEMO, QUESTION)).eval_count == 30


async def test_waiting_in_line_is_no_head_start(storyteller: Storyteller, client: OfficialClient) -> None:
    script = storyteller.script
    script.parallel, script.tokens_per_s, script.length = 1, 100, 20
    began = time.monotonic()
    await asyncio.gather(*(text(client) for _ in range(3)))
    assert time.monotonic() - began >= 0.58


@pytest.mark.parametrize("kind", ["cut", "error_in_stream"])
async def test_a_whole_answer_breaks_too(storyteller: Storyteller, client: OfficialClient, kind: Any) -> None:
    storyteller.script.expect(Fault(kind=kind, after=3))
    with pytest.raises((TransportError, ResponseError, ConnectionError)):
        await text(client)
    assert await text(client)


async def test_a_server_that_closes_lets_a_silent_stream_go() -> None:
    script = Script()
    script.expect(Fault(kind="stall"))
    async with Storyteller(script) as storyteller:
        client: OfficialClient = AsyncClient(host=storyteller.url, trust_env=False)
        asking = asyncio.get_running_loop().create_task(text(client))
        await asyncio.sleep(0.1)
    with pytest.raises((TransportError, ConnectionError)):
        await asking
    await client._client.aclose()
