"""Fabula before a storyteller and a painter that share one imagined card."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any

import pytest

from bench.one_card import House, OneCard, house_on, one_card, settings_for
from fabula.core.settings import Settings


@pytest.fixture
async def card() -> AsyncGenerator[OneCard]:
    async with one_card() as card:
        yield card


@pytest.fixture
def changes() -> Mapping[str, Any]:
    """Other settings than usual."""
    return {}


@pytest.fixture
async def house(settings: Settings, card: OneCard, changes: Mapping[str, Any]) -> AsyncGenerator[House]:
    async with house_on(settings_for(card, settings, **changes)) as house:
        yield house
