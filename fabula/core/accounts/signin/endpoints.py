"""Register, log in, verify, refresh, log out."""

from typing import Annotated

from fastapi import Request, Response

from fabula.core.accounts import tables
from fabula.core.accounts.access import CurrentUser, Origins, OwnPageOnly
from fabula.core.accounts.access.callers import credential
from fabula.core.accounts.access.cookies import clear_cookies, refresh_cookie, set_cookies
from fabula.core.accounts.client import CurrentClient
from fabula.core.accounts.errors import (
    AccountDisabled,
    EmailTaken,
    ForeignOrigin,
    InvitationNeeded,
    InvitationUnknown,
    NotSignedIn,
    RegistrationClosed,
    SignInReused,
    TooManyAttempts,
    UsernameTaken,
    WeakPassword,
    WrongCredentials,
)
from fabula.core.accounts.people import is_anybody_here
from fabula.core.accounts.profile.schemas import User
from fabula.core.accounts.registration.rules import current_mode
from fabula.core.accounts.signin.front_door import Entry, FrontDoor
from fabula.core.accounts.signin.schemas import Credentials, FrontDoorState, Newcomer, SignedIn
from fabula.core.errors import responses
from fabula.core.settings import Settings
from fabula.core.web import Reading, Router, part

router = Router(prefix="/api/auth", tags=["account"])

Door = Annotated[FrontDoor, part(FrontDoor)]
OwnOrigins = Annotated[Origins, part(Origins)]


@router.get("/state")
async def read_front_door(session: Reading, settings: Annotated[Settings, part(Settings)]) -> FrontDoorState:
    """What a newcomer sees first: make the admin account, register, or only sign in."""
    is_first_start = not await is_anybody_here(session)
    return FrontDoorState(first_start=is_first_start, registration=await current_mode(session, settings))


@router.post(
    "/register",
    dependencies=[OwnPageOnly],
    responses=responses(
        WeakPassword,
        InvitationUnknown,
        RegistrationClosed,
        InvitationNeeded,
        ForeignOrigin,
        UsernameTaken,
        EmailTaken,
        TooManyAttempts,
    ),
)
async def register(
    body: Newcomer, request: Request, response: Response, client: CurrentClient, door: Door, origins: OwnOrigins
) -> SignedIn:
    """Make an account and sign in; the first account of all is the admin."""
    entry = await door.register(body, client)
    return _welcome(response, entry, door, secure=origins.is_https(request))


@router.post(
    "/login",
    dependencies=[OwnPageOnly],
    responses=responses(WrongCredentials, AccountDisabled, ForeignOrigin, TooManyAttempts),
)
async def log_in(
    body: Credentials, request: Request, response: Response, client: CurrentClient, door: Door, origins: OwnOrigins
) -> SignedIn:
    """Sign in with user name or email address, and password."""
    entry = await door.log_in(body, client)
    return _welcome(response, entry, door, secure=origins.is_https(request))


@router.get("/verify", responses=responses(NotSignedIn))
async def verify(person: CurrentUser, session: Reading) -> User:
    """Who I am."""
    user = await session.get(tables.User, person.id)
    if user is None:
        raise NotSignedIn
    return User.of(user)


@router.post("/refresh", dependencies=[OwnPageOnly], responses=responses(NotSignedIn, SignInReused, ForeignOrigin))
async def refresh(
    request: Request, response: Response, client: CurrentClient, door: Door, origins: OwnOrigins
) -> SignedIn:
    """Exchange the refresh cookie for new tokens; each counts once."""
    entry = await door.refresh(refresh_cookie(request), client)
    return _welcome(response, entry, door, secure=origins.is_https(request))


@router.post("/logout", status_code=204, dependencies=[OwnPageOnly], responses=responses(ForeignOrigin))
async def log_out(request: Request, response: Response, client: CurrentClient, door: Door, origins: OwnOrigins) -> None:
    """End this sign-in and forget the cookies; also with a token that has expired."""
    token, _ = credential(request)
    await door.log_out(token, client)
    clear_cookies(response, secure=origins.is_https(request))


def _welcome(response: Response, entry: Entry, door: FrontDoor, *, secure: bool) -> SignedIn:
    max_age_s = int(door.lifetime.total_seconds())
    set_cookies(response, entry.access, entry.refresh, max_age_s=max_age_s, secure=secure)
    response.headers["Cache-Control"] = "no-store"
    return SignedIn(access_token=entry.access, token_type="bearer", user=User.of(entry.user))
