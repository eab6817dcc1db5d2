"""A server in place of both engines: Tavily's `POST /search` and SearXNG's `GET /search`."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

KEY = "tvly-right"
PAGES: list[dict[str, Any]] = [
    {
        "title": "Tides &amp; lamps",
        "url": "https://sea.example/tides",
        "content": "The <b>tide</b>\n turns <script>alert(1)</script> twice a day.",
        "score": 0.9,
        "published": "2026-03-01T10:00:00",
    },
    {"title": "Same page", "url": "https://sea.example/tides/", "content": "again", "score": 0.8, "published": None},
    {"title": "Trap", "url": "javascript:alert(1)", "content": "no", "score": 0.7, "published": None},
    {
        "title": "",
        "url": "http://lamp.example/",
        "content": "long " * 2000,
        "score": 0.45,
        "published": "Mon, 02 Mar 2026 10:00:00 GMT",
    },
]


@dataclass
class Standin:
    """Answers with pages, or as the test wants it to."""

    pages: list[dict[str, Any]] = field(default_factory=lambda: list(PAGES))
    status: int = 200
    raw: bytes | None = None
    silent_s: float = 0.0
    asked: list[Any] = field(default_factory=list[Any])
    url: str = ""
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.add_routes([web.post("/search", self.tavily), web.get("/search", self.searxng)])
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_error: object) -> None:
        assert self._runner
        await self._runner.cleanup()

    async def tavily(self, request: web.Request) -> web.Response:
        self.asked.append(await request.json())
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return web.json_response({"detail": {"error": "Unauthorized: missing or invalid API key."}}, status=401)
        pages = [{**page, "published_date": page["published"]} for page in self.pages]
        return await self._answer({"query": self.asked[-1]["query"], "results": pages, "response_time": 0.1})

    async def searxng(self, request: web.Request) -> web.Response:
        self.asked.append(dict(request.query))
        if request.query.get("format") != "json":
            return web.Response(status=403)
        pages = [{**page, "publishedDate": page["published"], "score": page["score"] * 10} for page in self.pages]
        return await self._answer({"query": request.query["q"], "results": pages, "unresponsive_engines": []})

    async def _answer(self, body: dict[str, Any]) -> web.Response:
        await asyncio.sleep(self.silent_s)
        if self.raw is not None:
            return web.Response(body=self.raw, status=self.status)
        return web.json_response(body if self.status == 200 else {"detail": "not now"}, status=self.status)
