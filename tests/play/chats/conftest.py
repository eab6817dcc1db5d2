"""The whole application before a storyteller of its own."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack
from typing import Any

import pytest

from fabula.core.settings import Settings
from fabula.engines.builtin.storyteller import Script, Storyteller
from tests.play.chats.talking import Salon
from tests.visitors import Visitor, newcomer, started


@pytest.fixture
def changes() -> Mapping[str, Any]:
    """Other settings than usual."""
    return {}


@pytest.fixture
async def teller() -> AsyncGenerator[Storyteller]:
    async with Storyteller(Script(length=12), keep_requests=50) as teller:
        yield teller


@pytest.fixture
async def salon(settings: Settings, teller: Storyteller, changes: Mapping[str, Any]) -> AsyncGenerator[Salon]:
    wanted: dict[str, Any] = {"ollama_url": teller.url, "chat_titles": False, "chat_trash_days": 30} | dict(changes)
    async with AsyncExitStack() as life:
        app = await life.enter_async_context(started(settings, **wanted))
        yield Salon(app, await newcomer(app, "Ann"), teller)


@pytest.fixture
async def bob(salon: Salon) -> Visitor:
    return await newcomer(salon.app, "Bob")
