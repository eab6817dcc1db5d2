"""The routes about models: version, list, show, loaded, pull, copy, delete."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

from aiohttp import web

from fabula.engines.builtin.storyteller.memory import Memory
from fabula.engines.builtin.storyteller.models import VERSION, Model
from fabula.engines.builtin.storyteller.protocol.answer import HEADERS, NDJSON
from fabula.engines.builtin.storyteller.protocol.requests import Copy, Named, Pull, read
from fabula.engines.builtin.storyteller.script import Script
from fabula.engines.builtin.storyteller.shelf import Shelf

STEPS = 20


class Books:
    """Handlers that touch no writer."""

    def __init__(self, script: Script, shelf: Shelf, memory: Memory) -> None:
        self._script = script
        self._shelf = shelf
        self._memory = memory

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.alive),
            web.get("/api/version", self.version),
            web.get("/api/tags", self.tags),
            web.get("/api/ps", self.loaded),
            web.post("/api/show", self.show),
            web.post("/api/pull", self.pull),
            web.post("/api/copy", self.copy),
            web.delete("/api/delete", self.delete),
        ]

    async def alive(self, _request: web.Request) -> web.Response:
        return web.Response(text="Ollama is running", headers=HEADERS)

    async def version(self, _request: web.Request) -> web.Response:
        return web.json_response({"version": VERSION}, headers=HEADERS)

    async def tags(self, _request: web.Request) -> web.Response:
        return web.json_response({"models": [model.listed() for model in self._shelf.all()]}, headers=HEADERS)

    async def loaded(self, _request: web.Request) -> web.Response:
        return web.json_response({"models": self._memory.listed()}, headers=HEADERS)

    async def show(self, request: web.Request) -> web.Response:
        body = await read(request, Named)
        return web.json_response(self._shelf.find(body.wanted).shown(), headers=HEADERS)

    async def copy(self, request: web.Request) -> web.Response:
        body = await read(request, Copy)
        self._shelf.copy(body.source, body.destination)
        return web.Response()

    async def delete(self, request: web.Request) -> web.Response:
        body = await read(request, Named)
        name = self._shelf.find(body.wanted).name
        self._shelf.remove(name)
        self._memory.unload(name)
        return web.Response()

    async def pull(self, request: web.Request) -> web.StreamResponse:
        body = await read(request, Pull)
        model = self._shelf.offered(body.wanted)
        if not body.stream:
            await asyncio.sleep(self._script.pull_s)
            self._shelf.add(model)
            return web.json_response({"status": "success"}, headers=HEADERS)
        response = web.StreamResponse(headers={"Content-Type": NDJSON, **HEADERS})
        await response.prepare(request)
        for progress in _pulling(model):
            await response.write(json.dumps(progress).encode() + b"\n")
            await asyncio.sleep(self._script.pull_s / STEPS)
        self._shelf.add(model)
        await response.write(b'{"status":"success"}\n')
        await response.write_eof()
        return response


def _pulling(model: Model) -> Iterator[dict[str, Any]]:
    yield {"status": "pulling manifest"}
    layer = {"status": f"pulling {model.digest[:12]}", "digest": f"sha256:{model.digest}", "total": model.size}
    for step in range(STEPS + 1):
        yield layer | ({"completed": model.size * step // STEPS} if step else {})
    yield {"status": "verifying sha256 digest"}
    yield {"status": "writing manifest"}
