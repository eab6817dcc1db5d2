"""A scripted server, and clients of it that are impatient enough for a test."""

from collections.abc import AsyncGenerator

import pytest

from fabula.engines.comfy import ComfyServer, Patience, ServerAddress
from tests.engines.comfy.scripted import ScriptedComfy

IMPATIENT = Patience(settle_s=0.3, history_s=1.5, wedged_s=1.0, hang_s=1.0, away_s=5.0, deaf_s=2.0)


def address_of(scripted: ScriptedComfy, patience: Patience = IMPATIENT) -> ServerAddress:
    return ServerAddress(scripted.url, name="painter", patience=patience)


@pytest.fixture(params=[True, False], ids=["modern", "old"])
async def scripted(request: pytest.FixtureRequest) -> AsyncGenerator[ScriptedComfy]:
    async with ScriptedComfy(modern=request.param) as server:
        yield server


@pytest.fixture
async def server(scripted: ScriptedComfy) -> AsyncGenerator[ComfyServer]:
    async with ComfyServer(address_of(scripted)) as opened:
        yield opened
