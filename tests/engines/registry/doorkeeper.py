"""A server that lets nobody in and remembers with which words each one came; it may also say nothing at all."""

import asyncio
from typing import Self

from aiohttp import web


class Doorkeeper:
    """Listens on a free port; `heard` are the headers of authorization, `paths` what was asked for."""

    def __init__(self, *, is_silent: bool = False) -> None:
        self.heard: list[str] = []
        self.paths: list[str] = []
        self.host = ""
        self._is_silent = is_silent
        self._end = asyncio.Event()
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{rest:.*}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.host = f"127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._end.set()
        if self._runner:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        self.paths.append(request.path)
        self.heard.append(request.headers.get("Authorization", ""))
        if self._is_silent:
            await self._end.wait()
        return web.json_response({"error": "not you"}, status=401)
