"""A painter on a free port, and a client of it."""

from collections.abc import AsyncGenerator

import aiohttp
import pytest

from fabula.engines.builtin.painter import Pace, Painter
from tests.engines.builtin.painter.clients import Client


@pytest.fixture
async def painter() -> AsyncGenerator[Painter]:
    async with Painter() as painter:
        yield painter


@pytest.fixture
async def plain() -> AsyncGenerator[Painter]:
    async with Painter(pace=Pace(plain=True)) as painter:
        yield painter


@pytest.fixture
async def session() -> AsyncGenerator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def client(painter: Painter, session: aiohttp.ClientSession) -> Client:
    return Client(painter, session)


@pytest.fixture
def quick(plain: Painter, session: aiohttp.ClientSession) -> Client:
    """A client of a painter that paints flat and small."""
    return Client(plain, session)
