"""Cancel means cancel, and nobody else's job is touched."""

import asyncio

from fabula.engines.comfy import Cancelled, ComfyServer, Finished, new_prompt_id
from fabula.engines.comfy.jobs.events import NodeStarted, Queued
from tests.engines.comfy.jobs_of_tests import end_of, graph, happens, until
from tests.engines.comfy.scripted import ScriptedComfy


async def test_a_waiting_job_is_cancelled_at_once(scripted: ScriptedComfy, server: ComfyServer) -> None:
    scripted.go.clear()
    foreign = new_prompt_id()
    scripted.add_foreign(foreign)
    job = (await server.submit(graph())).prompt_id
    following = asyncio.create_task(end_of(server, job))
    await until(server, job, Queued)
    await server.cancel(job)
    async with asyncio.timeout(1):
        assert await following == Cancelled(by_us=True)
    scripted.go.set()
    await happens(lambda: foreign in scripted.history)
    assert scripted.history[foreign]["status"]["completed"]
    assert scripted.ran[job] == 0


async def test_a_running_job_is_cancelled(scripted: ScriptedComfy, server: ComfyServer) -> None:
    scripted.go.clear()
    job = (await server.submit(graph())).prompt_id
    following = asyncio.create_task(end_of(server, job))
    await until(server, job, NodeStarted)
    await server.cancel(job)
    assert await following == Cancelled(by_us=True)


async def test_interrupting_spares_the_job_of_somebody_else(scripted: ScriptedComfy, server: ComfyServer) -> None:
    scripted.go.clear()
    foreign = new_prompt_id()
    scripted.add_foreign(foreign)
    job = (await server.submit(graph())).prompt_id
    await server.interrupt(job)
    scripted.go.set()
    assert isinstance(await end_of(server, job), Finished)
    assert scripted.history[foreign]["status"]["completed"]


async def test_clearing_takes_only_our_own(scripted: ScriptedComfy, server: ComfyServer) -> None:
    scripted.go.clear()
    scripted.add_foreign(new_prompt_id())
    ours = [(await server.submit(graph(seed=seed))).prompt_id for seed in range(3)]
    foreign = new_prompt_id()
    scripted.add_foreign(foreign)
    look = await server.look()
    counts = (look.own_running, look.own_pending, look.foreign_running + look.foreign_pending)
    assert counts == (0, 3, 2)
    assert await server.clear() == 3
    assert foreign in [entry[1] for entry in scripted.pending]
    scripted.go.set()
    assert [await end_of(server, job) for job in ours] == [Cancelled(by_us=True)] * 3


async def test_cancelling_what_is_over_changes_nothing(scripted: ScriptedComfy, server: ComfyServer) -> None:
    job = (await server.submit(graph())).prompt_id
    end = await end_of(server, job)
    await server.cancel(job)
    assert await end_of(server, job) == end
    assert isinstance(end, Finished)
