"""What Fabula relies on, asked of a server: `pytest tests/engines/comfy/contract --comfy http://127.0.0.1:8188`."""

import asyncio
from contextlib import aclosing
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import pytest
from PIL import Image

from fabula.engines.comfy import (
    Cancelled,
    ComfyServer,
    Finished,
    FolderKind,
    Graph,
    JobEvent,
    ServerFile,
    new_prompt_id,
)
from fabula.engines.comfy.errors import FaultKind, FileGone, GraphRefused, JobFailed, ModelFolderUnknown
from fabula.engines.comfy.jobs.events import Cached, Ended, NodeStarted, Preview, Queued, Started, Step
from tests.engines.comfy.contract.graphs import model_free, sampling

E = TypeVar("E")

LONG_S = 240.0
pytestmark = pytest.mark.timeout(LONG_S + 30)


def picture(color: int = 0x336699) -> bytes:
    file = BytesIO()
    Image.new("RGB", (40, 30), f"#{color:06x}").save(file, "PNG")
    return file.getvalue()


async def everything(server: ComfyServer, prompt_id: str) -> list[JobEvent]:
    async with asyncio.timeout(LONG_S), aclosing(server.follow(prompt_id)) as events:
        seen = [event async for event in events]
    assert [isinstance(event, Ended) for event in seen] == [False] * (len(seen) - 1) + [True]
    return seen


async def until(server: ComfyServer, prompt_id: str, kind: type[E]) -> E:
    async with asyncio.timeout(LONG_S), aclosing(server.follow(prompt_id)) as events:
        async for event in events:
            if isinstance(event, kind):
                return event
    raise AssertionError(f"no {kind.__name__}")


async def test_tells_what_it_is(server: ComfyServer) -> None:
    look = await server.look()
    assert look.stats.version
    assert look.stats.devices
    assert look.stats.devices[0].vram_total > 0
    assert (look.own_running, look.own_pending) == (0, 0)
    assert await server.capabilities() == await server.capabilities()


async def test_describes_its_nodes_and_models(server: ComfyServer) -> None:
    nodes = await server.object_info()
    assert {"KSampler", "SaveImage", "CheckpointLoaderSimple", "LoadImage"} <= nodes.keys()
    assert await server.object_info() is nodes
    one = await server.node_info("KSampler")
    assert one is not None
    assert one["input"] == nodes["KSampler"]["input"]
    assert await server.node_info("NoSuchNode") is None
    assert "checkpoints" in await server.model_folders()
    assert isinstance(await server.models("loras"), tuple)
    with pytest.raises(ModelFolderUnknown):
        await server.models("nosuch")


async def test_runs_a_graph_to_a_picture(server: ComfyServer, tmp_path: Path) -> None:
    job = new_prompt_id()
    accepted = await server.submit(model_free(0x112233), job, png_info={"fabula": {"render": job}})
    assert not accepted.already
    seen = await everything(server, job)
    end = seen[-1]
    assert isinstance(end, Finished)
    (file,) = end.outputs.files
    assert (file.subfolder, file.folder, file.node) == ("contract", FolderKind.OUTPUT, "4")
    saved = await server.save(file, tmp_path / "picture.png")
    with Image.open(saved) as image:
        assert image.size == (128, 96)
        if not end.from_cache:
            assert job in str(image.info["fabula"])
        assert "EmptyImage" in str(image.info["prompt"])


async def test_the_second_time_comes_from_memory(server: ComfyServer) -> None:
    graph = model_free()
    first = await server.run(graph)
    job = (await server.submit(graph)).prompt_id
    seen = await everything(server, job)
    assert Cached in {type(event) for event in seen}
    end = seen[-1]
    assert isinstance(end, Finished)
    assert (end.from_cache, end.outputs.files) == (True, first.outputs.files)


async def test_a_known_id_is_not_run_again(server: ComfyServer) -> None:
    graph, job = model_free(), new_prompt_id()
    answers = await asyncio.gather(*(server.submit(graph, job) for _ in range(4)))
    assert sorted(answer.already for answer in answers) == [False, True, True, True]
    await everything(server, job)
    assert (await server.submit(graph, job)).already


async def test_another_client_finds_the_end(server: ComfyServer, url: str) -> None:
    job = (await server.submit(model_free())).prompt_id
    async with ComfyServer(url) as other:
        assert isinstance((await everything(other, job))[-1], Finished)


async def test_many_at_once(server: ComfyServer) -> None:
    jobs = [(await server.submit(model_free())).prompt_id for _ in range(30)]
    ends = [seen[-1] for seen in await asyncio.gather(*(everything(server, job) for job in jobs))]
    assert [type(end) for end in ends] == [Finished] * 30
    names = [file.filename for end in ends if isinstance(end, Finished) for file in end.outputs.files]
    assert len(set(names)) == 30


def changed(node: str, **inputs: str | int) -> Graph:
    graph = dict(model_free())
    before = graph[node]["inputs"]
    assert isinstance(before, dict)
    graph[node] = {**graph[node], "inputs": {**before, **inputs}}
    return graph


