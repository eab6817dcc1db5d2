"""A job has one end, and everybody learns it, whatever becomes of the socket."""

import asyncio

import pytest

from fabula.engines.comfy import Cancelled, ComfyServer, Failed, Finished, Lost, Patience, new_prompt_id
from fabula.engines.comfy.errors import FaultKind, ServerClosed
from fabula.engines.comfy.jobs.events import (
    Loss,
    NodeStarted,
    Preview,
    Queued,
    Started,
    Step,
    Stuck,
    Trouble,
)
from tests.engines.comfy.conftest import address_of
from tests.engines.comfy.jobs_of_tests import end_of, everything, graph, happens, until
from tests.engines.comfy.scripted import ScriptedComfy

SLACK_S = 2.0


async def test_a_job_tells_its_whole_way(server: ComfyServer) -> None:
    accepted = await server.submit(graph(steps=3))
    seen = await everything(server, accepted.prompt_id)
    kinds = [type(event) for event in seen]
    assert kinds[:3] == [Queued, Started, NodeStarted]
    assert [(event.k, event.n) for event in seen if isinstance(event, Step) and event.node == "3"] == [
        (1, 3),
        (2, 3),
        (3, 3),
    ]
    assert next(event for event in seen if isinstance(event, NodeStarted)).title == "Paint"
    assert all(event.data.startswith(b"\xff\xd8") for event in seen if isinstance(event, Preview))
    assert Preview in kinds
    end = seen[-1]
    assert isinstance(end, Finished)
    assert [file.filename for file in end.outputs.files] == [f"{accepted.prompt_id}_00001_.png"]
    assert end.seconds == 2.5


async def test_progress_never_goes_back(server: ComfyServer) -> None:
    accepted = await server.submit(graph(steps=8))
    seen = await everything(server, accepted.prompt_id)
    shown = [event.fraction for event in seen if isinstance(event, Step | NodeStarted)]
    assert shown == sorted(shown)
    assert 0 < shown[-1] < 1


async def test_many_jobs_share_one_socket_and_one_poll(scripted: ScriptedComfy, server: ComfyServer) -> None:
    scripted.step_s = 0.0
    jobs = [(await server.submit(graph(steps=1, seed=seed))).prompt_id for seed in range(200)]
    ends = await asyncio.gather(*(end_of(server, job) for job in jobs))
    assert {type(end) for end in ends} == {Finished}
    assert max(scripted.ran.values()) == 1
    assert scripted.asked["GET /ws"] == 1
    assert scripted.asked["GET /api/jobs"] + scripted.asked["GET /queue"] < 20


async def test_a_healthy_socket_is_trusted(scripted: ScriptedComfy, server: ComfyServer) -> None:
    scripted.step_s = 0.1
    accepted = await server.submit(graph(steps=40))
    assert isinstance(await end_of(server, accepted.prompt_id), Finished)
    assert scripted.asked["GET /api/jobs"] + scripted.asked["GET /queue"] <= 3
    assert scripted.asked["GET /history/"] == 1


@pytest.mark.parametrize("fault", ["refused", "cut", "deaf", "garbled"])
async def test_without_a_good_socket_the_end_is_found_by_asking(
    fault: str, scripted: ScriptedComfy, server: ComfyServer
) -> None:
    scripted.step_s = 0.05
    accepted = await server.submit(graph(steps=10))
    following = asyncio.create_task(end_of(server, accepted.prompt_id))
    await until(server, accepted.prompt_id, Step)
    scripted.refuses_sockets = fault == "refused"
    scripted.deaf = fault == "deaf"
    scripted.garbled = fault == "garbled"
    if fault in ("cut", "refused"):
        await scripted.cut_sockets()
    assert isinstance(await following, Finished)
    late_s = asyncio.get_running_loop().time() - scripted.ended_at[accepted.prompt_id]
    assert late_s < 1.1 + SLACK_S
    assert scripted.ran == {accepted.prompt_id: 1}


async def test_a_socket_that_never_comes_is_not_needed(scripted: ScriptedComfy) -> None:
    scripted.refuses_sockets = True
    async with ComfyServer(address_of(scripted)) as server:
        finished = await server.run(graph())
    assert len(finished.outputs.files) == 1


async def test_a_deaf_socket_is_replaced(scripted: ScriptedComfy, server: ComfyServer) -> None:
    await server.run(graph())
    scripted.deaf = True
    scripted.step_s = 0.4
    accepted = await server.submit(graph(steps=12))
    following = asyncio.create_task(end_of(server, accepted.prompt_id))
    await happens(lambda: scripted.asked["GET /ws"] > 1)
    scripted.deaf = False
    assert isinstance(await following, Finished)
    seen = await everything(server, (await server.submit(graph())).prompt_id)
    assert Step in {type(event) for event in seen}


async def test_history_may_come_late(scripted: ScriptedComfy, server: ComfyServer) -> None:
    scripted.late_history_s = 0.5
    finished = await server.run(graph())
    assert len(finished.outputs.files) == 1


async def test_history_that_never_comes_leaves_what_the_socket_told(
    scripted: ScriptedComfy, server: ComfyServer
) -> None:
    scripted.late_history_s = 3600
    finished = await server.run(graph())
    assert [file.node for file in finished.outputs.files] == ["9"]


