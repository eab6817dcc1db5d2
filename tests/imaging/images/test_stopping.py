"""Stop means stop, whatever a drawing is at; and nothing is left over."""

import asyncio

import pytest

from fabula.engines.gpu import Arbiter, LeaseRequest
from fabula.engines.registry import EngineRoom
from tests.imaging.images.easel import SMALL, Easel, picture


async def idle(easel: Easel) -> None:
    """Nobody holds the card or waits for it, and the painter has nothing to do."""
    async with asyncio.timeout(10):
        while True:
            devices = (await easel.ann.http.get("/api/admin/gpu")).json()["devices"]
            queue = easel.painter.state.queue if easel.painter.state else None
            busy = any(device["line"] or any(each["working"] for each in device["tenants"]) for device in devices)
            if not busy and not (queue and queue.running):
                return
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("stage", ["Looking at your picture", "Writing the prompt", "Choosing settings"])
async def test_while_a_model_is_asked(easel: Easel, stage: str) -> None:
    reference = await easel.upload(picture())
    easel.storyteller.script.first_token_s = 1.0
    run_id = await easel.begun(description="Сделать забор белым", reference=reference)
    await easel.until_stage(run_id, stage)
    drawing = await easel.cancel(run_id)
    assert (drawing["run"]["state"], drawing["variants"]) == ("cancelled", [])
    await idle(easel)
    assert await easel.renders_of(run_id) == []


async def test_while_it_waits_for_the_gpu(easel: Easel) -> None:
    arbiter: Arbiter = easel.app.state.parts[Arbiter]
    room: EngineRoom = easel.app.state.parts[EngineRoom]
    [painter] = room.pictures.current()
    other = LeaseRequest(tenant=painter.tenancy.id, what="somebody else's", owner="else", label="Somebody else's")
    async with arbiter.lease(other):
        run_id = await easel.begun(description="Дом", **SMALL)
        await easel.until_stage(run_id, "Waiting for the GPU")
        assert (await easel.drawing(run_id))["run"]["live"]["place"] == 1
        assert (await easel.cancel(run_id))["run"]["state"] == "cancelled"
    await idle(easel)
    assert (easel.asked, easel.painted) == ([], 0)


async def test_while_the_pictures_are_drawn(easel: Easel) -> None:
    easel.painter.script.set_pace(step_s=0.1)
    run_id = await easel.begun(description="Дом", count=3, steps=40, width=64, height=64)
    async with asyncio.timeout(20):
        while not ((await easel.drawing(run_id))["run"]["live"]["done"] or 0) >= 2:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    live = (await easel.drawing(run_id))["run"]["live"]
    assert (live["total"], live["unit"]) == (40, "steps")
    assert live["preview"].startswith("data:image/")
    drawing = await easel.cancel(run_id)
    assert drawing["run"]["state"] == "cancelled"
    async with asyncio.timeout(10):
        while {render["run"]["state"] for render in await easel.renders_of(run_id)} != {"cancelled"}:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    await idle(easel)
    assert easel.painted == 0


async def test_pictures_that_were_stopped_one_by_one_end_the_drawing(easel: Easel) -> None:
    easel.painter.script.set_pace(step_s=0.1)
    run_id = await easel.begun(description="Дом", steps=40, width=64, height=64)
    async with asyncio.timeout(20):
        while not (renders := await easel.renders_of(run_id)):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    await easel.ann.http.post(f"/api/runs/{renders[0]['id']}/cancel")
    drawing = await easel.ended(run_id)
    assert (drawing["run"]["state"], drawing["run"]["error"]["code"]) == ("failed", "nothing_drawn")
