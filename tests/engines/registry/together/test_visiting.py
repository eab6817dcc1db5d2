"""Work that asks several models in a row visits the card once, and nobody comes in between."""

import asyncio

from bench.one_card import House, OneCard
from fabula.engines.gpu import Arbiter, LeaseRequest
from fabula.engines.llm import ChatRequest, gathered, user
from fabula.engines.registry import Choices, ModelRole


async def test_two_models_of_a_channel_are_one_visit(house: House, card: OneCard) -> None:
    arbiter: Arbiter = house.app.state.parts[Arbiter]
    choices: Choices = house.app.state.parts[Choices]
    [painter] = house.room.pictures.current()
    vision, prompts = await choices.model_for(ModelRole.VISION), await choices.model_for(ModelRole.PROMPTS)
    assert vision.model != prompts.model
    order: list[str] = []

    async def draw() -> None:
        request = LeaseRequest(tenant=painter.tenancy.id, what="sdxl", owner="else", label="A picture of somebody else")
        async with arbiter.lease(request):
            order.append("picture")

    async with house.room.text.visit("ann", "A picture") as visit:
        await visit.at(vision.channel_id, vision.model)
        waiting = asyncio.ensure_future(draw())
        for chosen in (vision, prompts, vision, prompts):
            await visit.at(chosen.channel_id, chosen.model)
            await asyncio.sleep(0.1)
            reply = await gathered(chosen.models.stream(ChatRequest(chosen.model, (user("Hello"),))))
            assert reply.text
            order.append(chosen.model)
        assert not waiting.done()
    async with asyncio.timeout(30):
        await waiting
    assert order == [vision.model, prompts.model, vision.model, prompts.model, "picture"]
    assert not any(device.line for device in arbiter.state().devices)


async def test_a_visit_that_is_stopped_lets_go(house: House, card: OneCard) -> None:
    chosen = await house.app.state.parts[Choices].model_for(ModelRole.CHAT)
    held = asyncio.Event()

    async def visiting() -> None:
        async with house.room.text.visit("ann", "A picture") as visit:
            await visit.at(chosen.channel_id, chosen.model)
            held.set()
            await asyncio.sleep(60)

    task = asyncio.ensure_future(visiting())
    await held.wait()
    assert _working(house) == 1
    task.cancel()
    await asyncio.wait({task})
    assert _working(house) == 0


async def test_a_channel_that_is_gone_is_nothing_to_hold(house: House, card: OneCard) -> None:
    async with house.room.text.visit("ann", "A picture") as visit:
        await visit.at("nowhere", "nothing")
    assert _working(house) == 0


def _working(house: House) -> int:
    arbiter: Arbiter = house.app.state.parts[Arbiter]
    return sum(tenant.working for device in arbiter.state().devices for tenant in device.tenants)
