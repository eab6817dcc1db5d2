"""When nothing is left to paint, the painter gives back what it took."""

import asyncio

from tests.engines.builtin.painter.clients import Client, model_free
from tests.held import only_glibc, resident_mb, waste

WASTED_MB = 60


@only_glibc
async def test_a_painter_at_rest_gives_memory_back(quick: Client) -> None:
    kept = waste(WASTED_MB)
    before = resident_mb()
    await quick.run(model_free())
    async with asyncio.timeout(15):
        while resident_mb() > before - WASTED_MB / 2:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    assert kept
