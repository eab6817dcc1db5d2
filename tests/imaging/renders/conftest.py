"""The whole application on painters of its own."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack
from typing import Any

import pytest

from fabula.core.settings import Settings
from fabula.engines.builtin.painter import Pace, Painter
from tests.imaging.renders.studio import Studio
from tests.visitors import newcomer, started


@pytest.fixture
def names() -> tuple[str, ...]:
    """How many painters there are; tests may override it."""
    return ("north",)


@pytest.fixture
def changes() -> Mapping[str, Any]:
    """Other settings than usual."""
    return {}


@pytest.fixture
async def studio(settings: Settings, names: tuple[str, ...], changes: Mapping[str, Any]) -> AsyncGenerator[Studio]:
    async with AsyncExitStack() as life:
        painters = [await life.enter_async_context(Painter(pace=Pace(plain=True))) for _ in names]
        urls = tuple(painter.url for painter in painters)
        app = await life.enter_async_context(started(settings, comfyui_url=urls, **changes))
        studio = Studio(app, await newcomer(app, "Ann"), painters)
        await studio.known()
        yield studio
