"""Puts the parts of this room together."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from fabula.core.accounts.access import Origins, Principals, Sightings, Tokens
from fabula.core.accounts.audit import endpoints as audit_endpoints
from fabula.core.accounts.client import Proxies
from fabula.core.accounts.keys import endpoints as key_endpoints
from fabula.core.accounts.news import News
from fabula.core.accounts.passwords import Hasher
from fabula.core.accounts.people import Departures
from fabula.core.accounts.profile import endpoints as profile_endpoints
from fabula.core.accounts.profile.password import Passwords
from fabula.core.accounts.registration import endpoints as registration_endpoints
from fabula.core.accounts.sessions import endpoints as session_endpoints
from fabula.core.accounts.signin import endpoints as signin_endpoints
from fabula.core.accounts.signin.front_door import FrontDoor
from fabula.core.accounts.throttle import Throttle
from fabula.core.accounts.upkeep import sweep_now_and_then
from fabula.core.accounts.users import endpoints as user_endpoints
from fabula.core.background import Background
from fabula.core.db import Database
from fabula.core.events import Bus
from fabula.core.settings import Settings
from fabula.core.web import Router

routers: list[Router] = [
    signin_endpoints.router,
    profile_endpoints.router,
    session_endpoints.router,
    key_endpoints.router,
    user_endpoints.router,
    registration_endpoints.router,
    audit_endpoints.router,
]


def build_accounts(
    settings: Settings, database: Database, background: Background, bus: Bus, hasher: Hasher | None = None
) -> tuple[object, ...]:
    """The objects of this room, to be handed out with `provide`; `hasher` is for those who need a cheaper one."""
    hasher = hasher or Hasher()
    proxies = Proxies(settings)
    tokens = Tokens(settings)
    throttle = Throttle(database)
    sightings = Sightings(database, background)
    news = News(bus)
    principals = Principals(database, sightings, news, bus)
    return (
        hasher,
        throttle,
        proxies,
        tokens,
        sightings,
        news,
        principals,
        Origins(settings, proxies),
        Departures(),
        FrontDoor(settings, database, hasher, throttle, tokens, principals, news),
        Passwords(database, hasher, throttle, principals),
    )


def signing_mark(parts: Mapping[type, Any]) -> str:
    """The same for two servers if each takes the tokens of the other."""
    return parts[Tokens].mark


@asynccontextmanager
async def accounts_open(parts: Mapping[type, Any]) -> AsyncGenerator[None]:
    """Once the database is ready: read the signing key and begin to sweep; at the end, note who was here."""
    parts[Tokens].prepare()
    parts[Background].start(sweep_now_and_then(parts[Database]), name="accounts: sweep")
    yield
    await parts[Sightings].write()
