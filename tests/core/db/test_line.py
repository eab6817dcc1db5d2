"""Whoever waits longest for a connection is next."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as PoolTimeout

from fabula.core.db import Database
from fabula.core.db.line import FairPool

pytestmark = pytest.mark.every_database


async def write(database: Database, done: list[str], name: str) -> None:
    async with database.writing() as session:
        await session.execute(text("UPDATE users SET theme = theme WHERE id = 'nobody'"))
        await asyncio.sleep(0)
        done.append(name)


async def test_writers_come_in_the_order_in_which_they_asked(database: Database) -> None:
    if database.dialect != "sqlite":
        pytest.skip("only SQLite has one writer")
    done: list[str] = []

    async def busy(name: str) -> None:
        for turn in range(5):
            await write(database, done, f"{turn}{name}")

    await asyncio.gather(*(busy(f" of {number}") for number in range(20)))
    assert done == [f"{turn} of {number}" for turn in range(5) for number in range(20)]


async def test_whoever_is_cancelled_in_the_line_leaves_it_and_blocks_nobody(database: Database) -> None:
    done: list[str] = []
    async with asyncio.TaskGroup() as tasks:
        waiting = [tasks.create_task(write(database, done, str(number))) for number in range(60)]
        await asyncio.sleep(0)
        for task in waiting[::2]:
            task.cancel()
    await write(database, done, "last")
    assert {str(number) for number in range(1, 60, 2)} | {"last"} <= set(done)


async def test_waiting_ends(database: Database) -> None:
    pool = database.engine.sync_engine.pool
    assert isinstance(pool, FairPool)
    pool._timeout = 0.1  # pyright: ignore[reportPrivateUsage] - the real one is half a minute
    limit = pool.size() + max(0, pool._max_overflow)  # pyright: ignore[reportPrivateUsage]
    held = [await database.engine.connect() for _ in range(limit)]
    try:
        with pytest.raises(PoolTimeout):
            await database.engine.connect()
    finally:
        for connection in held:
            await connection.close()
    async with database.engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
