"""The ladder against the built-in storyteller, a real server that misbehaves on demand."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Literal

import pytest
from pydantic import BaseModel, Field

from fabula.engines.builtin.storyteller import Fault, Script, Storyteller
from fabula.engines.builtin.storyteller.script import Kind
from fabula.engines.llm import Capability, Channel, ChatRequest, Client, Provider, user
from fabula.engines.llm.structured import Answered, Origin, Rung, structured


class Scene(BaseModel):
    """Where a story stands."""

    place: str = Field(max_length=200)
    mood: Literal["calm", "stormy"]
    choices: list[str] = Field(min_length=1, max_length=3)


@pytest.fixture
async def storyteller() -> AsyncIterator[Storyteller]:
    async with Storyteller(Script(), keep_requests=20) as server:
        yield server


async def answered(storyteller: Storyteller) -> Answered[Scene]:
    client = Client(
        Channel(id="demo", name="Storyteller", provider=Provider.OLLAMA, base_url=storyteller.url, retries=0)
    )
    try:
        model = next(info.name for info in await client.models() if info.can(Capability.CHAT))
        request = ChatRequest(model, (user("Ann stands at the sea. Go on with the story."),), seed=1)
        async with aclosing(structured(client, request, Scene)) as told:
            async for event in told:
                if isinstance(event, Answered):
                    return event
    finally:
        await client.close()
    raise AssertionError("nothing was answered")


async def test_a_well_behaved_model_needs_no_help(storyteller: Storyteller) -> None:
    answer = await answered(storyteller)
    assert (answer.origin, answer.steps) == (Origin.MODEL, ())


@pytest.mark.parametrize("kind", ["whitespace", "repetition", "broken_json", "cut", "error_in_stream", "refusal"])
async def test_whatever_goes_wrong_once_ends_in_an_answer(storyteller: Storyteller, kind: Kind) -> None:
    storyteller.script.expect(Fault(kind=kind, after=3))
    answer = await answered(storyteller)
    assert answer.origin is Origin.REPAIRED
    assert {step.rung for step in answer.steps} <= {Rung.CUT, Rung.REPAIRED, Rung.FILLED, Rung.ASKED_AGAIN}
    assert answer.value.choices
