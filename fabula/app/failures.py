"""Turns every failure of a request into the one JSON shape."""

import logging
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException

from fabula.core.assets import StorageFull
from fabula.core.db import is_full, words_of
from fabula.core.errors import (
    Conflict,
    FabulaError,
    Forbidden,
    Invalid,
    MalformedRequest,
    NotFound,
    TooLarge,
    TooMany,
    Unauthorized,
    Unavailable,
    Who,
)

log = logging.getLogger(__name__)


class InternalError(FabulaError):
    """A fault of the server itself; its log has the details."""


class DatabaseUnavailable(Unavailable):
    """The database did not answer."""


class ChangedMeanwhile(Conflict):
    """Somebody else changed the same thing at the same moment."""

    who = Who.RETRY


class MethodNotAllowed(FabulaError):
    """This address exists, but not for this method."""

    status = 405
    who = Who.USER


_BY_STATUS: dict[int, type[FabulaError]] = {
    error.status: error
    for error in (
        Invalid,
        Unauthorized,
        Forbidden,
        NotFound,
        MethodNotAllowed,
        Conflict,
        TooLarge,
        MalformedRequest,
        TooMany,
        Unavailable,
    )
}


def answer_failures(app: FastAPI) -> None:
    app.add_exception_handler(FabulaError, _known)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(PoolTimeout, _database)
    app.add_exception_handler(StaleDataError, _database)
    app.add_exception_handler(Exception, unexpected)


def as_response(request: Request, error: FabulaError) -> JSONResponse:
    request_id = getattr(request.state, "request_id", "")
    return JSONResponse(error.body(request_id).model_dump(mode="json"), status_code=error.status, headers=error.headers)


async def _known(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, FabulaError)
    return as_response(request, error)


async def _malformed(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    faults: Sequence[Any] = error.errors()
    fields = [{"field": ".".join(str(part) for part in fault["loc"]), "problem": str(fault["msg"])} for fault in faults]
    first = fields[0] if fields else {"field": "body", "problem": "cannot be read"}
    return as_response(
        request,
        MalformedRequest(f"{first['field']}: {first['problem']}", details={"fields": fields}),  # pyright: ignore[reportArgumentType]
    )


async def _plain(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if error.status_code == 400:  # the framework's only one: a body that is not JSON, or not a form
        return as_response(
            request,
            MalformedRequest(
                "The body cannot be read.", hint="Send it in the form that the header Content-Type names."
            ),
        )
    kind = _BY_STATUS.get(error.status_code, Invalid if error.status_code < 500 else InternalError)
    response = as_response(request, kind(str(error.detail), headers=error.headers))
    response.status_code = error.status_code
    return response


async def _database(request: Request, error: Exception) -> JSONResponse:
    if isinstance(error, IntegrityError | StaleDataError):
        return as_response(
            request, ChangedMeanwhile("This was changed at the same moment.", hint="Look again and retry.")
        )
    if isinstance(error, DataError):
        return as_response(
            request, Invalid("A value cannot be stored as it is.", hint="Shorten it, or take out odd characters.")
        )
    if is_full(error):
        log.error("the database's disk is full: %s", error)
        return as_response(request, StorageFull(words_of(error)))
    log.error("the database failed", exc_info=error)
    return as_response(request, DatabaseUnavailable("The database did not answer.", hint="Try again in a moment."))


async def unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("a request failed", exc_info=error)
    return as_response(
        request,
        InternalError("Something broke inside Fabula.", hint="The server's log has the details under this request id."),
    )
