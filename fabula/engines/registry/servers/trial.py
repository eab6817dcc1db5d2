"""Whether a picture server works: it answers, has a card and models, draws a test picture, and gives it back."""

from collections.abc import AsyncGenerator

from fabula.core.errors import Unavailable
from fabula.engines.comfy import ComfyServer, Finished, Graph, ServerAddress
from fabula.engines.registry.trials import TrialStep, tried

# Needs no model, so that a fresh ComfyUI can be tried too.
PICTURE: Graph = {
    "1": {"class_type": "EmptyImage", "inputs": {"width": 64, "height": 64, "batch_size": 1, "color": 12_080_922}},
    "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
}
LISTED = 4
GIGABYTE = 1024**3


async def server_trial(address: ServerAddress) -> AsyncGenerator[TrialStep]:
    """Connect, look around, draw and read back."""
    async with ComfyServer(address) as server:
        made: list[Finished] = []

        async def connect() -> str:
            return f"ComfyUI {(await server.stats()).version}".strip()

        async def card() -> str:
            devices = (await server.stats()).devices
            told = [
                f"{each.name}, {each.vram_total / GIGABYTE:.1f} GB, {each.vram_free / GIGABYTE:.1f} GB free"
                for each in devices
            ]
            return "; ".join(told)

        async def models() -> str:
            both = [*await server.models("checkpoints"), *await server.models("diffusion_models")]
            # One folder may serve as both.
            found = list(dict.fromkeys(both))
            named = ", ".join(found[:LISTED]) + (", …" if len(found) > LISTED else "")
            return named or "no checkpoint yet"

        async def draw() -> str:
            made.append(await server.run(PICTURE))
            return ""

        async def read() -> str:
            files = made[0].outputs.kept
            if not files:
                raise Unavailable(f"{address.name} drew the test picture and kept no file of it.")
            return f"{len(await server.fetch(files[0]))} bytes"

        steps = (("connect", connect), ("card", card), ("models", models), ("draw", draw), ("read", read))
        async for step in tried(*steps):
            yield step
