"""Who of several processes lives, who sweeps, and what becomes of those that are taken for dead."""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from fabula.core.background import Background
from fabula.core.db import Database, Dialect
from fabula.core.errors import StartFailed
from fabula.core.runs import Ground
from fabula.core.runs.nodes import Node, Presence
from fabula.core.runs.nodes.presence import Patience
from fabula.core.settings import Settings

QUICK = Patience(beat_s=0.1, unlocked_s=0.5, silent_s=2.0)


@pytest.fixture
def dialect() -> Dialect:
    if not os.environ.get("FABULA_TEST_POSTGRESQL_URL"):
        pytest.skip("no PostgreSQL server: set FABULA_TEST_POSTGRESQL_URL")
    return Dialect.POSTGRESQL


@dataclass
class Process:
    """One process's presence, and what it was told to do."""

    presence: Presence
    node: Node
    background: Background
    handed_over: list[str] = field(default_factory=list[str])
    lives: int = 1

    async def freeze(self) -> None:
        """It keeps its connection, and does nothing any more."""
        await self.background.close()

    async def thaw(self) -> None:
        self.background = Background()
        self.background.start(self.presence.forever(), name="presence")

    async def die(self) -> None:
        await self.background.close()
        await self.presence.close()


@asynccontextmanager
async def process(settings: Settings, *grounds: Ground) -> AsyncGenerator[Process]:
    node, made = Node(is_alone=False), list[Process]()

    async def hand_over(name: str) -> None:
        made[0].handed_over.append(name)

    async def struck_off() -> None:
        made[0].lives += 1

    url = Database(settings.database_address).url.set(drivername="postgresql").render_as_string(hide_password=False)
    presence = Presence(url, node, hand_over=hand_over, struck_off=struck_off, patience=QUICK)
    made.append(Process(presence, node, Background()))
    await presence.open(grounds)
    await made[0].thaw()
    try:
        yield made[0]
    finally:
        await made[0].die()


async def until(is_so: Callable[[], Any]) -> None:
    async with asyncio.timeout(20):
        while True:
            if is_so():
                return
            await asyncio.sleep(0.05)


async def test_one_of_the_living_sweeps_and_another_one_when_it_is_gone(settings: Settings) -> None:
    async with process(settings) as first, process(settings) as second:
        await until(lambda: first.presence.is_sweeper or second.presence.is_sweeper)
        assert first.presence.is_sweeper != second.presence.is_sweeper
        sweeper, other = (first, second) if first.presence.is_sweeper else (second, first)
        await sweeper.die()
        await until(lambda: other.presence.is_sweeper)
        await until(lambda: other.handed_over == [sweeper.node.id])
        assert await other.presence.living() == {other.node.id}


async def test_nobody_who_lives_is_struck_off(settings: Settings) -> None:
    async with process(settings) as first, process(settings) as second:
        await asyncio.sleep(3)
        assert (first.lives, second.lives, first.handed_over, second.handed_over) == (1, 1, [], [])
        assert await first.presence.living() == {first.node.id, second.node.id}


async def test_a_frozen_process_is_struck_off_and_begins_another_life_when_it_wakes(settings: Settings) -> None:
    async with process(settings) as first:
        await until(lambda: first.presence.is_sweeper)
        async with process(settings) as second:
            name = second.node.id
            await second.freeze()
            await until(lambda: first.handed_over == [name])
            await second.thaw()
            await until(lambda: second.lives == 2)
            assert second.node.id != name
            await asyncio.sleep(1)
            assert await first.presence.living() == {first.node.id, second.node.id}


async def test_a_lost_connection_is_not_a_death(settings: Settings) -> None:
    async with process(settings) as first, process(settings) as second:
        await until(lambda: first.presence.is_sweeper or second.presence.is_sweeper)
        await first.presence.close()
        await second.presence.close()
        await until(lambda: first.presence.is_sweeper or second.presence.is_sweeper)
        await asyncio.sleep(1)
        assert (first.lives, second.lives, first.handed_over, second.handed_over) == (1, 1, [], [])


def ground(mark: str) -> Ground:
    return Ground("tokens", mark, "Another server signs with another key.", "Set the same one.")


async def test_a_process_on_other_ground_is_refused_while_the_others_live(settings: Settings) -> None:
    async with process(settings, ground("one")) as first:
        async with process(settings, ground("one")):
            pass
        with pytest.raises(StartFailed, match="Another server signs with another key"):
            async with process(settings, ground("two")):
                pass
        await first.die()
        # The database notices a moment later that nobody holds the old ground any more.
        async with asyncio.timeout(20):
            while True:
                try:
                    async with process(settings, ground("two")) as second:
                        assert second.lives == 1
                        return
                except StartFailed:
                    await asyncio.sleep(0.05)
