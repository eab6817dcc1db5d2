"""Finds out who calls, and hands them to endpoints."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from starlette.requests import HTTPConnection

from fabula.core.accounts.access.cookies import access_cookie
from fabula.core.accounts.access.origins import Origins
from fabula.core.accounts.access.principals import Principals
from fabula.core.accounts.access.tokens import Claims, Tokens
from fabula.core.accounts.client import Proxies
from fabula.core.accounts.errors import AdminOnly, NotSignedIn, SignInNeeded
from fabula.core.accounts.person import Person

KEY_START = "fab_"
KEY_LENGTH = len(KEY_START) + 32


async def authenticate(connection: HTTPConnection) -> Person:
    """Who calls: by `Authorization: Bearer`, else by the page's cookie; raises `NotSignedIn`."""
    parts = connection.app.state.parts
    token, by_cookie = credential(connection)
    if token is None:
        raise NotSignedIn
    if by_cookie:
        parts[Origins].require_own_for_writes(connection)
    person = await _holder(parts[Principals], parts[Tokens], token)
    if person is None:
        raise NotSignedIn
    return replace(person, address=parts[Proxies].address(connection))


async def is_still_signed_in(connection: HTTPConnection, person: Person) -> bool:
    """Whether a long-lived connection may go on as this person: cheap enough to ask every few seconds."""
    principals: Principals = connection.app.state.parts[Principals]
    if person.session_id is not None:
        found = await principals.of_session(Claims(person.id, person.session_id))
    else:
        key, _ = credential(connection)
        found = await principals.of_key(key) if key else None
    return found is not None and found.role is person.role


def credential(connection: HTTPConnection) -> tuple[str | None, bool]:
    """The token that came along, and whether a cookie brought it."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip(), False
    return access_cookie(connection), True


async def _holder(principals: Principals, tokens: Tokens, token: str) -> Person | None:
    if token.startswith(KEY_START):
        return await principals.of_key(token) if len(token) == KEY_LENGTH else None
    return await principals.of_session(tokens.read_access(token))


class _Caller(HTTPBearer):
    """Names the caller, and the documentation how to sign in: as one dependency, since each costs every request."""

    def __init__(self) -> None:
        super().__init__(
            scheme_name=HTTPBearer.__name__,
            auto_error=False,
            description="An access token, or an API key that begins with `fab_`.",
        )

    async def __call__(self, request: Request) -> Person:  # pyright: ignore[reportIncompatibleMethodOverride]
        return await authenticate(request)


class _SignedIn(_Caller):
    async def __call__(self, request: Request) -> Person:  # pyright: ignore[reportIncompatibleMethodOverride]
        person = await authenticate(request)
        if person.session_id is None:
            raise SignInNeeded
        return person


class _Admin(_Caller):
    async def __call__(self, request: Request) -> Person:  # pyright: ignore[reportIncompatibleMethodOverride]
        person = await authenticate(request)
        if not person.is_admin:
            raise AdminOnly
        return person


CurrentUser = Annotated[Person, Depends(_Caller())]
CurrentAdmin = Annotated[Person, Depends(_Admin())]
SignedInUser = Annotated[Person, Depends(_SignedIn())]
