"""Engines on their bad days, through the whole product: a bounded wait, helpful words, a right state afterwards."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import BaseModel

from bench.one_card import House, OneCard, house_on, one_card, settings_for
from fabula.core.errors import FabulaError, Who
from fabula.core.settings import Settings
from fabula.engines.builtin.storyteller import Fault, Script, Storyteller
from fabula.engines.comfy import ComfyServer
from fabula.engines.llm import ChatRequest, ModelFailed, user
from fabula.engines.llm.structured import Answered, structured
from fabula.engines.registry import Choices, ModelRole

WAIT_S = 3.0
BOUND_S = 25.0


@pytest.fixture
def changes() -> Mapping[str, Any]:
    return {"gpu_wait_timeout": WAIT_S}


def waiting(seconds: float) -> pytest.MarkDecorator:
    """Long enough for every step of making room to fail once."""
    return pytest.mark.parametrize("changes", [{"gpu_wait_timeout": seconds}], ids=[""])


async def failed(house: House, text: str = "Hello") -> ModelFailed:
    """A reply that does not come, within its bound."""
    async with asyncio.timeout(BOUND_S):
        with pytest.raises(ModelFailed) as raised:
            await house.reply(text)
    return raised.value


async def is_at_rest(house: House) -> None:
    """Nobody holds or waits for anything."""
    [device] = (await house.gpu())["devices"]
    assert (device["holders"], device["line"]) == ([], [])


async def works_again(house: House) -> None:
    assert (await house.reply()).text
    await is_at_rest(house)
    assert (await house.engines())["text"]["state"] == "ready"


@waiting(9)
@pytest.mark.parametrize("fault", [{"ignores_keep_alive": True}, {"stopping_s": 600.0}])
async def test_an_ollama_that_does_not_let_go_keeps_its_card_and_is_named(
    house: House, card: OneCard, fault: dict[str, Any]
) -> None:
    assert (await house.reply()).text
    for name, value in fault.items():
        setattr(card.storyteller.script, name, value)
    began = time.monotonic()
    order = asyncio.ensure_future(house.picture(within_s=BOUND_S))
    async with asyncio.timeout(BOUND_S):
        while not order.done():
            gpu = (await house.engines())["gpu"]
            if gpu["state"] == "error":
                assert (gpu["who"], "Ollama still holds" in gpu["reason"]) == ("admin", True)
            await asyncio.sleep(0.1)
    render = await order
    assert time.monotonic() - began < BOUND_S
    assert render["run"]["state"] == "failed"
    error = render["run"]["error"]
    assert (error["code"], error["who"]) == ("no_room", "admin")
    assert "a lighthouse" in error["message"]
    assert "Ollama still holds fabula-demo:latest" in error["message"]
    assert card.both_mb == 0
    kinds = [news["kind"] for news in (await house.gpu())["news"]]
    assert "room.step_failed" in kinds
    assert "lease.refused" in kinds
    await is_at_rest(house)
    assert (await house.engines())["image"]["state"] == "ready"
    card.storyteller.script.ignores_keep_alive = False
    card.storyteller.script.stopping_s = 0


async def test_a_stream_that_dies_frees_the_card(house: House, card: OneCard) -> None:
    card.storyteller.script.expect(Fault(kind="cut", after=5))
    error = await failed(house)
    assert (error.code(), error.who, error.status) == ("stream_broken", Who.RETRY, 502)
    await works_again(house)


async def test_a_full_queue_is_said_after_a_few_tries(house: House, card: OneCard) -> None:
    card.storyteller.script.expect(Fault(kind="busy", times=10))
    error = await failed(house)
    assert (error.code(), error.who, error.status) == ("queue_full", Who.RETRY, 503)
    assert len(card.storyteller.script.faults) == 1
    card.storyteller.script.faults.clear()
    await works_again(house)


class Scene(BaseModel):
    title: str
    mood: str


async def test_broken_json_is_asked_for_again(house: House, card: OneCard) -> None:
    card.storyteller.script.expect(Fault(kind="broken_json"))
    chosen = await house.app.state.parts[Choices].model_for(ModelRole.CHAT)
    request = ChatRequest(chosen.model, (user("A scene at a lighthouse"),), owner=house.owner)
    answers = [e async for e in structured(chosen.models, request, Scene) if isinstance(e, Answered)]
    assert len(answers) == 1
    assert answers[0].value.title
    await works_again(house)


async def test_less_context_than_asked_is_an_error_and_no_silent_loss(house: House, card: OneCard) -> None:
    card.storyteller.script.context_limit = 64
    error = await failed(house, "word " * 600)
    assert (error.code(), error.who, error.status) == ("context_too_long", Who.USER, 400)
    await works_again(house)


async def test_without_a_driver_the_painter_is_believed_and_nothing_complains(
    house: House, card: OneCard, caplog: pytest.LogCaptureFixture
) -> None:
    assert (await house.picture())["run"]["state"] == "done"
    async with asyncio.timeout(BOUND_S):
        while not (device := (await house.gpu())["devices"][0])["history"]:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    assert (device["measured_by"], device["total_mb"]) == ("ComfyUI", card.total_mb)
    assert not [record for record in caplog.records if "GPU" in record.message]


async def test_with_nobody_who_measures_the_line_works_and_says_so(settings: Settings) -> None:
    async with one_card() as card:
        own = settings_for(card, settings, comfyui_url=())
        async with house_on(own, kinds=("text",)) as house:
            assert (await house.reply()).text
            [device] = (await house.gpu())["devices"]
            assert (device["measured_by"], device["total_mb"], device["history"]) == ("", None, [])
            assert (await house.engines())["gpu"]["state"] == "none"


@waiting(15)
async def test_memory_taken_behind_our_back_is_named_and_waited_for(house: House, card: OneCard) -> None:
    assert (await house.picture())["run"]["state"] == "done"
    await house.reply()
    card.stranger_mb = 3000
    render = await house.picture(within_s=BOUND_S)
    error = render["run"]["error"]
    assert (render["run"]["state"], error["code"], error["who"]) == ("failed", "no_room", "admin")
    assert "3,000 MB are held by programs that are not ours" in error["message"]
    assert any(news["kind"] == "vram.stranger" for news in (await house.gpu())["news"])
    card.stranger_mb = 0
    assert (await house.picture(seed=2))["run"]["state"] == "done"
    await works_again(house)


@pytest.mark.parametrize(
    ("changes", "later_s"), [({"gpu_monitor_interval": 0.5}, 2.0), ({"gpu_monitor_enabled": False}, 6.0)]
)
async def test_a_card_that_was_filled_behind_our_back_is_emptied_before_text_is_loaded(
    house: House, card: OneCard, later_s: float
) -> None:
    """The chat model has left by itself, and somebody drew past Fabula: what we believed of both is wrong."""
    graph = (await house.picture())["graph"]
    await works_again(house)
    assert card.picture_mb == 0
    assert (await house.http.post("/api/admin/models/unload", json=await chat_model(house))).status_code == 204
    async with ComfyServer(card.painter.url) as somebody:
        await somebody.run(graph)
    assert (card.picture_mb > 5000, card.text_mb) == (True, 0)
    await asyncio.sleep(later_s)
    await works_again(house)
    assert (card.picture_mb, card.both_mb) == (0, 0)
    assert card.most_mb <= card.total_mb


async def chat_model(house: House) -> dict[str, str]:
    chosen = await house.app.state.parts[Choices].model_for(ModelRole.CHAT)
    return {"channel_id": chosen.channel_id, "model": chosen.model}


@waiting(30)
async def test_a_painter_that_dies_at_work_does_not_hold_up_text(house: House, card: OneCard) -> None:
    assert (await house.picture())["run"]["state"] == "done"
    await works_again(house)
    card.painter.script.hang_job()
    render_id = await house.ordered(seed=5)
    async with asyncio.timeout(BOUND_S), ComfyServer(card.painter.url) as look:
        while not (await look.queue()).running:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    await card.painter.__aexit__(None, None, None)
    began = time.monotonic()
    assert (await house.reply()).text
    assert time.monotonic() - began < BOUND_S
    assert (await house.render(render_id))["run"]["state"] == "running"
    assert (await house.http.post(f"/api/runs/{render_id}/cancel")).status_code in (200, 202)
    async with asyncio.timeout(BOUND_S):
        while (await house.render(render_id))["run"]["state"] == "running":  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    await is_at_rest(house)


async def test_a_painter_that_works_for_others_is_not_touched(house: House, card: OneCard) -> None:
    graph = (await house.picture())["graph"]
    [saved] = [node["inputs"]["images"][0] for node in graph.values() if node["class_type"] == "SaveImage"]
    card.painter.script.hang_job()
    async with ComfyServer(card.painter.url) as somebody:
        await somebody.submit(graph | {"99": {"class_type": "PreviewImage", "inputs": {"images": [saved, 0]}}})
        error: FabulaError = await failed(house)
        assert (error.code(), error.who) == ("card_full", Who.ADMIN)
        assert "ComfyUI works on 1 picture" in error.message
        assert len((await somebody.queue()).running) == 1
    card.painter.script.release()
    await works_again(house)


async def test_an_ollama_that_is_gone_is_said_and_comes_back(settings: Settings) -> None:
    async with one_card(script=Script(length=5)) as card:
        own = settings_for(card, settings, gpu_wait_timeout=WAIT_S)
        async with house_on(own) as house:
            assert (await house.reply()).text
            port = int(card.storyteller.url.rpartition(":")[2])
            await card.storyteller.close()
            error = await failed(house)
            assert (error.who, error.status) == (Who.ADMIN, 503)
            await is_at_rest(house)
            house.room.catalogue.forget()
            house.room.renew_soon()
            async with asyncio.timeout(BOUND_S):
                while (seen := (await house.engines())["text"])["state"] != "error":  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
            assert (seen["name"], seen["who"]) == ("Ollama", "admin")
            async with Storyteller(port=port):
                house.room.catalogue.forget()
                house.room.renew_soon()
                async with asyncio.timeout(BOUND_S):
                    while (await house.engines())["text"]["state"] != "ready":  # noqa: ASYNC110
                        await asyncio.sleep(0.1)
                await asyncio.sleep(2.5)  # a channel that failed three times rests for two seconds
                await works_again(house)
