"""Background work is kept, its failures are told, and closing ends it."""

import asyncio
import logging

import pytest

from fabula.core.background import Background, in_thread


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
