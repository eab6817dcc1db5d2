"""An admin, somebody else, and demo engines that stand for real ones."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable

import pytest
from fastapi import FastAPI

from fabula.engines.builtin.painter import Pace, Painter
from fabula.engines.builtin.storyteller import Storyteller
from fabula.engines.registry import EngineRoom
from tests.visitors import Visitor, newcomer

Until = Callable[[Callable[[], bool]], Awaitable[None]]


@pytest.fixture
async def admin(app: FastAPI) -> Visitor:
    return await newcomer(app, "Ann")


@pytest.fixture
async def bob(app: FastAPI, admin: Visitor) -> Visitor:
    return await newcomer(app, "Bob")


@pytest.fixture
def room(app: FastAPI) -> EngineRoom:
    return app.state.parts[EngineRoom]


@pytest.fixture
async def storyteller() -> AsyncGenerator[Storyteller]:
    async with Storyteller() as storyteller:
        yield storyteller


@pytest.fixture
async def painter() -> AsyncGenerator[Painter]:
    async with Painter(pace=Pace(plain=True)) as painter:
        yield painter


@pytest.fixture
def until() -> Until:
    async def wait(holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(15):
            while not holds():  # noqa: ASYNC110 - what is waited for tells nobody
                await asyncio.sleep(0.02)

    return wait
