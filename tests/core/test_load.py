"""How busy a process is can be asked, and nobody is woken to find out when nobody asks."""

import asyncio
import time
from collections.abc import Callable

from fabula.core.load import LONGEST_PAUSE_S, WATCHES_FOR_S, Load


async def shown_by(load: Load, tell: Callable[[], float], work_s: float, rest_s: float) -> float:
    """What it says after half a second of this rhythm."""
    end = time.monotonic() + 0.5
    while time.monotonic() < end:
        tell()
        until = time.monotonic() + work_s
        while time.monotonic() < until:
            pass
        await asyncio.sleep(rest_s)
    return tell()


async def test_who_works_all_the_time_is_busy() -> None:
    load = Load()
    assert await shown_by(load, load.busy, work_s=0.005, rest_s=0) > 0.8


async def test_who_mostly_waits_is_not() -> None:
    load = Load()
    idle = await shown_by(load, load.busy, work_s=0, rest_s=0.02)
    assert idle < 0.5 * await shown_by(load, load.busy, work_s=0.02, rest_s=0)


async def test_one_long_piece_of_work_makes_what_is_due_late() -> None:
    load = Load()
    assert load.late_s() == 0
    assert await shown_by(load, load.late_s, work_s=0.1, rest_s=0) > 0.01


async def test_work_that_can_wait_leaves_a_busy_loop_to_others() -> None:
    load, clock = Load(), asyncio.get_running_loop().time
    begun = clock()
    await load.breathe()
    assert clock() - begun < 0.01
    await shown_by(load, load.busy, work_s=0.005, rest_s=0)
    begun = clock()
    await load.breathe()
    assert 0.02 < clock() - begun < LONGEST_PAUSE_S + 0.1


async def test_nothing_is_watched_when_nobody_asks() -> None:
    load = Load()
    load.busy()
    assert load.watches
    await asyncio.sleep(WATCHES_FOR_S + 0.2)
    assert not load.watches
    assert load.busy() == 0


def test_each_loop_is_watched_by_itself() -> None:
    load = Load()

    async def ask() -> float:
        return await shown_by(load, load.busy, work_s=0.005, rest_s=0)

    assert asyncio.run(ask()) > 0.5
    assert asyncio.run(ask()) > 0.5