async def test_refusals_name_node_and_input(server: ComfyServer) -> None:
    graph = dict(model_free())
    cases: list[tuple[Graph, FaultKind, str, str]] = [
        ({**graph, "3": {"class_type": "NoSuchNode", "inputs": {}}}, FaultKind.UNKNOWN_NODE, "3", ""),
        (changed("1", width=0), FaultKind.OUT_OF_RANGE, "1", "width"),
        (changed("2", upscale_method="zzz"), FaultKind.NOT_OFFERED, "2", "upscale_method"),
        (changed("1", color="abc"), FaultKind.WRONG_TYPE, "1", "color"),
        ({node: graph[node] for node in "123"}, FaultKind.NO_OUTPUT, "", ""),
        (sampling("gone.safetensors"), FaultKind.MISSING_MODEL, "4", "ckpt_name"),
    ]
    for refused, kind, node, name in cases:
        with pytest.raises(GraphRefused) as refusal:
            await server.submit(refused)
        fault = refusal.value.faults[0]
        assert (fault.kind, fault.node, fault.input) == (kind, node, name)
        assert fault.hint


async def test_a_part_of_a_graph_is_refused_and_does_not_stay(server: ComfyServer) -> None:
    graph: Graph = {**model_free(), "5": {"class_type": "PreviewImage", "inputs": {}}}
    with pytest.raises(GraphRefused) as refusal:
        await server.submit(graph)
    assert refusal.value.partly
    assert refusal.value.faults[0].node == "5"


async def test_a_failing_node_is_named(server: ComfyServer) -> None:
    text = await server.upload(b"This is no picture.", "note.png")
    graph: Graph = {
        "1": {"class_type": "LoadImage", "inputs": {"image": text.value}},
        "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "contract/never"}},
    }
    with pytest.raises(JobFailed) as failed:
        await server.run(graph)
    assert (failed.value.fault.node, failed.value.fault.class_type) == ("1", "LoadImage")
    assert failed.value.fault.reason
    assert not [word for word in failed.value.fault.reason.split() if word.strip("'\"").startswith("/")]


async def test_uploads_become_inputs(server: ComfyServer) -> None:
    original = await server.upload(picture(), "reference.png")
    assert await server.upload(picture(), "other.png") == original
    mask = BytesIO()
    Image.new("RGBA", (40, 30), (0, 0, 0, 128)).save(mask, "PNG")
    masked = await server.upload_mask(mask.getvalue(), original)
    for file in (original, masked):
        graph: Graph = {
            "1": {"class_type": "LoadImage", "inputs": {"image": file.value}},
            "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "contract/loaded"}},
        }
        finished = await server.run(graph)
        assert len(finished.outputs.files) == 1
    with pytest.raises(FileGone):
        await server.upload_mask(mask.getvalue(), ServerFile("gone.png", "", FolderKind.INPUT))


async def test_a_file_that_is_not_there(server: ComfyServer) -> None:
    with pytest.raises(FileGone):
        await server.fetch(ServerFile("no such picture.png"))


async def test_memory_is_given_back_on_demand(server: ComfyServer) -> None:
    await server.free()


async def test_a_sampler_shows_steps_and_previews(server: ComfyServer, checkpoint: str) -> None:
    job = (await server.submit(sampling(checkpoint))).prompt_id
    seen = await everything(server, job)
    steps = [event for event in seen if isinstance(event, Step) and event.node == "3"]
    assert steps[-1].n == 3
    fractions = [event.fraction for event in seen if isinstance(event, Step | NodeStarted)]
    assert fractions == sorted(fractions)
    previews = [event for event in seen if isinstance(event, Preview)]
    assert previews or not (await server.capabilities()).jobs, "servers from 0.8 on show previews when a job asks"
    for preview in previews:
        with Image.open(BytesIO(preview.data)) as image:
            assert image.format == "JPEG"
    assert isinstance(seen[-1], Finished)


async def test_cancel_reaches_what_runs_and_what_waits(server: ComfyServer, checkpoint: str) -> None:
    jobs = [(await server.submit(sampling(checkpoint, steps=400))).prompt_id for _ in range(2)]
    try:
        await cancel_both(server, *jobs)
    finally:
        for job in jobs:
            await server.cancel(job)
    assert (await server.run(model_free())).outputs.files


async def cancel_both(server: ComfyServer, running: str, waiting: str) -> None:
    async with asyncio.TaskGroup() as group:
        ends = [group.create_task(everything(server, job)) for job in (running, waiting)]
        await until(server, running, Started)
        assert (await until(server, waiting, Queued)).ahead >= 1
        await server.cancel(waiting)
        assert (await ends[1])[-1] == Cancelled(by_us=True)
        await server.interrupt(waiting)
        assert not ends[0].done()
        await until(server, running, Step)
        await server.cancel(running)
        assert (await ends[0])[-1] == Cancelled(by_us=True)
