"""A scriptable server in place of a provider: it says what it is told to, and remembers what it was asked."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass
class Answer:
    """What one request gets: pieces at a pace, then an end, a silence or a cut."""

    chunks: Sequence[bytes] = ()
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    content_type: str = "text/event-stream"
    first_s: float = 0.0
    pace_s: float = 0.0
    silent_s: float = 0.0
    cut: bool = False


@dataclass
class Seen:
    method: str
    path: str
    body: Any
    headers: dict[str, str]


class Upstream:
    """Answers wait in a line per path; the last one of a line is given again and again."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.left_at: list[float] = []
        self.connections: set[int] = set()
        self.open = 0
        self.most_open = 0
        self.url = ""
        self._asked = asyncio.Event()
        self._left = asyncio.Event()
        self._lines: dict[str, deque[Answer]] = {}
        self._runner: web.AppRunner | None = None

    def says(self, path: str, *answers: Answer) -> None:
        self._lines[path] = deque(answers)

    def asked(self, path: str) -> list[Any]:
        """The bodies of the requests to a path."""
        return [seen.body for seen in self.seen if seen.path == path]

    async def until_asked(self) -> None:
        async with asyncio.timeout(5):
            await self._asked.wait()

    async def until_left(self) -> None:
        async with asyncio.timeout(5):
            await self._left.wait()

    async def start(self) -> None:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/{rest:.*}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        text = await request.text()
        body = json.loads(text) if text else None
        self.seen.append(Seen(request.method, request.path, body, dict(request.headers)))
        self._asked.set()
        self.connections.add(id(request.transport))
        line = self._lines.get(request.path)
        if not line:
            return web.json_response({"error": "404 page not found"}, status=404)
        answer = line.popleft() if len(line) > 1 else line[0]
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            return await self._speak(request, answer)
        finally:
            self.open -= 1

    async def _speak(self, request: web.Request, answer: Answer) -> web.StreamResponse:
        await self._waits(request, answer.first_s)
        headers = {"Content-Type": answer.content_type} | answer.headers
        response = web.StreamResponse(status=answer.status, headers=headers)
        await response.prepare(request)
        for chunk in answer.chunks:
            if not await self._waits(request, answer.pace_s):
                return response
            await response.write(chunk)
        if answer.cut and request.transport:
            request.transport.abort()
            return response
        await self._waits(request, answer.silent_s)
        return response

    async def _waits(self, request: web.Request, seconds: float) -> bool:
        """Whether the client was still there after so long; its leaving is noted at once."""
        until = time.monotonic() + seconds
        while True:
            if request.transport is None or request.transport.is_closing():
                self.left_at.append(time.monotonic())
                self._left.set()
                return False
            left = until - time.monotonic()
            if left <= 0:
                return True
            await asyncio.sleep(min(left, 0.01))
