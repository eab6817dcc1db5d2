"""The same contract against real servers: the built-in storyteller always, others where a test run names them.

pytest tests/engines/llm/test_real_servers.py --ollama URL --openai URL --anthropic URL
FABULA_TEST_LLM_MODEL names the model, FABULA_TEST_LLM_KEY the key.
"""

import os
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from typing import Literal

import pytest
from pydantic import BaseModel, Field

from fabula.engines.builtin.storyteller import Script, Storyteller
from fabula.engines.llm import (
    Capability,
    Channel,
    ChatRequest,
    Client,
    Counts,
    EmbedRequest,
    Finish,
    ModelInfo,
    Outcome,
    Provider,
    Reason,
    Sampling,
    Text,
    Thinking,
    Tool,
    Usage,
    Used,
    gathered,
    system,
    user,
)
from fabula.engines.llm.errors import ContextTooLong, FeatureMissing, ModelNotInstalled, StreamMalformed
from fabula.engines.llm.ollama import OllamaServer
from fabula.engines.llm.structured import Answered, Rescue, structured

SHORT = 24
WINDOW = 4096


class Beat(BaseModel):
    """One beat of a story."""

    mood: Literal["calm", "stormy"]
    tension: int = Field(ge=0, le=10)
    done: bool


class Real:
    """A client of a real server, the model that is asked, and what calls cost."""

    def __init__(self, client: Client, used: list[Used]) -> None:
        self.client = client
        self.used = used
        self.model = os.environ.get("FABULA_TEST_LLM_MODEL", "")

    async def listed(self) -> list[ModelInfo]:
        return await self.client.models()

    async def model_for(self, capability: Capability) -> str:
        models = await self.listed()
        named = [info for info in models if info.name == self.model and capability is not Capability.EMBEDDING]
        able = named or [info for info in models if info.can(capability)] or models
        return able[0].name

    async def asking(self, text: str = "Tell me of the sea.", **changes: int) -> ChatRequest:
        model = await self.model_for(Capability.CHAT)
        messages = (system("You tell stories."), user(text))
        return ChatRequest(model, messages, max_tokens=changes.get("max_tokens", SHORT), seed=5, window=WINDOW)


@pytest.fixture
async def real(request: pytest.FixtureRequest) -> AsyncIterator[Real]:
    used: list[Used] = []
    if request.param == "storyteller":
        async with Storyteller(Script(load_s=0.2), keep_requests=20) as server:
            client = Client(_channel(Provider.OLLAMA, server.url), on_use=used.append)
            yield Real(client, used)
            await client.close()
        return
    url = str(request.config.getoption(f"--{request.param}"))
    client = Client(_channel(Provider(request.param), url), on_use=used.append)
    yield Real(client, used)
    await client.close()


def _channel(provider: Provider, url: str) -> Channel:
    return Channel.model_validate(
        {
            "id": "real",
            "name": "Real",
            "provider": provider,
            "base_url": url,
            "key": os.environ.get("FABULA_TEST_LLM_KEY", ""),
            "window": WINDOW,
        }
    )


async def test_it_lists_models(real: Real) -> None:
    assert [info.name for info in await real.listed()]


async def test_it_streams_a_reply_that_ends(real: Real) -> None:
    events = [event async for event in real.client.stream(await real.asking())]
    assert sum(event.pieces for event in events if isinstance(event, Text | Thinking)) > 1
    assert isinstance(events[-1], Finish)
    usage = next(event for event in events if isinstance(event, Usage))
    assert 0 < usage.completion_tokens <= SHORT
    (use,) = real.used
    assert use.outcome is Outcome.DONE
    assert use.prompt_tokens > 5


async def test_it_says_when_a_reply_was_cut(real: Real) -> None:
    reply = await gathered(real.client.stream(await real.asking("Tell a very long story.", max_tokens=5)))
    assert reply.finish
    assert reply.finish.reason is Reason.LENGTH


async def test_its_count_teaches_the_estimate(real: Real) -> None:
    request = await real.asking("The ship went on through the calm night. " * 80)
    await gathered(real.client.stream(request))
    (use,) = real.used
    assert use.prompt_tokens > 100
    assert use.estimated or real.client.counts.ratio(request.model) != Counts().ratio("unknown")


