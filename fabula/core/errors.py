"""Every failure that a person can meet, and who can mend it.

FabulaError                 what is wrong, who acts, and the way out
├── NotFound                404  nothing there, or not yours: the two look the same on purpose
├── Conflict                409  the state of things does not allow it now
├── Invalid                 400  understood, but it makes no sense here
├── Unauthorized            401  sign in first
├── Forbidden               403  signed in, but not allowed
├── TooLarge                413  more than the limit
├── MalformedRequest        422  not the shape that this address takes
├── TooMany                 429  slower, please
├── Unavailable             503  something that is needed is away; it may come back
└── StartFailed             the program cannot start: settings, folder, database

Each domain declares its own leaves beside its code, but 422 is kept for the one above.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import BaseModel, JsonValue


class Who(StrEnum):
    """Who has to act before it can work."""

    RETRY = "retry"
    USER = "user"
    ADMIN = "admin"


class FabulaError(Exception):
    """The root: a message for a person, the HTTP status, who acts, and a hint of the way out."""

    status: ClassVar[int] = 500
    who: ClassVar[Who] = Who.ADMIN
    hint: ClassVar[str] = ""

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        details: Mapping[str, JsonValue] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.way_out = hint if hint is not None else self.hint
        self.details = dict(details or {})
        self.headers = dict(headers or {})

    @classmethod
    def code(cls) -> str:
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", cls.__name__).lower()

    def body(self, request_id: str = "") -> "ErrorBody":
        return ErrorBody(
            error=ErrorInfo(
                code=self.code(),
                message=self.message,
                who=self.who,
                hint=self.way_out,
                details=self.details,
                request_id=request_id,
            )
        )


class ErrorInfo(BaseModel):
    """What went wrong, in the one shape that HTTP and the socket share."""

    code: str
    message: str
    who: Who
    hint: str
    details: dict[str, JsonValue]
    request_id: str


class ErrorBody(BaseModel):
    """The body of every answer that is not a success."""

    error: ErrorInfo


class NotFound(FabulaError):
    """Nothing there, or not yours."""

    status = 404
    who = Who.USER


class Conflict(FabulaError):
    """The state of things does not allow it now."""

    status = 409
    who = Who.USER


class Invalid(FabulaError):
    """Understood, but it makes no sense here."""

    status = 400
    who = Who.USER


class Unauthorized(FabulaError):
    """Sign in first."""

    status = 401
    who = Who.USER


class Forbidden(FabulaError):
    """Signed in, but not allowed."""

    status = 403
    who = Who.USER


class TooLarge(FabulaError):
    """More than the limit."""

    status = 413
    who = Who.USER


class MalformedRequest(FabulaError):
    """The request does not have the shape that this endpoint takes."""

    status = 422
    who = Who.USER


class TooMany(FabulaError):
    """Asked too often."""

    status = 429
    who = Who.RETRY


class Unavailable(FabulaError):
    """Something that is needed is away for now."""

    status = 503
    who = Who.RETRY


class StartFailed(FabulaError):
    """The program cannot start; the message is the one sentence that the terminal shows."""


def responses(*errors: type[FabulaError]) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI `responses` of an endpoint that can fail in these ways."""
    by_status: dict[int | str, dict[str, Any]] = {}
    for error in errors:
        known = by_status.setdefault(error.status, {"model": ErrorBody, "description": ""})
        known["description"] = " / ".join(filter(None, [known["description"], error.code()]))
    return by_status
