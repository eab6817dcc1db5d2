"""A language server that never gives its memory back does not keep pictures away, nor they it."""

import asyncio

import pytest

from fabula.engines.gpu import LeaseRequest, Rules, Tenant, TenantKind
from fabula.engines.registry.live.tenants import PlainTextTenant
from tests.engines.gpu.conftest import House, house

LLAMA = LeaseRequest(tenant="llama", what="model.gguf", owner="ann")


def with_llama(home: House) -> None:
    kept = Tenant("llama", "llama.cpp", TenantKind.LANGUAGE, "gpu", slots=2, keeps_memory=True)
    home.arbiter.add_tenant(kept, PlainTextTenant())


@pytest.mark.parametrize("total_mb", [None, 24_000])
async def test_pictures_are_made_after_and_beside_it(total_mb: int | None) -> None:
    async with house(Rules(monitor_enabled=False, wait_s=5), total_mb=total_mb) as home:
        with_llama(home)
        async with asyncio.timeout(5):
            async with home.arbiter.lease(LLAMA):
                pass
            for _ in range(2):
                async with home.arbiter.lease(home.picture()):
                    task = asyncio.ensure_future(beside(home))
                    await task
        assert not [n for n in home.arbiter.news.latest() if n.kind.value.startswith("room") and "llama" in n.text]


async def beside(home: House) -> None:
    async with home.arbiter.lease(LLAMA):
        await asyncio.sleep(0)


async def test_its_places_are_counted() -> None:
    async with house(Rules(monitor_enabled=False, wait_s=0.3)) as home:
        with_llama(home)
        async with asyncio.timeout(5):
            first, second = asyncio.Event(), asyncio.Event()
            holders = [asyncio.ensure_future(held(home, event)) for event in (first, second)]
            await asyncio.sleep(0.05)
            [device] = home.arbiter.state().devices
            assert len(device.holders) == 2
            third = asyncio.ensure_future(held(home, first))
            await asyncio.sleep(0.05)
            assert home.arbiter.state().devices[0].waiting == 1
            first.set()
            second.set()
            await asyncio.gather(*holders, third)


async def held(home: House, until: asyncio.Event) -> None:
    async with home.arbiter.lease(LLAMA):
        await until.wait()
