"""The whole application before a painter and a storyteller that share one imagined card."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any

import pytest

from bench.one_card import OneCard, one_card, settings_for
from fabula.core.settings import Settings
from fabula.engines.builtin.storyteller import Script
from tests.imaging.images.easel import Easel
from tests.visitors import newcomer, started

TOTAL_MB = 16_384


@pytest.fixture
def changes() -> Mapping[str, Any]:
    """Other settings than usual."""
    return {}


@pytest.fixture
async def card() -> AsyncGenerator[OneCard]:
    async with one_card(TOTAL_MB, script=Script(), keep_requests=200) as card:
        yield card


@pytest.fixture
async def bare(settings: Settings, card: OneCard, changes: Mapping[str, Any]) -> AsyncGenerator[Easel]:
    """The same, while nobody waits for the engines to answer."""
    async with started(settings_for(card, settings, **changes)) as app:
        yield Easel(app, await newcomer(app, "Ann"), card)


@pytest.fixture
async def easel(settings: Settings, card: OneCard, changes: Mapping[str, Any]) -> AsyncGenerator[Easel]:
    async with started(settings_for(card, settings, **changes)) as app:
        easel = Easel(app, await newcomer(app, "Ann"), card)
        await easel.known()
        yield easel
