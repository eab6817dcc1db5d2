"""People and programs at the door of an application under test."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI
from pwdlib.hashers.argon2 import Argon2Hasher

from fabula.app.application import create_app
from fabula.core.accounts import Hasher
from fabula.core.settings import Settings

ADDRESS = "http://fabula.test"
PASSWORD = "a long way home 7"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def quick_hasher() -> Hasher:
    """Real argon2id, at a price that tests can pay."""
    return Hasher(Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1))


@asynccontextmanager
async def started(settings: Settings, **changes: Any) -> AsyncGenerator[FastAPI]:
    """An application with these settings, running."""
    application = create_app(settings.model_copy(update=changes), hasher=quick_hasher())
    async with application.router.lifespan_context(application):
        yield application


def visit(app: FastAPI, *, peer: str = "127.0.0.1", token: str | None = None, **headers: str) -> httpx.AsyncClient:
    """A browser (it keeps cookies), or a program with a token."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if token:
        sent["Authorization"] = f"Bearer {token}"
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=(peer, 50_000))
    return httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers=sent)


@dataclass
class Visitor:
    """Somebody with an account who is signed in by cookie."""

    http: httpx.AsyncClient
    id: str
    username: str
    token: str


async def newcomer(app: FastAPI, username: str, **more: Any) -> Visitor:
    """Registers and stays signed in; the first one is the admin."""
    http = visit(app, user_agent=FIREFOX)
    given = {"username": username, "email": f"{username}@example.org", "password": PASSWORD}
    answer = await http.post("/api/auth/register", json=given | more)
    assert answer.status_code == 200, answer.text
    return Visitor(http, answer.json()["user"]["id"], username, answer.json()["access_token"])


async def log_in(app: FastAPI, username: str, password: str = PASSWORD, **visiting: Any) -> httpx.AsyncClient:
    """Another browser of somebody who has an account."""
    http = visit(app, **({"user_agent": FIREFOX} | visiting))
    answer = await http.post("/api/auth/login", json={"username": username, "password": password})
    assert answer.status_code == 200, answer.text
    return http


def code_of(answer: httpx.Response) -> str:
    """The code of a failure, whose shape is checked too."""
    error = answer.json()["error"]
    assert set(error) == {"code", "message", "who", "hint", "details", "request_id"}
    return str(error["code"])