async def test_leaving_frees_it_for_the_next(real: Real) -> None:
    request = await real.asking("Tell a very long story.", max_tokens=2000)
    begun = time.monotonic()
    for _ in range(4):
        async with aclosing(real.client.stream(request)) as events:
            async for event in events:
                if isinstance(event, Text | Thinking):
                    break
    await gathered(real.client.stream(await real.asking(max_tokens=5)))
    assert time.monotonic() - begun < 30
    assert [use.outcome for use in real.used] == [Outcome.CANCELLED] * 4 + [Outcome.DONE]


async def test_it_answers_in_a_shape(real: Real) -> None:
    request = await real.asking("How is the sea?", max_tokens=200)
    rescue = Rescue[Beat](last_resort=lambda there: Beat(mood="calm", tension=0, done=False))
    stream = structured(real.client, request, Beat, rescue)
    async with aclosing(stream):
        told = [event async for event in stream]
    assert isinstance(told[-1], Answered)
    assert 0 <= told[-1].value.tension <= 10


async def test_it_calls_a_tool_that_it_has_to_call(real: Real) -> None:
    if real.client.channel.provider is Provider.OLLAMA:
        pytest.skip("its protocol cannot demand a tool")
    places = {"type": "string", "enum": ["sea", "sky"]}
    look = Tool("look", "Looks at a place.", {"type": "object", "properties": {"at": places}, "required": ["at"]})
    request = replace(await real.asking("Look at the sea!", max_tokens=200), tools=(look,), tool_choice="required")
    reply = await gathered(real.client.stream(request))
    assert reply.finish
    if not reply.tool_calls:
        pytest.skip("the model did not come to it")
    assert reply.finish.reason is Reason.TOOL_CALLS
    assert {call.name for call in reply.tool_calls} == {"look"}
    assert all(call.id and call.arguments["at"] in ("sea", "sky") for call in reply.tool_calls)


async def test_too_long_a_prompt_is_refused_or_noticed(real: Real) -> None:
    request = await real.asking("The ship went on through the night, and no star was seen. " * 1500)
    try:
        reply = await gathered(real.client.stream(request))
    except ContextTooLong as error:
        assert error.way_out  # noqa: PT017 - both ways are right
    else:
        assert reply.truncated


async def test_texts_become_vectors(real: Real) -> None:
    try:
        model = await real.model_for(Capability.EMBEDDING)
        found = await real.client.embed(EmbedRequest(model, ("the sea", "the sea", "a tax form")))
    except (FeatureMissing, StreamMalformed) as error:
        pytest.skip(error.message)
    first, same, other = found.vectors
    assert first == pytest.approx(same, abs=1e-3)
    assert first != pytest.approx(other, abs=1e-3)


async def test_a_model_that_is_not_there_is_named(real: Real) -> None:
    if real.client.channel.provider is not Provider.OLLAMA:
        pytest.skip("some servers of this kind answer to any name")
    request = ChatRequest("no-such-model:1b", (user("Hi"),), max_tokens=5)
    with pytest.raises(ModelNotInstalled):
        await gathered(real.client.stream(request))


async def test_the_same_seed_says_the_same(real: Real) -> None:
    if real.client.channel.provider is Provider.ANTHROPIC:
        pytest.skip("it takes no seed")
    request = await real.asking()
    calm = ChatRequest(
        request.model, request.messages, sampling=Sampling(temperature=0), max_tokens=SHORT, seed=1, window=WINDOW
    )
    first, second = [(await gathered(real.client.stream(calm))).text for _ in range(2)]
    assert first == second


async def test_ollama_loads_and_lets_go(real: Real) -> None:
    if real.client.channel.provider is not Provider.OLLAMA:
        pytest.skip("only Ollama's protocol can")
    server = OllamaServer(real.client)
    model = await real.model_for(Capability.CHAT)
    await server.load(model)
    assert [held.context for held in await server.loaded() if held.name == model] == [WINDOW]
    usage = (await gathered(real.client.stream(replace(await real.asking(max_tokens=5), model=model)))).usage
    assert usage
    assert usage.load_s < 0.15  # the chat found it as it was loaded
    await server.unload(model)
    assert model not in [held.name for held in await server.loaded()]
    assert await server.version()
