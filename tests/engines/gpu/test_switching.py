"""Switching programs by hand: refused under work, nobody let in meanwhile, and all comes back when wanted."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from bench.simulated import run_virtually
from fabula.engines.gpu import EngineWorking, Rules, ServiceFailed, ServiceUnknown
from tests.engines.gpu.conftest import House, house

QUIET = Rules(monitor_enabled=False, restore_after_s=1)


class Keeper:
    """Programs that take a while to stop and start."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.is_broken = False
        self.home: House | None = None

    async def stop(self, service: str, *, in_favour_of: str = "") -> None:
        self.asked.append(f"stop {service}")
        await asyncio.sleep(3)
        assert self.home is not None
        self.home.card.taken[service] = 0
        (self.home.ollama if service == "ollama" else self.home.comfy).forget()

    async def start(self, service: str) -> None:
        self.asked.append(f"start {service}")
        await asyncio.sleep(3)
        if self.is_broken:
            raise ServiceFailed("ComfyUI ended at once with code 1: no module named torch.")

    def pids(self, service: str) -> set[int]:
        return set()


@asynccontextmanager
async def kept() -> AsyncGenerator[tuple[House, Keeper]]:
    keeper = Keeper()
    async with house(QUIET, keeper=keeper) as home:
        keeper.home = home
        yield home, keeper


def test_the_other_is_stopped_and_this_one_started() -> None:
    async def story() -> None:
        async with kept() as (home, keeper):
            await home.write()
            await home.arbiter.switch("comfyui")
            assert keeper.asked == ["stop ollama", "start comfyui"]
            ollama, comfyui = home.arbiter.state().devices[0].tenants
            assert (ollama.is_stopped, comfyui.is_stopped) == (True, False)

    run_virtually(story())


def test_an_engine_at_work_is_not_switched_away() -> None:
    async def story() -> None:
        async with kept() as (home, keeper):
            writing = asyncio.create_task(home.write("llama", 20))
            await asyncio.sleep(12)
            with pytest.raises(EngineWorking, match="Ollama has been at work for 12 s") as refused:
                await home.arbiter.switch("comfyui")
            assert refused.value.details == {"tenant": "ollama", "jobs": 1, "seconds": 12.0}
            assert keeper.asked == []
            await writing

    run_virtually(story())


def test_an_engine_at_work_for_somebody_else_is_not_switched_away() -> None:
    async def story() -> None:
        async with kept() as (home, keeper):
            home.comfy.foreign_job = "2 jobs"
            with pytest.raises(EngineWorking, match="ComfyUI works on 2 jobs"):
                await home.arbiter.switch("ollama")
            assert keeper.asked == []

    run_virtually(story())


def test_work_that_comes_meanwhile_waits_and_starts_its_program_again() -> None:
    async def story() -> None:
        async with kept() as (home, keeper):
            switching = asyncio.create_task(home.arbiter.switch("comfyui"))
            await asyncio.sleep(1)
            await home.write()
            await switching
            assert keeper.asked == ["stop ollama", "start comfyui", "start ollama"]
            assert home.card.killed == 0

    run_virtually(story())


def test_two_switches_at_once_are_one_too_many() -> None:
    async def story() -> None:
        async with kept() as (home, _):
            first = asyncio.create_task(home.arbiter.switch("comfyui"))
            await asyncio.sleep(1)
            with pytest.raises(EngineWorking, match="just being prepared"):
                await home.arbiter.switch("ollama")
            await first

    run_virtually(story())


def test_a_program_that_does_not_start_is_said_and_the_line_goes_on() -> None:
    async def story() -> None:
        async with kept() as (home, keeper):
            keeper.is_broken = True
            with pytest.raises(ServiceFailed, match="no module named torch"):
                await home.arbiter.switch("comfyui")
            keeper.is_broken = False
            await home.write()

    run_virtually(story())


def test_without_managed_programs_there_is_nothing_to_switch() -> None:
    async def story() -> None:
        async with house(QUIET) as home:
            with pytest.raises(ServiceUnknown, match="No programs are managed"):
                await home.arbiter.switch("comfyui")

    run_virtually(story())
