"""The official client of Ollama finds everything that it looks for."""

import asyncio
import json
from typing import Any

import pytest
from aiohttp import ClientSession
from httpx import TransportError
from ollama import Message, ResponseError

from fabula.engines.builtin.storyteller import Fault, Script, Storyteller

OfficialClient = Any  # some of its own types are unknown to a strict checker
QUESTION = [{"role": "user", "content": "Tell me about the lighthouse."}]
DEMO = "fabula-demo"


async def test_lists_and_shows_models_that_say_what_they_are(client: OfficialClient) -> None:
    listed = [model.model for model in (await client.list()).models]
    shown = await client.show("fabula-demo-vision")
    assert listed == [f"fabula-demo{kind}:latest" for kind in ("", "-vision", "-embed", "-mini")]
    assert shown.capabilities == ["completion", "vision", "tools"]
    assert shown.details
    assert shown.details.family == "fabula-demo"
    assert shown.modelinfo
    assert shown.modelinfo["fabula-demo.context_length"] == 32768


async def test_a_chat_is_the_same_streamed_and_whole(client: OfficialClient) -> None:
    whole = await client.chat(DEMO, QUESTION, options={"seed": 1})
    parts = [part async for part in await client.chat(DEMO, QUESTION, options={"seed": 1}, stream=True)]
    assert "".join(part.message.content or "" for part in parts) == whole.message.content
    assert [part.done for part in parts] == [False] * (len(parts) - 1) + [True]
    assert parts[-1].done_reason == whole.done_reason == "stop"
    assert parts[-1].eval_count == whole.eval_count == len(parts) - 1
    assert parts[-1].prompt_eval_count
    assert parts[-1].total_duration


async def test_a_reply_that_was_begun_may_come_from_its_beginning(
    storyteller: Storyteller, client: OfficialClient
) -> None:
    begun = "The lamp was lit"
    asked = [*QUESTION, {"role": "assistant", "content": begun}]
    assert not (await client.chat(DEMO, asked)).message.content.startswith(begun)
    storyteller.script.repeats_begun = True
    assert (await client.chat(DEMO, asked)).message.content.startswith(begun)


async def test_generate_streams_and_answers_whole(client: OfficialClient) -> None:
    whole = await client.generate(DEMO, "A storm is coming.", system="You are Mira.", options={"seed": 2})
    streamed = await client.generate(
        DEMO, "A storm is coming.", system="You are Mira.", options={"seed": 2}, stream=True
    )
    assert "".join([part.response async for part in streamed]) == whole.response


async def test_the_final_line_carries_the_label(storyteller: Storyteller) -> None:
    body = {"model": DEMO, "messages": QUESTION}
    async with ClientSession() as session, session.post(f"{storyteller.url}/api/chat", json=body) as answer:
        assert answer.headers["Content-Type"] == "application/x-ndjson"
        assert answer.headers["X-Fabula-Engine"] == "built-in demo engine"
        lines = [json.loads(line) async for line in answer.content]
    assert lines[-1]["engine"] == "built-in demo engine"


async def test_thinks_only_where_asked(client: OfficialClient) -> None:
    silent = await client.chat(DEMO, QUESTION)
    loud = await client.chat(DEMO, QUESTION, think=True)
    assert not silent.message.thinking
    assert loud.message.thinking
    assert loud.message.content


async def test_an_empty_chat_loads_and_keep_alive_zero_unloads(client: OfficialClient) -> None:
    assert (await client.chat(DEMO, [])).done_reason == "load"
    loaded = (await client.ps()).models[0]
    assert loaded.model == "fabula-demo:latest"
    assert loaded.size == loaded.size_vram
    assert loaded.context_length == 4096
    assert loaded.expires_at
    assert (await client.generate(DEMO, "", keep_alive=0)).done_reason == "unload"
    assert await gone(client)


async def gone(client: OfficialClient) -> bool:
    for _ in range(100):
        if not (await client.ps()).models:
            return True
        await asyncio.sleep(0.02)
    return False


@pytest.mark.parametrize(
    ("keep_alive", "stays"), [(0, False), ("20ms", False), (-1, True), ("-1m", True), ("1h30m", True)]
)
async def test_keep_alive_is_understood(client: OfficialClient, keep_alive: Any, stays: bool) -> None:
    await client.chat(DEMO, QUESTION, keep_alive=keep_alive)
    if stays:
        assert len((await client.ps()).models) == 1
    else:
        assert await gone(client)


async def test_pulls_with_progress_copies_and_deletes(client: OfficialClient) -> None:
    progress = [part async for part in await client.pull("fabula-demo-large", stream=True)]
    assert progress[0].status == "pulling manifest"
    assert progress[-1].status == "success"
    assert [part.completed for part in progress if part.completed][-1] == progress[2].total
    await client.copy("fabula-demo-large", "mine")
    await client.delete("fabula-demo-large")
    names = [model.model for model in (await client.list()).models]
    assert "mine:latest" in names
    assert "fabula-demo-large:latest" not in names


