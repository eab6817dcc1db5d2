"""A simulated card with one Ollama and one ComfyUI on it, and an arbiter that shares it on virtual time."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from bench.simulated import SimulatedCard, SimulatedComfy, SimulatedOllama
from fabula.core.background import Background
from fabula.engines.gpu import Arbiter, Device, Gauge, LeaseRequest, Rules, ServiceKeeper, Tenant, TenantKind

SIZES = {"small": 4_000, "llama": 9_000, "llava": 8_000, "large": 20_000}
PEAKS = {"sdxl": 10_000, "flux": 18_000}


@dataclass
class House:
    """Everything that a test needs of one shared card."""

    arbiter: Arbiter
    card: SimulatedCard
    ollama: SimulatedOllama
    comfy: SimulatedComfy

    def text(self, model: str = "llama", owner: str = "ann", **more: Any) -> LeaseRequest:
        asked = LeaseRequest(tenant="ollama", what=model, owner=owner, expected_mb=SIZES[model])
        return replace(asked, **more)

    def picture(self, template: str = "flux", owner: str = "ann", **more: Any) -> LeaseRequest:
        asked = LeaseRequest(tenant="comfyui", what=template, owner=owner, expected_mb=PEAKS[template])
        return replace(asked, **more)

    async def write(self, model: str = "llama", seconds: float = 2, owner: str = "ann", **more: Any) -> None:
        async with self.arbiter.lease(self.text(model, owner, **more)):
            await self.ollama.use(model, seconds)

    async def paint(self, template: str = "flux", seconds: float = 10, owner: str = "ann", **more: Any) -> None:
        async with self.arbiter.lease(self.picture(template, owner, **more)):
            await self.comfy.use(template, seconds)


@asynccontextmanager
async def house(
    rules: Rules | None = None,
    *,
    gauge: Gauge | None = None,
    keeper: ServiceKeeper | None = None,
    text_slots: int = 1,
    total_mb: int | None = 24_000,
) -> AsyncGenerator[House]:
    background, card = Background(), SimulatedCard(total_mb or 24_000)
    ollama, comfy = SimulatedOllama(card, SIZES), SimulatedComfy(card, PEAKS, tells_memory=total_mb is not None)
    arbiter = Arbiter(rules or Rules(monitor_enabled=False), background, gauge=gauge, keeper=keeper)
    arbiter.add_device(Device("gpu", "Card", total_mb))
    text_service, picture_service = ("", "") if keeper is None else ("ollama", "comfyui")
    text = Tenant("ollama", "Ollama", TenantKind.LANGUAGE, "gpu", text_slots, service=text_service)
    arbiter.add_tenant(text, ollama)
    arbiter.add_tenant(Tenant("comfyui", "ComfyUI", TenantKind.IMAGE, "gpu", service=picture_service), comfy)
    try:
        yield House(arbiter, card, ollama, comfy)
    finally:
        arbiter.close()
        await background.close()
