"""The arbiter drives real programs: stopped for others, started when wanted, watched by their processes."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from bench.simulated import SimulatedCard, SimulatedComfy, SimulatedOllama
from fabula.core.background import Background
from fabula.engines.gpu import Arbiter, Device, EngineWorking, LeaseRequest, Rules, Tenant, TenantKind
from fabula.engines.gpu.processes.health import answers
from tests.engines.gpu.processes.conftest import Programs

RULES = Rules(monitor_enabled=False, free_s=0.2, poll_s=0.05, restore_language=False)


@pytest.fixture
async def arbiter(programs: Programs) -> AsyncGenerator[Arbiter]:
    background, card = Background(), SimulatedCard()
    made = Arbiter(RULES, background, keeper=programs.services)
    made.add_device(Device("gpu", "Card", 24_000))
    ollama = SimulatedOllama(card, {"llama": 9_000}, load_s=0)
    comfy = SimulatedComfy(card, {"flux": 18_000}, load_s=0, ignores_free=True, tells_memory=False)
    made.add_tenant(Tenant("text", "Ollama", TenantKind.LANGUAGE, "gpu", service="ollama"), ollama)
    made.add_tenant(Tenant("pictures", "ComfyUI", TenantKind.IMAGE, "gpu", service="comfyui"), comfy)
    yield made
    made.close()
    await background.close()


async def test_a_switch_stops_one_program_and_starts_the_other(programs: Programs, arbiter: Arbiter) -> None:
    ollama, comfyui = programs.add(name="ollama"), programs.add(name="comfyui")
    await programs.services.start("ollama")
    await arbiter.switch("comfyui")
    assert (await answers(ollama.health_url, 1), await answers(comfyui.health_url, 1)) == (False, True)
    assert (await programs.services.state()).active == "comfyui"
    async with arbiter.lease(LeaseRequest(tenant="text", what="llama", owner="ann", expected_mb=9_000)):
        assert await answers(ollama.health_url, 1)


async def test_a_switch_waits_for_nobody_and_stops_nobody_at_work(programs: Programs, arbiter: Arbiter) -> None:
    ollama, _ = programs.add(name="ollama"), programs.add(name="comfyui")
    await programs.services.start("ollama")
    async with arbiter.lease(LeaseRequest(tenant="text", what="llama", owner="ann", expected_mb=9_000)):
        with pytest.raises(EngineWorking, match="has been at work"):
            await asyncio.create_task(arbiter.switch("comfyui"))
        assert await answers(ollama.health_url, 1)
