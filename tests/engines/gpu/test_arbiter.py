"""Leases are granted in a fair line, one engine at a time unless both fit."""

import asyncio
import gc
import weakref

import pytest

from bench.simulated import run_virtually
from fabula.core.errors import Conflict
from fabula.engines.gpu import (
    Device,
    GpuBusy,
    GpuState,
    LeaseLost,
    News,
    NewsKind,
    Place,
    Priority,
    Rules,
    Tenant,
    TenantKind,
    TenantUnknown,
)
from tests.engines.gpu.conftest import House, house


def now() -> float:
    return asyncio.get_running_loop().time()


def test_a_picture_waits_until_the_text_is_written_and_its_model_gone() -> None:
    async def story() -> None:
        async with house() as home:
            begun: list[str] = []

            async def paint() -> None:
                async with home.arbiter.lease(home.picture()):
                    begun.append(f"painting at {now():.0f} with {home.card.free_mb} MB free")

            async with home.arbiter.lease(home.text()):
                painter = asyncio.create_task(paint())
                await home.ollama.use("llama", 4)
                begun.append(f"written at {now():.0f}")
            await painter
            assert begun == ["written at 10", "painting at 10 with 24000 MB free"]

    run_virtually(story())


def test_engines_work_side_by_side_when_their_peaks_fit_together() -> None:
    async def story() -> None:
        async with house() as home:
            await asyncio.gather(home.write("small", 20), home.paint("sdxl", 20))
            assert (now(), home.card.out_of_memory) == (30, 0)

    run_virtually(story())


def test_a_waiter_is_told_its_place_and_about_how_long() -> None:
    async def story() -> None:
        async with house() as home:
            told: list[Place] = []

            async def write() -> None:
                async with home.arbiter.lease(home.text(), told=told.append):
                    pass

            async with home.arbiter.lease(home.picture(expected_s=30)):
                waiting = [asyncio.create_task(home.write("llama", 1, owner="ben")), asyncio.create_task(write())]
                await asyncio.sleep(10)
            await asyncio.gather(*waiting)
            first = told[0]
            assert (first.place, first.waiting) == (2, 2)
            assert 30 <= first.expected_s <= 60
            assert first.reason == "ComfyUI has been at work for 0 s"

    run_virtually(story())


def test_a_waiter_that_cannot_be_told_still_gets_its_turn() -> None:
    async def story() -> None:
        async with house() as home:

            def deaf(_: Place) -> None:
                raise ValueError("the page has gone")

            async def write() -> None:
                async with home.arbiter.lease(home.text(), told=deaf):
                    await home.ollama.use("llama", 1)

            painting = asyncio.create_task(home.paint())
            await asyncio.sleep(1)
            await write()
            await painting

    run_virtually(story())


def test_who_waits_too_long_is_refused_with_who_was_in_the_way() -> None:
    async def story() -> None:
        async with house() as home:
            async with home.arbiter.lease(home.picture()):
                with pytest.raises(GpuBusy, match="not free within 5 s: ComfyUI has been at work for 5 s"):
                    await asyncio.create_task(home.write(wait_s=5))
            assert home.arbiter.state().devices[0].line == []

    run_virtually(story())


def test_a_cancelled_waiter_leaves_no_trace() -> None:
    async def story() -> None:
        async with house() as home:
            async with home.arbiter.lease(home.picture()):
                waiter = asyncio.create_task(home.write())
                await asyncio.sleep(1)
                waiter.cancel()
                await asyncio.gather(waiter, return_exceptions=True)
                assert home.arbiter.state().devices[0].line == []
            await home.write()

    run_virtually(story())


def test_a_holder_without_a_sign_of_life_loses_the_lease_and_learns_it() -> None:
    async def story() -> None:
        async with house() as home:
            async with home.arbiter.lease(home.picture(ttl_s=20)) as lease:
                await asyncio.sleep(15)
                lease.beat()
                await asyncio.sleep(15)
                lease.beat()
                await asyncio.gather(home.write(), asyncio.sleep(40))
                with pytest.raises(LeaseLost, match="no life for 20 s"):
                    lease.beat()
            assert home.arbiter.state().devices[0].holders == []

    run_virtually(story())


