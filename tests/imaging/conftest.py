"""People who are signed in, and an application that knows a server's nodes."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from fabula.imaging.templates import ServerNodes
from tests.engines.comfy.formats.samples import golden_info
from tests.visitors import newcomer, visit

SignIn = Callable[[str], Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def sign_in(app: FastAPI) -> AsyncIterator[SignIn]:
    """`await sign_in("anna")` makes an account (the first is the admin) and answers its program; `X-Me` is its id."""
    programs: list[httpx.AsyncClient] = []

    async def make(name: str) -> httpx.AsyncClient:
        visitor = await newcomer(app, name)
        await visitor.http.aclose()
        programs.append(visit(app, token=visitor.token, x_me=visitor.id))
        return programs[-1]

    yield make
    for program in programs:
        await program.aclose()


@pytest.fixture
async def admin(sign_in: SignIn) -> httpx.AsyncClient:
    return await sign_in("root")


@pytest.fixture
async def anna(admin: httpx.AsyncClient, sign_in: SignIn) -> httpx.AsyncClient:
    return await sign_in("anna")


@pytest.fixture
async def boris(anna: httpx.AsyncClient, sign_in: SignIn) -> httpx.AsyncClient:
    return await sign_in("boris")


@pytest.fixture
def known_servers(app: FastAPI) -> dict[str, Any]:
    """The `/object_info` of each server, which a test may change."""
    servers: dict[str, Any] = {"atelier": golden_info()}

    async def ask() -> Mapping[str, Any]:
        return servers

    app.state.parts[ServerNodes].ask_with(ask)
    return servers
