"""A server that sends us elsewhere is not followed, and nobody there hears the key."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
from aiohttp import web

from fabula.engines.comfy import ComfyServer, ServerAddress
from fabula.engines.comfy.errors import ServerBroke


@pytest.fixture
async def elsewhere() -> AsyncGenerator[tuple[str, list[str]]]:
    """The address of a server that sends everybody to its own other half, and the keys heard there."""
    heard: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        if request.path.startswith("/other"):
            heard.append(request.headers.get("Authorization", ""))
            return web.json_response({})
        raise web.HTTPFound(f"/other{request.path}")

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}", heard
    await runner.cleanup()


async def test_no_request_is_sent_on(elsewhere: tuple[str, list[str]]) -> None:
    url, heard = elsewhere
    async with ComfyServer(ServerAddress(url, token="secret")) as server:
        with pytest.raises(ServerBroke, match="sends us on to /other/system_stats"):
            await server.stats()
        await asyncio.sleep(0.1)
    assert heard == []
