"""Whatever goes wrong on the way, a render ends once: with its pictures, or with the reason."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from fabula.engines.builtin.painter.script import Script
from tests.imaging.renders.studio import Studio, graph

SLOW = {"checkpoint": "fabula-demo-sd15.safetensors", "width": 64, "height": 64, "steps": 8}

Fault = Callable[[Script], None]

BEFORE: dict[str, Fault] = {
    "answer lost after": lambda script: script.lose_answer("after"),
    "answer lost before": lambda script: script.lose_answer("before"),
    "truncated view": lambda script: script.truncate_view(),
    "deaf socket": lambda script: script.deafen(),
    "out of memory": lambda script: script.out_of_memory(),
}
DURING: dict[str, Fault] = {
    "socket cut": lambda script: script.cut_sockets(),
    "socket deaf": lambda script: script.deafen(),
    "garbage": lambda script: script.send_garbage(),
    "restart": lambda script: script.restart(0.2),
    "foreign interrupt": lambda script: script.interrupt(),
    "history cleared": lambda script: script.clear_history(),
}


def assert_made_once(studio: Studio, render: dict[str, Any]) -> None:
    assert render["run"]["state"] == "done", render["run"]["error"]
    assert len(render["pictures"]) == 1
    assert studio.painted == 1


@pytest.mark.parametrize("fault", BEFORE.values(), ids=BEFORE)
async def test_a_fault_before_the_work_does_no_harm(studio: Studio, fault: Fault) -> None:
    fault(studio.painters[0].script)
    [render] = await studio.made(template="sd15", values=SLOW)
    assert_made_once(studio, render)


@pytest.mark.parametrize("fault", DURING.values(), ids=DURING)
async def test_a_fault_during_the_work_does_no_harm(studio: Studio, fault: Fault) -> None:
    studio.painters[0].script.set_pace(step_s=0.05)
    ordered = await studio.order(template="sd15", values=SLOW)
    await studio.busy()
    fault(studio.painters[0].script)
    assert_made_once(studio, await studio.ended(ordered["renders"][0]["id"]))


async def test_a_graph_of_which_only_a_part_can_run_fails_with_the_node(studio: Studio) -> None:
    broken = graph() | {
        "3": {"class_type": "LoadImage", "inputs": {"image": "nowhere.png"}},
        "4": {"class_type": "SaveImage", "inputs": {"images": ["3", 0], "filename_prefix": "x"}},
    }
    [render] = await studio.made(graph=broken)
    assert render["run"]["state"] == "failed"
    assert "nowhere.png" in render["run"]["error"]["message"]
    assert (render["pictures"], render["attempts"][0]["cause"]) == ([], "missing")


async def test_a_hanging_job_ends_with_its_deadline(studio: Studio) -> None:
    studio.painters[0].script.set_pace(step_s=0.05)
    ordered = await studio.order(template="sd15", values=SLOW, deadline_s=1.5)
    await studio.busy()
    studio.painters[0].script.hang_job()
    render = await studio.ended(ordered["renders"][0]["id"])
    assert (render["run"]["state"], render["run"]["error"]["code"]) == ("failed", "deadline_passed")


async def test_a_cancel_reaches_the_server_and_harms_nobody_else(studio: Studio) -> None:
    studio.painters[0].script.set_pace(step_s=0.1)
    ordered = await studio.order(template="sd15", values=SLOW, count=3)
    await studio.busy()
    first, second, third = [run["id"] for run in ordered["renders"]]
    for run in (first, third):
        assert (await studio.ann.http.post(f"/api/runs/{run}/cancel")).status_code == 200
    ends = {run: (await studio.ended(run))["run"]["state"] for run in (first, second, third)}
    assert ends == {first: "cancelled", second: "done", third: "cancelled"}
    assert studio.painted == 1


async def test_a_file_of_the_owner_goes_to_the_server(studio: Studio) -> None:
    picture = BytesIO()
    Image.new("RGB", (32, 48), "teal").save(picture, "PNG")
    upload = {"file": ("cat.png", picture.getvalue(), "image/png")}
    asset = (await studio.ann.http.post("/api/assets", files=upload)).json()["id"]
    given = {
        "1": {"class_type": "LoadImage", "inputs": {"image": "example.png"}},
        "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "copy"}},
    }
    [render] = await studio.made(graph=given, values={"image": asset})
    assert render["run"]["state"] == "done", render["run"]["error"]
    assert [(each["width"], each["height"]) for each in render["pictures"]] == [(32, 48)]
    again = await studio.ann.http.post(f"/api/renders/{render['id']}/again", json={})
    [second] = [await studio.ended(run["id"]) for run in again.json()["renders"]]
    assert second["run"]["state"] == "done", second["run"]["error"]
