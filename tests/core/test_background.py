"""Background work is kept, its failures are told, and closing ends it."""

import asyncio
import logging
import subprocess
import sys
from threading import Event

import pytest

from fabula.core.background import Apart, Background, in_thread


async def test_closing_cancels_what_runs() -> None:
    background = Background()
    ended = asyncio.Event()

    async def forever() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    background.start(forever(), name="forever")
    await asyncio.sleep(0)
    await background.close()
    assert ended.is_set()


async def test_a_failure_is_logged_with_its_name(caplog: pytest.LogCaptureFixture) -> None:
    background = Background()

    async def breaks() -> None:
        raise ValueError("broken")

    with caplog.at_level(logging.ERROR):
        await asyncio.gather(background.start(breaks(), name="breaking"), return_exceptions=True)
        await asyncio.sleep(0)
    assert "background work failed: breaking" in caplog.text


async def test_nothing_starts_after_closing() -> None:
    background = Background()
    await background.close()

    async def late() -> None: ...

    with pytest.raises(RuntimeError, match="late was started"):
        background.start(late(), name="late")


async def test_stubborn_work_is_left_behind_after_the_grace(caplog: pytest.LogCaptureFixture) -> None:
    background = Background()
    stop = asyncio.Event()

    async def stubborn() -> None:
        while not stop.is_set():
            try:
                await stop.wait()
            except asyncio.CancelledError:
                continue

    task = background.start(stubborn(), name="stubborn")
    await asyncio.sleep(0)
    await background.close(grace_s=0.05)
    assert "did not stop in time: stubborn" in caplog.text
    stop.set()
    await task


async def test_blocking_work_leaves_the_loop_free() -> None:
    import time

    started = time.perf_counter()
    await asyncio.gather(*(in_thread(time.sleep, 0.1) for _ in range(4)))
    assert time.perf_counter() - started < 0.35


async def test_what_hangs_apart_keeps_its_place_and_nobody_else_waits() -> None:
    apart, go, began = Apart(2, name="hanging"), Event(), list[str]()

    def hang(what: str) -> str:
        began.append(what)
        go.wait(20)
        return what

    calls = [asyncio.create_task(apart.run(thing, hang, thing)) for thing in ("one", "two", "three")]
    await asyncio.sleep(0.1)
    calls.pop(0).cancel()
    calls.append(asyncio.create_task(apart.run("one", hang, "one again")))
    await asyncio.sleep(0.1)
    assert began == ["one", "two"]
    async with asyncio.timeout(1):
        assert await asyncio.gather(*(in_thread(abs, -number) for number in range(20))) == list(range(20))
    go.set()
    async with asyncio.timeout(5):
        assert await asyncio.gather(*calls) == ["two", "three", "one again"]


async def test_a_failure_apart_is_the_callers() -> None:
    def fail() -> None:
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        await Apart(1, name="failing").run("it", fail)


def test_the_end_of_the_process_waits_for_nothing_that_hangs_apart() -> None:
    work = "import asyncio, time; from fabula.core.background import Apart\n"
    work += "async def main():\n    asyncio.create_task(Apart(1, name='x').run(1, time.sleep, 60))\n"
    work += "    await asyncio.sleep(0.1)\nasyncio.run(main())"
    subprocess.run([sys.executable, "-c", work], check=True, timeout=20)