async def test_a_late_follower_learns_how_things_stand(scripted: ScriptedComfy, server: ComfyServer) -> None:
    scripted.go.clear()
    accepted = await server.submit(graph())
    await until(server, accepted.prompt_id, NodeStarted)
    follower = asyncio.create_task(everything(server, accepted.prompt_id))
    await asyncio.sleep(0.05)
    scripted.go.set()
    seen = await follower
    assert [type(event) for event in seen[:2]] == [Started, NodeStarted]
    assert await everything(server, accepted.prompt_id) == [seen[-1]]


async def test_another_process_can_follow_and_finish(scripted: ScriptedComfy) -> None:
    scripted.step_s = 0.1
    async with ComfyServer(address_of(scripted)) as first:
        accepted = await first.submit(graph(steps=6))
    async with ComfyServer(address_of(scripted)) as second:
        again = await second.submit(graph(steps=6), accepted.prompt_id)
        assert again.already
        assert isinstance(await end_of(second, accepted.prompt_id), Finished)
    assert scripted.ran == {accepted.prompt_id: 1}


async def test_a_restarted_server_has_lost_the_job(scripted: ScriptedComfy, server: ComfyServer) -> None:
    scripted.go.clear()
    accepted = await server.submit(graph())
    following = asyncio.create_task(end_of(server, accepted.prompt_id))
    await until(server, accepted.prompt_id, Started)
    await scripted.restart()
    end = await following
    assert isinstance(end, Lost)
    assert end.why is Loss.RESTARTED
    again = await server.submit(graph(), accepted.prompt_id)
    assert not again.already
    assert isinstance(await end_of(server, accepted.prompt_id), Finished)


async def test_a_server_that_stays_away_ends_the_waiting(scripted: ScriptedComfy) -> None:
    scripted.go.clear()
    async with ComfyServer(address_of(scripted, Patience(away_s=2.0))) as server:
        accepted = await server.submit(graph())
        following = asyncio.create_task(everything(server, accepted.prompt_id))
        await until(server, accepted.prompt_id, Started)
        await scripted.stop()
        seen = await following
    assert [event.trouble for event in seen if isinstance(event, Stuck)] == [Trouble.AWAY]
    assert isinstance(seen[-1], Lost)
    assert seen[-1].why is Loss.UNREACHABLE


async def test_a_dead_worker_is_said(scripted: ScriptedComfy, server: ComfyServer) -> None:
    scripted.wedged = True
    scripted.refuses_sockets = True
    await scripted.cut_sockets()
    accepted = await server.submit(graph())
    stuck = await until(server, accepted.prompt_id, Stuck)
    assert stuck.trouble is Trouble.WEDGED
    assert "painter" in stuck.reason


async def test_a_hanging_job_is_said_and_may_go_on(scripted: ScriptedComfy, server: ComfyServer) -> None:
    scripted.go.clear()
    accepted = await server.submit(graph())
    assert (await until(server, accepted.prompt_id, Stuck)).trouble is Trouble.HANGS
    scripted.go.set()
    assert isinstance(await end_of(server, accepted.prompt_id), Finished)


async def test_a_failing_node_is_named_without_the_hosts_secrets(scripted: ScriptedComfy, server: ComfyServer) -> None:
    scripted.error = {
        "exception_type": "torch.OutOfMemoryError",
        "exception_message": "Allocation on device 0 failed in /home/anna/ComfyUI/comfy/sd.py",
        "traceback": ["/home/anna/secret"],
    }
    end = await end_of(server, (await server.submit(graph())).prompt_id)
    assert isinstance(end, Failed)
    assert (end.fault.kind, end.fault.node, end.fault.class_type, end.fault.title) == (
        FaultKind.OUT_OF_MEMORY,
        "3",
        "KSampler",
        "Paint",
    )
    assert end.fault.reason == "Allocation on device 0 failed in sd.py"
    assert end.fault.hint


async def test_a_job_that_somebody_else_stops(scripted: ScriptedComfy, server: ComfyServer) -> None:
    scripted.go.clear()
    accepted = await server.submit(graph())
    await until(server, accepted.prompt_id, NodeStarted)
    scripted.interrupt()
    assert await end_of(server, accepted.prompt_id) == Cancelled(by_us=False)


async def test_a_waiting_job_that_somebody_else_removes(scripted: ScriptedComfy, server: ComfyServer) -> None:
    scripted.go.clear()
    scripted.add_foreign(new_prompt_id())
    accepted = await server.submit(graph())
    following = asyncio.create_task(end_of(server, accepted.prompt_id))
    await until(server, accepted.prompt_id, Queued)
    scripted.pending.clear()
    assert await following == Cancelled(by_us=False)


async def test_followers_of_a_closed_server_are_told(scripted: ScriptedComfy) -> None:
    scripted.go.clear()
    async with ComfyServer(address_of(scripted)) as server:
        accepted = await server.submit(graph())
        following = asyncio.create_task(everything(server, accepted.prompt_id))
        await until(server, accepted.prompt_id, Started)
    with pytest.raises(ServerClosed):
        await following
    with pytest.raises(ServerClosed):
        await server.look()
