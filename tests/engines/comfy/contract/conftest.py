"""The same contract for every server: a real one (`--comfy URL`), or the painter that comes along."""

from collections.abc import AsyncGenerator

import pytest

from fabula.engines.builtin.painter import Painter
from fabula.engines.comfy import ComfyServer, ServerAddress


@pytest.fixture
async def url(request: pytest.FixtureRequest) -> AsyncGenerator[str]:
    given: str | None = request.config.getoption("--comfy")
    if given:
        yield given
        return
    async with Painter() as painter:
        yield painter.url


@pytest.fixture
async def server(url: str) -> AsyncGenerator[ComfyServer]:
    async with ComfyServer(ServerAddress(url, name="the server")) as opened:
        yield opened


@pytest.fixture
async def checkpoint(server: ComfyServer) -> str:
    """Some small checkpoint of the server, for a run with a sampler."""
    names = await server.models("checkpoints")
    small = [name for name in names if "tiny" in name or "fabula" in name] or names
    if not small:
        pytest.skip("the server has no checkpoint")
    return small[0]
