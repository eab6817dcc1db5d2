"""Queue, interrupt, history and jobs."""

import asyncio
import uuid
from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
import pytest

from fabula.engines.builtin.painter import Pace, Painter
from tests.engines.builtin.painter.clients import Client, model_free, sampling


@pytest.fixture
async def slow(session: aiohttp.ClientSession) -> AsyncGenerator[Client]:
    """A client of a painter whose every step takes a while."""
    async with Painter(pace=Pace(step_s=0.05, plain=True)) as painter:
        yield Client(painter, session)


async def running(client: Client, prompt_id: str) -> None:
    while True:
        _, queue = await client.get("/queue")
        if [entry[1] for entry in queue["queue_running"]] == [prompt_id]:
            return
        await asyncio.sleep(0.01)


async def test_the_queue_shows_tuples_of_five(slow: Client) -> None:
    first = await slow.submit(sampling(steps=200))
    second = await slow.submit(model_free(), extra_data={"extra_pnginfo": {"workflow": {"id": "w"}}})
    await running(slow, first)
    _, queue = await slow.get("/queue")
    number, prompt_id, graph, extra_data, outputs = queue["queue_pending"][0]
    assert (number, prompt_id, graph, outputs) == (1, second, model_free(), ["4"])
    assert extra_data.keys() == {"extra_pnginfo", "client_id", "create_time"}
    _, left = await slow.get("/prompt")
    assert left == {"exec_info": {"queue_remaining": 2}}


async def test_numbers_order_the_queue(slow: Client) -> None:
    long = await slow.submit(sampling(steps=200))
    await running(slow, long)
    ids = {
        "normal": await slow.submit(model_free(1)),
        "front": await slow.submit(model_free(2), front=True),
        "front again": await slow.submit(model_free(3), front=True),
        "far in front": await slow.submit(model_free(4), number=-1000.5),
    }
    _, queue = await slow.get("/queue")
    assert sorted(entry[0] for entry in queue["queue_pending"]) == [-1000.5, -3, -2, 1]
    await slow.post("/interrupt", json={"prompt_id": long})
    await slow.ended(ids["normal"])
    _, history = await slow.get("/history")
    assert list(history) == [long, ids["far in front"], ids["front again"], ids["front"], ids["normal"]]


async def test_only_waiting_jobs_are_deleted_and_leave_no_trace(slow: Client) -> None:
    first, second = await slow.submit(sampling(steps=200)), await slow.submit(model_free())
    await running(slow, first)
    assert await slow.post("/queue", json={"delete": [first, second, "unknown"]}) == (200, b"")
    _, queue = await slow.get("/queue")
    assert [entry[1] for entry in queue["queue_running"]] == [first]
    assert queue["queue_pending"] == []
    assert await slow.get(f"/history/{second}") == (200, {})
    assert await slow.get(f"/api/jobs/{second}") == (404, {"error": "Job not found"})


async def test_clearing_leaves_the_running_job(slow: Client) -> None:
    first = await slow.submit(sampling(steps=4))
    await slow.submit(model_free())
    await running(slow, first)
    await slow.post("/queue", json={"clear": True})
    assert (await slow.ended(first))["status"]["status_str"] == "success"
    _, history = await slow.get("/history")
    assert list(history) == [first]


async def test_an_interrupt_hits_only_whom_it_names(slow: Client) -> None:
    first, second = await slow.submit(sampling(steps=200)), await slow.submit(model_free())
    await running(slow, first)
    await slow.post("/interrupt", json={"prompt_id": second})
    await asyncio.sleep(0.15)
    await running(slow, first)
    await slow.post("/interrupt", json={"prompt_id": first})
    ended = await slow.ended(first)
    assert (ended["status"]["status_str"], ended["status"]["completed"]) == ("error", False)
    kind, data = ended["status"]["messages"][-1]
    assert (kind, data["node_id"], data["node_type"]) == ("execution_interrupted", "3", "KSampler")
    assert sorted(data["executed"]) == ["10", "4", "5", "6", "7"]
    assert (await slow.ended(second))["status"]["status_str"] == "success"


