"""Headers that tell the browser what a page of ours may do: nothing that leads to another host."""

import re
from functools import lru_cache

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?")

_POLICY = (
    "default-src 'self'",
    "script-src 'self'",
    # The components write their theme into a style tag while they run, so inline styles must be allowed. Without inline
    # scripts, foreign hosts and foreign pictures an injected style has nowhere to send what it could find out.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
)

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SecurityHeaders:
    """Adds them to every answer; an answer that has its own stricter one keeps it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name.lower() for name, _ in message["headers"]}
                wanted = _headers(Headers(scope=scope).get("host", ""))
                message["headers"] = [*message["headers"], *(pair for pair in wanted if pair[0] not in own)]
            await send(message)

        await self.app(scope, receive, guarded)


@lru_cache(maxsize=64)
def _headers(host: str) -> tuple[tuple[bytes, bytes], ...]:
    """As they are on the wire."""
    pairs = {"Content-Security-Policy": _policy(host), **_ALWAYS}
    return tuple((name.lower().encode(), value.encode()) for name, value in pairs.items())


def _policy(host: str) -> str:
    # Older browsers do not count the socket of the same host as 'self'.
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    return "; ".join((*_POLICY, f"connect-src 'self'{sockets}"))
