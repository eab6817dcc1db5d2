"""The whole application before a painter and a storyteller that share one imagined card."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any

import pytest

from bench.one_card import OneCard, one_card, settings_for
from fabula.core.settings import Settings
from fabula.engines.builtin.storyteller import Script
from fabula.imaging.renders.pool import Pool
from tests.play.chats.talking import Salon
from tests.visitors import newcomer, started

TOTAL_MB = 16_384


@pytest.fixture
async def card() -> AsyncGenerator[OneCard]:
    async with one_card(TOTAL_MB, script=Script(), keep_requests=100) as card:
        yield card


@pytest.fixture
async def salon(settings: Settings, card: OneCard, changes: Mapping[str, Any]) -> AsyncGenerator[Salon]:
    wanted: dict[str, Any] = {"chat_titles": False} | dict(changes)
    async with started(settings_for(card, settings, **wanted)) as app:
        salon = Salon(app, await newcomer(app, "Ann"), card.storyteller)
        pool: Pool = app.state.parts[Pool]

        async def knows() -> bool:
            return any(host.is_there and host.is_known for host in pool.hosts)

        await salon.until(knows)
        yield salon
