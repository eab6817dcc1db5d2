"""Every request gets an id and a line in the log; a failure that nobody expected gets an answer all the same."""

import logging
import re
import secrets
import time

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fabula.app.failures import unexpected
from fabula.app.status.metrics import Metrics
from fabula.core.logs import request_id

log = logging.getLogger(__name__)

_SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_QUIET = {"/api/health", "/api/ready", "/metrics"}


class Requests:
    """The outermost gate: the id, the access line and the counters."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        asked = given if _SANE_ID.fullmatch(given) else secrets.token_hex(16)
        scope.setdefault("state", {})["request_id"] = asked
        token = request_id.set(asked)
        try:
            await _Answer(asked, send, self._metrics).follow(self.app, scope, receive)
        finally:
            request_id.reset(token)


class _Answer:
    """One answer on its way out."""

    def __init__(self, asked: str, send: Send, metrics: Metrics) -> None:
        self._asked = asked
        self._send = send
        self._metrics = metrics
        self._began = time.perf_counter()
        # 499: the client went away before an answer began.
        self._status = 499

    async def follow(self, app: ASGIApp, scope: Scope, receive: Receive) -> None:
        try:
            await app(scope, receive, self._pass)
        finally:
            self._note(scope)

    async def _pass(self, message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.accept", "websocket.http.response.start"):
            self._status = message.get("status", 101)
            message["headers"] = [*message.get("headers", ()), (b"x-request-id", self._asked.encode())]
        elif message["type"] == "websocket.close" and self._status == 499:
            self._status = 403
        await self._send(message)

    def _note(self, scope: Scope) -> None:
        seconds = time.perf_counter() - self._began
        method, path = scope.get("method", "WS"), scope["path"][:500]
        self._metrics.request(method, _route_of(scope), self._status, seconds)
        log.log(
            logging.DEBUG if path in _QUIET else logging.INFO,
            "%s %s %s %.0f ms",
            method,
            path,
            self._status,
            seconds * 1000,
            extra={"fields": {"method": method, "path": path, "status": self._status, "ms": round(seconds * 1000, 1)}},
        )


def _route_of(scope: Scope) -> str:
    """The template, never the address itself: its number of values is bounded."""
    return getattr(scope.get("route"), "path", "") or "other"


class LastResort:
    """The innermost gate: an exception that nobody caught becomes our 500, with every header of the other gates."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        has_begun = False

        async def watch(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception as error:
            answer = await unexpected(Request(scope), error)
            if has_begun:
                # The client has a part already: only a broken connection tells it that the rest is missing.
                raise
            await answer(scope, receive, send)
