"""Request bodies end at a limit, whether they announce their length or not."""

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fabula.app.failures import as_response
from fabula.core.errors import TooLarge

MEGABYTE = 1024 * 1024
FORM_AROUND = 64 * 1024


class BodyTooLarge(TooLarge, HTTPException):
    """The body is larger than this address takes."""

    # Also an HTTPException, because the framework turns any other failure while it reads a body into a 400.

    status_code = 413
    hint = "Send less at once, or ask the admin to raise FABULA_MAX_BODY_MB or FABULA_MAX_UPLOAD_MB."

    def __init__(self, limit: int) -> None:
        TooLarge.__init__(
            self,
            f"The request is larger than {limit / MEGABYTE:.0f} MB.",
            # The rest of the body is never read: the connection cannot be used again.
            headers={"Connection": "close"},
        )
        self.detail = self.message


class BodyLimits:
    """One limit for all addresses, and larger ones for those that take files (`"POST /api/assets"`)."""

    def __init__(self, app: ASGIApp, limit: int, uploads: Mapping[str, int]) -> None:
        self.app = app
        self._limit = limit
        self._uploads = {address: size + FORM_AROUND for address, size in uploads.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self._uploads.get(f"{scope['method']} {scope['path']}", self._limit)
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced) > limit:
            await as_response(Request(scope), BodyTooLarge(limit))(scope, receive, send)
            return
        await self.app(scope, _counting(receive, limit), send)


def _counting(receive: Receive, limit: int) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise BodyTooLarge(limit)
        return message

    return counted
