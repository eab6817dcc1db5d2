"""Words and pictures on one card: each waits for its turn, nothing is lost, and nothing lies beside the other."""

import asyncio
import json
import time
from collections.abc import Mapping
from contextlib import aclosing
from typing import Any

import pytest

from bench.one_card import House, OneCard, alternated, restored
from fabula.engines.builtin.storyteller import Storyteller
from fabula.engines.gpu import Arbiter, LeaseRequest
from fabula.engines.llm import ChatRequest, Text, user
from fabula.engines.registry import Choices, ModelRole


@pytest.mark.parametrize("changes", [{"gpu_wait_timeout": 30.0, "comfyui_concurrency": 1}])
async def test_while_somebody_else_has_the_card_everything_waits(
    house: House, card: OneCard, changes: Mapping[str, Any]
) -> None:
    arbiter: Arbiter = house.app.state.parts[Arbiter]
    [painter] = house.room.pictures.current()
    other = LeaseRequest(tenant=painter.tenancy.id, what="somebody else's", owner="else", label="Somebody else's")
    async with arbiter.lease(other):
        reply = asyncio.ensure_future(house.reply())
        render = await house.ordered()
        await asyncio.sleep(1.0)
        assert not reply.done()
        assert (card.text_mb, card.picture_mb) == (0, 0)
        run = (await house.render(render))["run"]
        assert run["state"] in ("queued", "running")
        assert run["live"]["place"] in (1, 2)
        assert run["live"]["eta_s"] > 0
        assert painter.client is not None
        queue = await painter.client.queue()
        assert queue.running + queue.pending == ()
        [device] = (await house.gpu())["devices"]
        assert {waiter["label"] for waiter in device["line"]} == {"Chat", "a lighthouse"}
        engines = await house.engines()
        assert (engines["text"]["queue"], engines["gpu"]["state"]) == (1, "busy")
    assert (await reply).text
    async with asyncio.timeout(30):
        while (run := (await house.render(render))["run"])["state"] != "done":  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert (run["live"]["place"], run["live"]["eta_s"]) == (None, None)


async def test_leaving_a_reply_frees_the_card_and_the_model_at_once(house: House, card: OneCard) -> None:
    card.storyteller.script.tokens_per_s, card.storyteller.script.length = 20, 400
    chosen = await house.app.state.parts[Choices].model_for(ModelRole.CHAT)
    request = ChatRequest(chosen.model, (user("Tell much."),), owner=house.owner)
    async with aclosing(chosen.models.stream(request)) as events:
        async for event in events:
            if isinstance(event, Text):
                break
        assert len((await house.gpu())["devices"][0]["holders"]) == 1
    assert (await house.gpu())["devices"][0]["holders"] == []
    began = time.monotonic()
    model = {"channel_id": chosen.channel_id, "model": chosen.model}
    assert (await house.http.post("/api/admin/models/unload", json=model)).status_code == 204
    assert (time.monotonic() - began < 5, card.text_mb) == (True, 0)


async def test_a_channel_is_tried_when_it_is_its_turn_and_leaves_no_trace(house: House, card: OneCard) -> None:
    arbiter: Arbiter = house.app.state.parts[Arbiter]
    [painter] = house.room.pictures.current()
    other = LeaseRequest(tenant=painter.tenancy.id, what="somebody else's", owner="else", label="Somebody else's")
    async with Storyteller() as stranger:
        wishes = [{"channel_id": "settings-ollama"}, {"provider": "ollama", "url": stranger.url}]
        async with arbiter.lease(other):
            trials = [asyncio.ensure_future(house.http.post("/api/admin/channels/test", json=wish)) for wish in wishes]
            async with asyncio.timeout(10):
                while (await house.gpu())["devices"][0]["waiting"] < 2:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            assert not any(trial.done() for trial in trials)
            assert (card.text_mb, stranger.memory and stranger.memory.vram_used) == (0, 0)
        for trial in trials:
            assert [step["state"] for step in map(json.loads, (await trial).text.splitlines())][-1] == "passed"
    async with asyncio.timeout(10):
        while len((await house.gpu())["devices"][0]["tenants"]) > 2:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def test_text_and_pictures_by_turns_lose_nothing_and_the_chat_model_comes_back(
    house: House, card: OneCard
) -> None:
    took = await alternated(house, 5)
    assert took.lost == []
    assert (len(took.replies), len(took.pictures)) == (5, 5)
    assert card.both_mb == 0
    assert card.most_mb <= card.total_mb
    assert await restored(house, card)
