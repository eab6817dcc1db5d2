"""Text answers travel small; streams, pictures, parts and secrets travel as they are."""

import gzip

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fabula.core.background import in_thread

SMALLEST = 1024
IN_THREAD_FROM = 64 * 1024
LEVEL = 5
_TEXT = ("application/json", "application/javascript", "text/html", "text/css", "text/plain", "text/javascript")


class Compression:
    """Compresses whole text answers for clients that take gzip."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            await self.app(scope, receive, send)
            return
        await self.app(scope, receive, _Compressor(send).send)


class _Compressor:
    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_worth_it(message):
            self._start = message
            return
        if self._start is not None:
            start, self._start = self._start, None
            message = await _compressed(start, message)
            await self._send(start)
        await self._send(message)


def _is_worth_it(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    # An answer that sets a cookie or must not be stored may hold a secret, and its size would tell about it.
    is_plain = not any(name in headers for name in ("content-encoding", "content-range", "set-cookie"))
    is_storable = "no-store" not in headers.get("cache-control", "")
    return start["status"] == 200 and is_plain and is_storable and headers.get("content-type", "").startswith(_TEXT)


async def _compressed(start: Message, message: Message) -> Message:
    """The body message made small, and the start's headers changed to match; a streamed body is left alone."""
    body = message.get("body", b"")
    if message["type"] != "http.response.body" or message.get("more_body") or len(body) < SMALLEST:
        return message
    small = await in_thread(_small, body) if len(body) > IN_THREAD_FROM else _small(body)
    headers = MutableHeaders(raw=start["headers"])
    headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(small))
    headers.add_vary_header("Accept-Encoding")
    start["headers"] = headers.raw
    return {**message, "body": small}


def _small(body: bytes) -> bytes:
    return gzip.compress(body, LEVEL, mtime=0)
