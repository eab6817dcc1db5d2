"""A run groups its calls in one lease, turns to other models and engines, and never holds what it waits with."""

import asyncio

import pytest

from bench.simulated import run_virtually
from fabula.engines.gpu import GpuBusy, LeaseLost, Rules
from tests.engines.gpu.conftest import house


def now() -> float:
    return asyncio.get_running_loop().time()


def test_calls_inside_a_lease_are_free_and_nobody_comes_between() -> None:
    async def story() -> None:
        async with house() as home:
            async with home.arbiter.lease(home.text()) as group:
                stranger = asyncio.create_task(home.paint("flux", 1, owner="ben"))
                for _ in range(3):
                    async with home.arbiter.lease(home.text()) as inner:
                        assert inner is group
                        await home.ollama.use("llama", 2)
                assert not stranger.done()
            await stranger
            assert home.ollama.loads == 1

    run_virtually(story())


def test_a_group_turns_to_another_model_and_stays_with_it() -> None:
    async def story() -> None:
        async with house() as home:
            async with home.arbiter.lease(home.text("llava")) as group:
                await home.ollama.use("llava", 1)
                async with home.arbiter.lease(home.text("large")):
                    assert home.card.taken["ollama"] == 0
                    await home.ollama.use("large", 1)
                assert (group.what, group.is_held) == ("large", True)
            assert home.arbiter.state().devices[0].holders == []

    run_virtually(story())


def test_a_group_steps_aside_for_a_picture_of_its_own_and_comes_back() -> None:
    async def story() -> None:
        async with house() as home:
            async with home.arbiter.lease(home.text()) as group:
                await home.ollama.use("llama", 1)
                async with home.arbiter.lease(home.picture()):
                    assert not group.is_held
                    await home.comfy.use("flux", 5)
                assert group.is_held
                assert home.card.taken["comfyui"] == 0
                await home.ollama.use("llama", 1)
            assert (home.card.out_of_memory, home.card.killed) == (0, 0)

    run_virtually(story())


def test_two_groups_that_want_each_others_engine_both_end() -> None:
    async def story() -> None:
        async with house(text_slots=2) as home:

            async def run(owner: str) -> None:
                async with home.arbiter.lease(home.text(owner=owner)):
                    await home.ollama.use("llama", 1)
                    async with home.arbiter.lease(home.picture(owner=owner)):
                        await home.comfy.use("flux", 3)
                    await home.ollama.use("llama", 1)

            async with asyncio.timeout(200):
                await asyncio.gather(*(run(f"person {n}") for n in range(4)))
            assert (home.card.out_of_memory, home.card.killed) == (0, 0)

    run_virtually(story())


def test_a_failed_picture_gives_the_text_back() -> None:
    async def story() -> None:
        async with house() as home, home.arbiter.lease(home.text()) as group:
            with pytest.raises(ValueError, match="broken"):
                async with home.arbiter.lease(home.picture()):
                    raise ValueError("broken")
            assert group.is_held

    run_virtually(story())


def test_a_group_whose_other_work_found_no_place_is_over_and_learns_it() -> None:
    async def story() -> None:
        async with house() as home:
            async with home.arbiter.lease(home.text("small")) as group:
                blocker = asyncio.create_task(home.paint("sdxl", 100, owner="ben"))
                await asyncio.sleep(1)
                with pytest.raises(GpuBusy):
                    async with home.arbiter.lease(home.picture("sdxl", wait_s=5)):
                        pass
                with pytest.raises(LeaseLost):
                    group.beat()
            await blocker

    run_virtually(story())


def test_a_task_started_inside_neither_turns_the_group_nor_sets_it_aside() -> None:
    async def story() -> None:
        async with house() as home:
            async with home.arbiter.lease(home.text()) as group:
                apart = [asyncio.create_task(home.paint()), asyncio.create_task(home.write("large"))]
                await asyncio.sleep(30)
                assert (group.is_held, group.what) == (True, "llama")
                assert not any(task.done() for task in apart)
            await asyncio.gather(*apart)

    run_virtually(story())


def test_parallel_calls_of_a_run_join_its_lease_and_keep_it_until_the_last_one_ends() -> None:
    async def story() -> None:
        async with house(Rules(monitor_enabled=False, restore_language=False)) as home:
            async with home.arbiter.lease(home.text()):
                calls = [asyncio.create_task(home.write("llama", 5)) for _ in range(3)]
                await asyncio.sleep(1)
            painted = asyncio.create_task(home.paint(owner="ben"))
            await asyncio.gather(*calls)
            assert not painted.done()
            await painted
            assert home.card.killed == 0

    run_virtually(story())


def test_a_named_parent_turns_from_another_task() -> None:
    async def story() -> None:
        async with house() as home, home.arbiter.lease(home.text("llava")) as group:

            async def describe() -> None:
                async with home.arbiter.lease(home.text("large"), parent=group):
                    await home.ollama.use("large", 1)

            await asyncio.create_task(describe())
            assert group.what == "large"

    run_virtually(story())