def test_work_that_may_be_silent_for_long_is_not_given_up_before() -> None:
    async def story() -> None:
        async with house() as home, home.arbiter.lease(home.text(ttl_s=20, silent_s=100)) as lease:
            await asyncio.sleep(90)
            lease.beat()
            await asyncio.sleep(110)
            with pytest.raises(LeaseLost, match="no life for 100 s"):
                lease.beat()

    run_virtually(story())


def test_work_that_runs_already_has_its_card_at_once_and_is_seen() -> None:
    async def story() -> None:
        async with house() as home:
            async with home.arbiter.lease(home.text()):
                with home.arbiter.taken_up(home.picture()):
                    assert [holder.what for holder in home.arbiter.state().devices[0].holders] == ["llama", "flux"]
                    written = asyncio.create_task(home.write("llava", owner="bob"))
                    await asyncio.sleep(20)
                    assert not written.done()
            await written
            assert home.arbiter.state().devices[0].holders == []

    run_virtually(story())


def test_a_lease_that_is_set_aside_lets_others_in_and_is_held_again_when_the_work_goes_on() -> None:
    async def story() -> None:
        async with house() as home:
            async with home.arbiter.lease(home.picture()) as lease:
                home.comfy.is_dead = True
                home.card.taken["comfyui"] = 0
                written = asyncio.create_task(home.write(seconds=2))
                await asyncio.sleep(30)
                assert not written.done()
                home.arbiter.set_aside(lease)
                await written
                home.arbiter.go_on(lease)
                assert [holder.what for holder in home.arbiter.state().devices[0].holders] == ["flux"]
                lease.check()
            home.arbiter.go_on(lease)
            assert home.arbiter.state().devices[0].holders == []

    run_virtually(story())


def test_a_lease_ends_with_the_task_that_held_it() -> None:
    async def story() -> None:
        async with house() as home:
            block = home.arbiter.lease(home.picture())
            lease = await asyncio.create_task(block.__aenter__())
            await home.write(wait_s=30)
            with pytest.raises(LeaseLost, match="its task ended without releasing it"):
                lease.check()
            assert NewsKind.LEASE_LOST in [entry.kind for entry in home.arbiter.news.latest()]
            await block.__aexit__(None, None, None)

    run_virtually(story())


def test_a_task_with_many_leases_keeps_none_of_them() -> None:
    async def story() -> None:
        async with house() as home:
            gone: list[weakref.ref[object]] = []

            async def use() -> None:
                async with home.arbiter.lease(home.text()) as lease:
                    gone.append(weakref.ref(lease))

            for _ in range(5):
                await use()
            await asyncio.sleep(10)
            gc.collect()
            assert [ref() for ref in gone] == [None] * 5

    run_virtually(story())


def test_warnings_are_not_pushed_out_by_everyday_news() -> None:
    news = News()
    news.tell(NewsKind.VRAM_HIGH, card="GPU", percent=97)
    for n in range(1000):
        news.tell(NewsKind.LEASE_GRANTED, wish=f"lease {n}", engine="Painter")
    latest = news.latest()
    assert (len(latest), latest[0].text, latest[-1].text) == (101, "GPU is 97 % full", "Painter begins with lease 999")


def test_one_who_goes_back_and_forth_is_hardly_held_up() -> None:
    async def story() -> None:
        async with house() as home:
            waits: list[float] = []
            for n in range(20):
                asked = now()
                request = home.picture() if n % 2 else home.text()
                async with home.arbiter.lease(request):
                    waits.append(now() - asked)
                    await asyncio.sleep(3)
            assert max(waits) <= 5.1

    run_virtually(story())


def test_an_unknown_engine_is_refused() -> None:
    async def story() -> None:
        async with house() as home:
            with pytest.raises(TenantUnknown):
                await home.write(tenant="elsewhere")

    run_virtually(story())


def test_one_who_floods_the_line_does_not_hold_up_the_others() -> None:
    async def story() -> None:
        async with house() as home:
            flood = [asyncio.create_task(home.write("llama", 5, owner="flood")) for _ in range(200)]
            await asyncio.sleep(60)
            before = now()
            await home.write("llama", 5, owner="ben")
            assert now() - before <= 10 + 0.1
            for task in flood:
                task.cancel()
            await asyncio.gather(*flood, return_exceptions=True)

    run_virtually(story())