async def test_an_interrupt_without_name_hits_what_runs_and_does_not_leak(slow: Client) -> None:
    assert await slow.post("/interrupt") == (200, b"")
    first = await slow.submit(sampling(steps=200))
    await running(slow, first)
    await slow.post("/interrupt")
    assert (await slow.ended(first))["status"]["status_str"] == "error"
    assert (await slow.run(model_free()))["status"]["status_str"] == "success"


async def test_a_page_of_history(quick: Client) -> None:
    ids = [(await quick.run(model_free(color)))["prompt"][1] for color in range(4)]
    _, newest = await quick.get("/history?max_items=2")
    assert list(newest) == ids[2:]
    _, oldest = await quick.get("/history?max_items=2&offset=0")
    assert list(oldest) == ids[:2]
    assert (await quick.get("/history?max_items=abc"))[0] == 500
    await quick.post("/history", json={"delete": [ids[0]]})
    assert list((await quick.get("/api/history"))[1]) == ids[1:]
    await quick.post("/history", json={"clear": True})
    assert await quick.get("/history") == (200, {})


async def test_the_same_id_twice_leaves_the_later_run(quick: Client) -> None:
    prompt_id = str(uuid.uuid4())
    await quick.run(model_free(), prompt_id=prompt_id)
    await quick.submit(model_free(), prompt_id=prompt_id)
    await quick.run(model_free(1))
    assert (await quick.ended(prompt_id))["prompt"][0] == 1
    assert len((await quick.get("/history"))[1]) == 2


async def test_a_job_tells_one_status(slow: Client) -> None:
    slow.painter.script.fail_next("ImageInvert")
    failed = await slow.submit(model_free())
    done = await slow.submit(model_free(5), extra_data={"extra_pnginfo": {"workflow": {"id": "w"}}})
    cancelled = await slow.submit(sampling(steps=200))
    waiting = await slow.submit(model_free(6))
    await running(slow, cancelled)
    _, body = await slow.get(f"/api/jobs/{cancelled}")
    assert body.keys() == {"id", "status", "priority", "create_time", "outputs_count"}
    assert (body["status"], body["priority"]) == ("in_progress", 2)
    assert await slow.post(f"/api/jobs/{waiting}/cancel") == (200, {"cancelled": True})
    assert await slow.post(f"/api/jobs/{waiting}/cancel") == (200, {"cancelled": False})
    assert await slow.post("/api/jobs/cancel", json={"job_ids": [cancelled]}) == (200, {"cancelled": True})
    await slow.ended(cancelled)
    _, listed = await slow.get("/api/jobs?sort_order=asc")
    assert {job["id"]: job["status"] for job in listed["jobs"]} == {
        failed: "failed",
        done: "completed",
        cancelled: "cancelled",
    }
    assert listed["pagination"] == {"offset": 0, "limit": None, "total": 3, "has_more": False}
    _, detail = await slow.get(f"/api/jobs/{done}")
    assert detail["preview_output"]["mediaType"] == "images"
    assert detail["workflow_id"] == "w"
    assert detail["workflow"]["prompt"] == model_free(5)
    assert detail["execution_status"]["completed"] is True
    _, detail = await slow.get(f"/api/jobs/{failed}")
    assert detail["execution_error"]["node_type"] == "ImageInvert"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (
            "/api/jobs?status=bogus",
            "Invalid status value(s): bogus. Valid values: pending, in_progress, completed, failed, cancelled",
        ),
        ("/api/jobs?limit=x", "limit and offset must be whole numbers"),
    ],
)
async def test_a_wrong_question_about_jobs(quick: Client, path: str, expected: str) -> None:
    assert await quick.get(path) == (400, {"error": expected})


async def test_jobs_are_cancelled_by_uuid_only_and_live_under_api_only(quick: Client) -> None:
    answer: Any = await quick.post("/api/jobs/cancel", json={"job_ids": ["x"]})
    assert answer == (400, {"error": "job_ids contains invalid id(s)", "invalid_ids": ["x"]})
    assert (await quick.get("/jobs"))[0] == 404


async def test_only_the_named_outputs_run(quick: Client) -> None:
    graph = model_free() | {"5": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}}
    ended = await quick.run(graph, partial_execution_targets=["5"])
    assert list(ended["outputs"]) == ["5"]
    assert ended["outputs"]["5"]["images"][0]["type"] == "temp"