async def failure(asking: Any) -> tuple[int, str]:
    with pytest.raises(ResponseError) as caught:
        await asking
    return caught.value.status_code, caught.value.error


async def test_fails_in_ollamas_words(client: OfficialClient) -> None:
    assert await failure(client.chat("gone", QUESTION)) == (404, "model 'gone' not found")
    assert await failure(client.show("gone")) == (404, "model 'gone' not found")
    assert await failure(client.delete("gone")) == (404, "model 'gone' not found")
    assert await failure(client.pull("gone")) == (500, "pull model manifest: file does not exist")
    assert await failure(client.embed(DEMO, "x")) == (501, "this model does not support embeddings")
    mini = "fabula-demo-mini"
    assert await failure(client.chat(mini, QUESTION, think=True)) == (400, f'"{mini}" does not support thinking')
    status, message = await failure(client.chat(DEMO, QUESTION, keep_alive="soon"))
    assert (status, message) == (400, 'time: invalid duration "soon"')


async def test_the_official_client_reads_messages_of_its_own_kind(client: OfficialClient) -> None:
    answer = await client.chat(DEMO, [Message(role="user", content="Hello")])
    assert isinstance(answer.message.content, str)


async def test_context_is_cut_silently_unless_that_is_forbidden(client: OfficialClient) -> None:
    long = [{"role": "user", "content": "word " * 300}] * 4
    answer = await client.chat(DEMO, long, options={"num_ctx": 512})
    assert answer.prompt_eval_count is not None
    assert 300 <= answer.prompt_eval_count <= 512


async def test_num_predict_and_stop_end_an_answer(client: OfficialClient) -> None:
    short = await client.chat(DEMO, QUESTION, options={"num_predict": 3})
    assert (short.done_reason, short.eval_count) == ("length", 3)
    whole = (await client.chat(DEMO, QUESTION, options={"seed": 4})).message.content or ""
    stop = whole[10:14]
    stopped = await client.chat(DEMO, QUESTION, options={"seed": 4, "stop": [stop]})
    assert stopped.message.content == whole[: whole.index(stop)]


async def test_a_long_line_is_refused_and_a_short_one_is_served(
    storyteller: Storyteller, client: OfficialClient
) -> None:
    storyteller.script.parallel, storyteller.script.queue, storyteller.script.first_token_s = 1, 1, 0.3
    asked = [client.chat(DEMO, QUESTION) for _ in range(3)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, ResponseError)]
    assert [error.status_code for error in refused] == [503]
    assert len(answers) - len(refused) == 2


@pytest.mark.parametrize("kind", ["error", "busy"])
async def test_a_scripted_error_comes_once(storyteller: Storyteller, client: OfficialClient, kind: Any) -> None:
    storyteller.script.expect(Fault(kind=kind, status=500))
    status, _ = await failure(client.chat(DEMO, QUESTION))
    assert status == {"error": 500, "busy": 503}[kind]
    assert (await client.chat(DEMO, QUESTION)).done


async def read_until_it_fails(client: OfficialClient) -> tuple[int, str]:
    seen = 0
    try:
        async for _ in await client.chat(DEMO, QUESTION, stream=True):
            seen += 1
    except (ResponseError, TransportError) as error:
        return seen, str(error).split(" (")[0]
    return seen, ""


async def test_an_error_inside_a_stream_is_a_line(storyteller: Storyteller, client: OfficialClient) -> None:
    storyteller.script.expect(Fault(kind="error_in_stream", after=3, message="it broke"))
    seen, error = await read_until_it_fails(client)
    assert (seen, error) == (3, "it broke")


async def test_a_cut_stream_dies_after_its_tokens(storyteller: Storyteller, client: OfficialClient) -> None:
    storyteller.script.expect(Fault(kind="cut", after=4))
    seen, _ = await read_until_it_fails(client)
    assert seen == 4


async def test_a_client_that_leaves_frees_its_place(storyteller: Storyteller, client: OfficialClient) -> None:
    storyteller.script.parallel = 1
    storyteller.script.expect(Fault(kind="stall", after=2))
    async for _ in await client.chat(DEMO, QUESTION, stream=True):
        break
    assert (await client.chat(DEMO, QUESTION)).done


async def test_the_script_can_be_changed_from_outside_only_where_asked_for() -> None:
    async with (
        Storyteller(Script(), is_controllable=True) as open_one,
        Storyteller() as closed,
        ClientSession() as session,
    ):
        async with session.patch(f"{open_one.url}/control/script", json={"tokens_per_s": 50}) as answer:
            assert (await answer.json())["tokens_per_s"] == 50
        async with session.post(f"{open_one.url}/control/faults", json=[{"kind": "cut", "after": 2}]) as answer:
            assert len((await answer.json())["faults"]) == 1
        async with session.get(f"{closed.url}/control/script") as answer:
            assert answer.status == 404
    assert open_one.script.tokens_per_s == 50
