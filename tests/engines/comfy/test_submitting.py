"""A job runs once, whatever happens to the answer; what cannot run is refused with a way out."""

import asyncio

import pytest

from fabula.engines.comfy import ComfyServer, Finished, ServerAddress, new_prompt_id
from fabula.engines.comfy.errors import (
    AccessDenied,
    FaultKind,
    GraphRefused,
    ServerBroke,
    ServerUnreachable,
    SubmissionUnsure,
)
from tests.engines.comfy.conftest import address_of
from tests.engines.comfy.jobs_of_tests import end_of, graph, happens
from tests.engines.comfy.scripted import ScriptedComfy


@pytest.mark.parametrize("lost", ["before", "after"])
@pytest.mark.parametrize("is_new", [True, False])
async def test_a_lost_answer_makes_no_second_run(
    lost: str, is_new: bool, scripted: ScriptedComfy, server: ComfyServer
) -> None:
    scripted.lose_answer = "after" if lost == "after" else "before"
    job = new_prompt_id()
    accepted = await server.submit(graph(), job, is_new=is_new)
    assert accepted.already is (lost == "after")
    assert isinstance(await end_of(server, job), Finished)
    assert scripted.ran == {job: 1}


async def test_the_same_job_again_is_the_same_job(scripted: ScriptedComfy, server: ComfyServer) -> None:
    job = new_prompt_id()
    answers = await asyncio.gather(*(server.submit(graph(), job) for _ in range(5)))
    assert sorted(answer.already for answer in answers) == [False, True, True, True, True]
    assert isinstance(await end_of(server, job), Finished)
    assert (await server.submit(graph(), job)).already
    assert scripted.ran == {job: 1}


async def test_a_job_that_waits_twice_runs_once(scripted: ScriptedComfy, server: ComfyServer) -> None:
    """Two programs, each unsure, submitted the same job at the same moment."""
    scripted.go.clear()
    scripted.add_foreign(new_prompt_id())
    job = new_prompt_id()
    async with ComfyServer(address_of(scripted)) as other:
        await server.submit(graph(), job, is_new=True)
        await other.submit(graph(), job, is_new=True)
        following = asyncio.create_task(end_of(other, job))
        await happens(lambda: len(scripted.pending) == 1)
        scripted.go.set()
        assert isinstance(await following, Finished)
    assert scripted.ran[job] == 1


async def test_a_doubt_that_cannot_be_settled_now_is_settled_later(
    scripted: ScriptedComfy, server: ComfyServer
) -> None:
    scripted.lose_answer, scripted.unplugs_then = "after", True
    job = new_prompt_id()
    with pytest.raises(SubmissionUnsure) as unsure:
        await server.submit(graph(), job, is_new=True)
    assert "painter" in unsure.value.message
    scripted.unplugged = False
    assert (await server.submit(graph(), job)).already
    assert isinstance(await end_of(server, job), Finished)
    assert scripted.ran == {job: 1}


async def test_nobody_there(scripted: ScriptedComfy) -> None:
    await scripted.stop()
    async with ComfyServer(address_of(scripted)) as server:
        with pytest.raises(ServerUnreachable) as refused:
            await server.submit(graph())
    assert refused.value.message == "painter does not answer: connection refused."
    assert refused.value.way_out


async def test_a_part_of_a_graph_is_a_refusal(scripted: ScriptedComfy, server: ComfyServer) -> None:
    scripted.step_s = 0.2
    missing = {
        "type": "required_input_missing",
        "message": "Required input is missing",
        "details": "images",
        "extra_info": {"input_name": "images"},
    }
    node_errors = {"9": {"errors": [missing], "dependent_outputs": ["9"], "class_type": "SaveImage"}}
    scripted.refusal = (200, {"node_errors": node_errors})
    with pytest.raises(GraphRefused) as refused:
        await server.submit(graph())
    assert refused.value.partly
    (fault,) = refused.value.faults
    assert (fault.kind, fault.node, fault.input) == (FaultKind.MISSING_INPUT, "9", "images")
    await happens(lambda: not scripted.pending and not scripted.running)
    assert all(entry["status"]["status_str"] == "error" for entry in scripted.history.values())
    scripted.refusal = (200, {"node_errors": node_errors})
    accepted = await server.submit(graph(), partly=True)
    assert isinstance(await end_of(server, accepted.prompt_id), Finished)


async def test_what_is_asked_for_reaches_the_server(scripted: ScriptedComfy, server: ComfyServer) -> None:
    await server.submit(graph(), front=True, targets=["9"], png_info={"fabula": {"render": 7}}, previews=False)
    (body,) = scripted.bodies
    assert body["front"] is True
    assert "number" not in body
    assert body["partial_execution_targets"] == ["9"]
    assert body["extra_data"] == {"preview_method": "none", "extra_pnginfo": {"fabula": {"render": 7}}}
    assert body["client_id"] in scripted.sockets


@pytest.mark.parametrize("bad", ["7", "A1B2C3D4-0000-7000-8000-000000000000", "../../etc"])
async def test_an_id_that_newer_servers_refuse_is_not_sent(bad: str, server: ComfyServer) -> None:
    with pytest.raises(ValueError, match=r"UUID"):
        await server.submit(graph(), bad)


async def test_a_server_with_a_key(scripted: ScriptedComfy) -> None:
    scripted.headers = {"Authorization": "Bearer sesame"}
    async with ComfyServer(address_of(scripted)) as server:
        with pytest.raises(AccessDenied):
            await server.submit(graph())
    async with ComfyServer(ServerAddress(scripted.url, token="sesame")) as server:
        assert isinstance(await server.run(graph()), Finished)


async def test_something_that_is_not_comfyui(scripted: ScriptedComfy, server: ComfyServer) -> None:
    scripted.refusal = (418, {"tea": True})
    with pytest.raises(ServerBroke) as broke:
        await server.submit(graph())
    assert "418" in broke.value.message
