"""Several servers: one that fails is left to itself, and the others go on."""

import asyncio
from typing import Any

import pytest

from fabula.imaging.renders.carrying import Renderer
from tests.imaging.renders.studio import Studio, graph

SMALL = {"checkpoint": "fabula-demo-sd15.safetensors", "width": 64, "height": 64, "steps": 1}


@pytest.fixture
def names() -> tuple[str, ...]:
    return ("north", "south")


async def test_a_render_that_crashes_is_tried_once_elsewhere(studio: Studio) -> None:
    for painter in studio.painters:
        painter.script.fail_next("SaveImage", times=1)
    [render] = await studio.made(graph=graph())
    assert render["run"]["state"] == "failed"
    assert "Scripted failure" in render["run"]["error"]["message"]
    assert [attempt["cause"] for attempt in render["attempts"]] == ["crashed", "crashed"]
    assert len({attempt["server"] for attempt in render["attempts"]}) == 2


async def test_a_server_on_which_renders_crash_is_benched_and_the_others_go_on(studio: Studio) -> None:
    north = studio.painters[0]
    north.script.fail_next("SaveImage", times=1000)
    benched: list[dict[str, Any]] = []
    async with asyncio.timeout(40):
        for seed in range(20):
            [render] = await studio.made(graph=graph(seed))
            assert render["run"]["state"] == "done", render["run"]["error"]
            pool = (await studio.ann.http.get("/api/admin/renders/pool")).json()
            benched = [server for server in pool["servers"] if server["benched"]]
            if benched:
                break
    [server] = benched
    assert "tried again" in server["reason"]
    [render] = await studio.made(graph=graph(99))
    assert (render["run"]["state"], render["attempts"]) == ("done", [])


async def test_a_server_that_dies_gives_its_renders_to_the_others(studio: Studio) -> None:
    for painter in studio.painters:
        painter.script.set_pace(step_s=0.05)
    ordered = await studio.order(template="sd15", values=SMALL | {"steps": 6}, count=6)
    await studio.busy()
    studio.app.state.parts[Renderer].move_after_s = 0.5
    await studio.painters[0].stop()
    renders = [await studio.ended(run["id"]) for run in ordered["renders"]]
    assert [render["run"]["state"] for render in renders] == ["done"] * 6, [r["run"]["error"] for r in renders]
    assert [len(render["pictures"]) for render in renders] == [1] * 6


async def test_a_pause_holds_the_line_and_is_kept(studio: Studio) -> None:
    paused = await studio.ann.http.post("/api/admin/renders/pool/pause")
    assert paused.json()["paused"] is True
    ordered = await studio.order(graph=graph())
    await asyncio.sleep(0.5)
    pool = (await studio.ann.http.get("/api/admin/renders/pool")).json()
    assert (pool["waiting"], studio.painted) == (1, 0)
    await studio.ann.http.post("/api/admin/renders/pool/resume")
    assert (await studio.ended(ordered["renders"][0]["id"]))["run"]["state"] == "done"
