"""What the real clients tell the arbiter of their engines."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from fabula.core.clock import now
from fabula.engines.builtin.storyteller import Script, Storyteller
from fabula.engines.comfy import ComfyServer
from fabula.engines.gpu import Memory
from fabula.engines.llm import Channel, Client, Provider
from fabula.engines.llm.ollama import OllamaServer
from fabula.engines.registry.live.tenants import ComfyTenant, OllamaTenant

GIGABYTE = 1024**3


def card(index: int | None, total: int, free: int, reserve: int, kind: str = "cuda") -> dict[str, Any]:
    sizes = {"vram_total": total, "vram_free": free, "torch_vram_total": 0, "torch_vram_free": reserve}
    return {"name": "Card", "type": kind, "index": index} | {name: size * GIGABYTE for name, size in sizes.items()}


class Stats:
    """A server that answers `/system_stats` with these devices."""

    def __init__(self) -> None:
        self.devices: list[dict[str, Any]] = []
        self.url = ""

    async def answer(self, _: web.Request) -> web.StreamResponse:
        return web.json_response({"system": {"comfyui_version": "0.27.0"}, "devices": self.devices})


@pytest.fixture
async def stats() -> AsyncGenerator[Stats]:
    made, app = Stats(), web.Application()
    app.router.add_get("/system_stats", made.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


@pytest.mark.parametrize(
    ("devices", "wish", "seen"),
    [
        ([card(0, 24, 20, 6)], "0", Memory(24 * 1024, 14 * 1024)),
        ([card(0, 24, 2, 6)], "0", Memory(24 * 1024, 0)),
        ([card(0, 24, 20, 0), card(1, 12, 9, 1)], "1", Memory(12 * 1024, 8 * 1024)),
        ([card(0, 24, 20, 0), card(1, 12, 9, 1)], "", Memory(24 * 1024, 20 * 1024)),
        ([card(None, 64, 32, 0, "cpu")], "0", None),
        ([card(None, 64, 32, 0, "cpu"), card(0, 24, 20, 0)], "0", Memory(24 * 1024, 20 * 1024)),
        ([], "0", None),
    ],
)
async def test_what_another_program_could_have_of_a_card(
    stats: Stats, devices: list[dict[str, Any]], wish: str, seen: Memory | None
) -> None:
    stats.devices = devices
    async with ComfyServer(stats.url) as server:
        assert await ComfyTenant(server, wish).memory() == seen


async def test_an_ollama_that_writes_for_others_is_at_work_and_one_that_hangs_is_not() -> None:
    own: list[str] = []
    async with Storyteller(Script(keep_alive_s=600)) as storyteller:
        client = Client(Channel(id="a", name="Ollama", provider=Provider.OLLAMA, base_url=storyteller.url))
        tenant = OllamaTenant(OllamaServer(client), lambda: ", ".join(own))
        assert await tenant.working() == ""
        own.append("the installation of llama")
        assert await tenant.working() == "the installation of llama"
        own.clear()
        await tenant.warm("fabula-demo")
        assert await tenant.working() == ""
        await expired(storyteller)
        assert await tenant.working() == "fabula-demo:latest for somebody else"
        storyteller.script.stopping_s = 30
        hanging = OllamaTenant(OllamaServer(client, pause=impatient), lambda: "")
        with pytest.raises(TimeoutError):
            await hanging.unload("fabula-demo:latest")
        assert await hanging.working() == ""
        await client.close()


async def impatient(_: float) -> None:
    raise TimeoutError


async def expired(storyteller: Storyteller) -> None:
    """The model's time is over and it is still there, as with Ollama while it writes."""
    assert storyteller.memory
    for loaded in storyteller.memory._loaded.values():  # pyright: ignore[reportPrivateUsage]
        loaded.expires_at = now() - timedelta(minutes=1)