def test_two_who_always_want_more_get_equal_shares_of_the_card() -> None:
    async def story() -> None:
        async with house() as home:
            spent = {"short": 0.0, "long": 0.0}

            async def one(owner: str, seconds: float) -> None:
                while now() < 1200:
                    async with home.arbiter.lease(home.text(owner=owner, wait_s=1e6)):
                        await home.ollama.use("llama", seconds)
                        spent[owner] += seconds if now() < 1200 else 0

            await asyncio.gather(*(one("short", 2) for _ in range(10)), *(one("long", 7) for _ in range(10)))
            assert spent["short"] == pytest.approx(spent["long"], rel=0.05)

    run_virtually(story())


def test_batches_go_behind_people_but_are_not_forgotten() -> None:
    async def story() -> None:
        async with house(Rules(monitor_enabled=False, ageing_s=30)) as home:
            done: list[str] = []

            async def chat(home: House) -> None:
                for _ in range(60):
                    await home.write("llama", 2, owner="ann")

            async def batch(home: House) -> None:
                await home.write("llama", 2, owner="ben", priority=Priority.PREFETCH)
                done.append(f"{now():.0f}")

            await asyncio.gather(*(chat(home) for _ in range(3)), batch(home))
            assert 60 <= float(done[0]) <= 110

    run_virtually(story())


def test_work_for_a_loaded_model_overtakes_within_bounds() -> None:
    async def story() -> None:
        rules = Rules(monitor_enabled=False, lookahead_leases=3, lookahead_s=60, residence_s=0)
        async with house(rules) as home:
            order: list[str] = []

            async def write(model: str, owner: str) -> None:
                async with home.arbiter.lease(home.text(model, owner)):
                    order.append(model)
                    await home.ollama.use(model, 1)

            rest = [asyncio.create_task(write("large", "zoe"))]
            await asyncio.sleep(1)
            rest.append(asyncio.create_task(write("llama", "ann")))
            await asyncio.sleep(0)
            rest += [asyncio.create_task(write("large", f"p{n}")) for n in range(6)]
            await asyncio.gather(*rest)
            assert order == ["large"] * 4 + ["llama"] + ["large"] * 3

    run_virtually(story())


def test_an_engine_moves_to_another_device_and_is_forgotten_only_when_idle() -> None:
    async def story() -> None:
        async with house() as home:
            home.arbiter.add_device(Device("other", "Other card"))
            moved = Tenant("ollama", "Ollama", TenantKind.LANGUAGE, "other")
            async with home.arbiter.lease(home.text()):
                with pytest.raises(Conflict, match="Ollama is at work or waited for"):
                    home.arbiter.add_tenant(moved, home.ollama)
            home.arbiter.add_tenant(moved, home.ollama)
            assert [[t.id for t in device.tenants] for device in home.arbiter.state().devices] == [
                ["comfyui"],
                ["ollama"],
            ]
            with pytest.raises(Conflict, match="1 engines still live on Card"):
                home.arbiter.remove_device("gpu")
            home.arbiter.remove_tenant("comfyui")
            home.arbiter.remove_device("gpu")
            assert not home.arbiter.knows("comfyui")
            with pytest.raises(TenantUnknown, match="no such device"):
                home.arbiter.add_tenant(Tenant("x", "X", TenantKind.IMAGE, "nowhere"), home.comfy)

    run_virtually(story())


def test_a_state_is_ready_for_the_wire() -> None:
    async def story() -> None:
        async with house() as home:
            async with home.arbiter.lease(home.picture(label="A castle")):
                waiting = asyncio.create_task(home.write(owner="ben"))
                await asyncio.sleep(5)
                device = GpuState.model_validate_json(home.arbiter.state().model_dump_json()).devices[0]
                (holder,), (waiter,) = device.holders, device.line
                assert (holder.what, holder.label, holder.held_s) == ("flux", "A castle", 5.0)
                assert (waiter.place, waiter.owner, waiter.waited_s) == (1, "ben", 5.0)
                assert device.words == "ComfyUI has been at work for 5 s"
            await waiting

    run_virtually(story())
