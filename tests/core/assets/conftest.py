"""People who are signed in, and the library behind the application."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import httpx
import pytest
from fastapi import FastAPI

from fabula.core.assets import Library, Sweeper

SignIn = Callable[[str], Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def sign_in(app: FastAPI) -> AsyncIterator[SignIn]:
    """`await sign_in("anna")` makes an account and answers its program; `client.headers["X-Me"]` is its user id."""
    async with AsyncExitStack() as stack:

        async def make(name: str) -> httpx.AsyncClient:
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
            http = await stack.enter_async_context(
                httpx.AsyncClient(transport=transport, base_url="http://fabula.test")
            )
            account = {"username": name, "email": f"{name}@example.org", "password": "a long enough password"}
            answer = (await http.post("/api/auth/register", json=account)).json()
            http.cookies.clear()
            http.headers["Authorization"] = f"Bearer {answer['access_token']}"
            http.headers["X-Me"] = answer["user"]["id"]
            return http

        yield make


@pytest.fixture
async def anna(sign_in: SignIn) -> httpx.AsyncClient:
    return await sign_in("anna")


@pytest.fixture
async def boris(anna: httpx.AsyncClient, sign_in: SignIn) -> httpx.AsyncClient:
    return await sign_in("boris")


@pytest.fixture
def library(app: FastAPI) -> Library:
    return app.state.parts[Library]


@pytest.fixture
def sweeper(app: FastAPI) -> Sweeper:
    return app.state.parts[Sweeper]
