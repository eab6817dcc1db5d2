"""Writers queue and readers never wait."""

import asyncio

import pytest
from sqlalchemy import text

from fabula.core.db import Database


@pytest.mark.every_database
async def test_many_parallel_writers_all_succeed(database: Database) -> None:
    async with database.writing() as session:
        await session.execute(text("DROP TABLE IF EXISTS scratch"))
        await session.execute(text("CREATE TABLE scratch (n INTEGER PRIMARY KEY)"))

    async def write(n: int) -> None:
        async with database.writing() as session:
            await session.execute(text("INSERT INTO scratch VALUES (:n)"), {"n": n})

    await asyncio.gather(*(write(n) for n in range(200)))
    async with database.reading() as session:
        assert (await session.execute(text("SELECT count(*) FROM scratch"))).scalar() == 200
    async with database.writing() as session:
        await session.execute(text("DROP TABLE scratch"))
