"""Everything goes wrong at once, and still every job runs once and has one end."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from random import Random

import pytest

from fabula.core.errors import Unavailable
from fabula.engines.comfy import Cancelled, ComfyServer, Finished, JobEvent, Lost, PromptId, new_prompt_id
from tests.engines.comfy.conftest import IMPATIENT, address_of
from tests.engines.comfy.jobs_of_tests import everything, graph
from tests.engines.comfy.scripted import ScriptedComfy

JOBS = 120
AT_ONCE = 15
LATEST_HISTORY_S = 0.3
# A job counts as gone only when the history had every time to tell of it.
PATIENT = replace(IMPATIENT, settle_s=1.0)


async def go_wrong(scripted: ScriptedComfy, chance: Random) -> None:
    """A new fault every tenth of a second, until it is cancelled."""
    while True:
        scripted.deaf = chance.random() < 0.2
        scripted.garbled = chance.random() < 0.2
        scripted.late_history_s = chance.choice([0, 0, 0.05, LATEST_HISTORY_S])
        scripted.lose_answer = chance.choice(["", "", "before", "after"])
        scripted.refuses_sockets = chance.random() < 0.2
        if chance.random() < 0.2:
            await scripted.cut_sockets()
        await asyncio.sleep(0.1)


async def submitted(server: ComfyServer, job: PromptId) -> None:
    while True:
        try:
            await server.submit(graph(steps=2), job)
        except Unavailable:
            await asyncio.sleep(0.05)
        else:
            return


@pytest.mark.parametrize("modern", [True, False], ids=["modern", "old"])
async def test_no_job_is_lost_or_doubled(modern: bool) -> None:
    async with ScriptedComfy(modern=modern) as scripted, ComfyServer(address_of(scripted, PATIENT)) as server:
        room = asyncio.Semaphore(AT_ONCE)

        async def one() -> JobEvent:
            async with room:
                job = new_prompt_id()
                await submitted(server, job)
                return (await everything(server, job))[-1]

        trouble = asyncio.create_task(go_wrong(scripted, Random(7)))
        ends = await asyncio.gather(*(one() for _ in range(JOBS)))
        trouble.cancel()
        with suppress(asyncio.CancelledError):
            await trouble
        assert [type(end) for end in ends] == [Finished] * JOBS
        assert len(scripted.ran) == JOBS
        assert set(scripted.ran.values()) == {1}


async def test_what_a_restart_loses_is_known_and_runs_again() -> None:
    async with ScriptedComfy() as scripted, ComfyServer(address_of(scripted)) as server:
        scripted.step_s = 0.05

        async def one() -> int:
            job, lost = new_prompt_id(), 0
            while True:
                await submitted(server, job)
                end = (await everything(server, job))[-1]
                if isinstance(end, Finished):
                    return lost
                # Taken from the queue without a trace, it looks as if somebody had cancelled it.
                assert isinstance(end, Lost) or end == Cancelled(by_us=False)
                lost += 1

        running = [asyncio.create_task(one()) for _ in range(10)]
        for _ in range(2):
            await asyncio.sleep(0.3)
            await scripted.restart()
        lost = await asyncio.gather(*running)
    assert any(lost)
