"""The whole application on one painter, and somebody with tables."""

from collections.abc import AsyncGenerator

import pytest

from fabula.core.settings import Settings
from fabula.engines.builtin.painter import Pace, Painter
from tests.imaging.renders.studio import Studio
from tests.imaging.scripts.served.desk import Desk
from tests.visitors import newcomer, started


@pytest.fixture
async def desk(settings: Settings) -> AsyncGenerator[Desk]:
    async with (
        Painter(pace=Pace(plain=True)) as painter,
        started(settings, comfyui_url=(painter.url,)) as app,
    ):
        studio = Studio(app, await newcomer(app, "Ann"), [painter])
        await studio.known()
        yield Desk(app, studio.ann.http, painter)
