"""What stands in for a chosen model, and how long a picture may be looked at."""

import asyncio

import pytest
from fastapi import FastAPI

from fabula.core.settings import Settings
from fabula.engines.builtin.storyteller import Fault, Storyteller
from fabula.engines.llm import ChatRequest, ModelFailed, Picture, Reply, gathered, user
from fabula.engines.llm.errors import ChannelUnreachable
from fabula.engines.registry import Choices, EngineRoom, ModelRole
from tests.engines.llm.llama_cpp import LlamaCpp
from tests.engines.registry.conftest import Until
from tests.visitors import newcomer, started

BUSY = Fault(kind="error", status=400, message="this model requires more system memory")


async def asked(app: FastAPI, role: ModelRole, *pictures: Picture, text: str = "Hello") -> Reply:
    chosen = await app.state.parts[Choices].model_for(role)
    return await gathered(chosen.models.stream(ChatRequest(chosen.model, (user(text, *pictures),))))


async def ready(app: FastAPI, until: Until) -> None:
    room: EngineRoom = app.state.parts[EngineRoom]
    await until(lambda: bool(room.text.members))


async def test_another_model_answers_when_the_chosen_one_fails_before_its_first_word(
    settings: Settings, storyteller: Storyteller, until: Until
) -> None:
    named = {"ollama_default_model": "not-installed", "ollama_fallback_model": "fabula-demo-mini"}
    async with started(settings, ollama_url=storyteller.url, **named) as app:
        await ready(app, until)
        reply = await asked(app, ModelRole.CHAT)
        assert reply.text
        assert reply.routed
        assert reply.routed.model == "fabula-demo-mini"
        assert "not-installed" in reply.routed.passed_over[0]


async def test_the_first_failure_is_told_when_both_fail(
    settings: Settings, storyteller: Storyteller, until: Until
) -> None:
    named = {"ollama_default_model": "not-installed", "ollama_fallback_model": "neither"}
    async with started(settings, ollama_url=storyteller.url, **named) as app:
        await ready(app, until)
        with pytest.raises(ModelFailed, match="not-installed"):
            await asked(app, ModelRole.CHAT)


async def test_no_other_model_goes_on_with_a_reply_that_has_begun(
    settings: Settings, storyteller: Storyteller, until: Until
) -> None:
    named = {"ollama_default_model": "fabula-demo", "ollama_fallback_model": "fabula-demo-mini"}
    async with started(settings, ollama_url=storyteller.url, **named) as app:
        await ready(app, until)
        storyteller.script.expect(Fault(kind="error_in_stream", after=3, message="broke"))
        with pytest.raises(ModelFailed, match="broke"):
            await asked(app, ModelRole.CHAT)


async def test_a_picture_is_looked_at_for_a_bounded_time(
    settings: Settings, storyteller: Storyteller, until: Until
) -> None:
    storyteller.script.tokens_per_s, storyteller.script.length = 20, 400
    async with started(settings, ollama_url=storyteller.url, ollama_vision_timeout=0.5) as app:
        await ready(app, until)
        with pytest.raises(ModelFailed, match=r"did not come to an end within 0.5 s") as failed:
            await asked(app, ModelRole.VISION, text="What is on it?")
        assert failed.value.code() == "reply_too_long"
        storyteller.script.length = 3
        assert (await asked(app, ModelRole.VISION, text="What is on it?")).text


async def test_a_channel_that_is_away_for_a_moment_keeps_its_turn(
    settings: Settings, storyteller: Storyteller, until: Until
) -> None:
    """Otherwise the demo engine would go on with a chat in another voice."""
    async with started(settings, ollama_url=storyteller.url) as app, LlamaCpp() as llama:
        await ready(app, until)
        ann = await newcomer(app, "Ann")
        new = {"name": "Llama", "provider": "openai", "url": llama.url}
        channel = (await ann.http.post("/api/admin/channels", json=new)).json()
        await ann.http.patch(f"/api/admin/channels/{channel['id']}", json={"place": 0})
        room: EngineRoom = app.state.parts[EngineRoom]
        await until(lambda: [member.channel.name for member in room.text.members][:1] == ["Llama"])

        async def taken() -> str:
            await room.catalogue.all(fresh=True)
            return (await app.state.parts[Choices].model_for(ModelRole.CHAT)).model

        assert await taken() == llama.model
        await llama.stop()
        await asyncio.sleep(1.1)  # a list is not asked for twice in a second
        assert await taken() == llama.model
        with pytest.raises(ChannelUnreachable):
            await asked(app, ModelRole.CHAT)
