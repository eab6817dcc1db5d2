"""Short statements in place, long ones beside the loop, locks waited for without stopping it."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from fabula.core.db import Database
from fabula.core.db.sqlite import COMMITS_BESIDE_IT, COMMITS_PER_CHECKPOINT

LONG_SELECT = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT max(i) FROM n"


@pytest.fixture
async def notes(database: Database) -> Database:
    async with database.writing() as session:
        await session.execute(text("CREATE TABLE notes (id INTEGER PRIMARY KEY, words TEXT UNIQUE)"))
    return database


@asynccontextmanager
async def longest_pause() -> AsyncGenerator[list[float]]:
    """How long the loop was held at most while the block ran."""
    pauses = [0.0]

    async def tick() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.005)
            pauses[0] = max(pauses[0], time.perf_counter() - before - 0.005)

    ticking = asyncio.create_task(tick())
    try:
        yield pauses
    finally:
        ticking.cancel()


async def test_a_long_select_gives_the_right_answer_without_holding_the_loop(notes: Database) -> None:
    select = f"SELECT * FROM ({LONG_SELECT})"
    async with longest_pause() as pause, notes.reading() as session:
        started = time.perf_counter()
        assert (await session.execute(text(select))).scalar() == 3_000_000
        took = time.perf_counter() - started
    assert pause[0] < took / 2


async def test_a_reader_sees_the_past_while_a_writer_is_at_work(notes: Database) -> None:
    async with notes.writing() as writer:
        await writer.execute(text("INSERT INTO notes (words) VALUES ('new')"))
        async with notes.reading() as reader:
            assert (await reader.execute(text("SELECT count(*) FROM notes"))).scalar() == 0
    async with notes.reading() as reader:
        assert (await reader.execute(text("SELECT count(*) FROM notes"))).scalar() == 1


async def test_a_reading_session_cannot_write(notes: Database) -> None:
    async with notes.reading() as session:
        with pytest.raises(OperationalError, match="readonly"):
            await session.execute(text("INSERT INTO notes (words) VALUES ('no')"))


async def test_a_failed_statement_takes_the_whole_transaction_back(notes: Database) -> None:
    async def write_twice() -> None:
        async with notes.writing() as session:
            await session.execute(text("INSERT INTO notes (words) VALUES ('twice')"))
            await session.execute(text("INSERT INTO notes (words) VALUES ('twice')"))

    with pytest.raises(IntegrityError):
        await write_twice()
    async with notes.reading() as session:
        assert (await session.execute(text("SELECT count(*) FROM notes"))).scalar() == 0


async def test_another_process_holding_the_lock_is_waited_for_beside_the_loop(notes: Database) -> None:
    assert notes.path is not None
    other = sqlite3.connect(notes.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write() -> None:
        async with notes.writing() as session:
            await session.execute(text("INSERT INTO notes (words) VALUES ('patient')"))

    async with longest_pause() as pause:
        writing = asyncio.create_task(write())
        await asyncio.sleep(0.3)
        assert not writing.done()
        other.execute("COMMIT")
        await asyncio.wait_for(writing, 5)
    other.close()
    assert pause[0] < 0.25


async def test_a_cancelled_transaction_leaves_nothing_behind_and_the_next_one_works(notes: Database) -> None:
    async def write_for_long() -> None:
        async with notes.writing() as session:
            await session.execute(text("INSERT INTO notes (words) VALUES ('gone')"))
            await session.execute(text(f"DELETE FROM notes WHERE id > ({LONG_SELECT})"))

    writing = asyncio.create_task(write_for_long())
    await asyncio.sleep(0.05)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    async with notes.writing() as session:
        await session.execute(text("INSERT INTO notes (words) VALUES ('kept')"))
    async with notes.reading() as session:
        assert (await session.execute(text("SELECT words FROM notes"))).scalars().all() == ["kept"]


async def test_the_log_of_changes_does_not_grow_without_end(notes: Database) -> None:
    assert notes.path is not None
    for n in range(COMMITS_PER_CHECKPOINT * 3):
        async with notes.writing() as session:
            await session.execute(text("INSERT INTO notes (words) VALUES (:words)"), {"words": f"{n} " + "x" * 2000})
    log = notes.path.with_name(notes.path.name + "-wal").stat().st_size
    assert log < COMMITS_PER_CHECKPOINT * 2 * 4 * 4200


async def test_what_was_committed_reaches_the_file_while_others_write(notes: Database) -> None:
    assert notes.path is not None
    log = notes.path.with_name(notes.path.name + "-wal")

    async def write(times: int) -> None:
        for _ in range(times):
            async with notes.writing() as session:
                await session.execute(text("INSERT INTO notes (words) VALUES (NULL)"))

    async with notes.writing() as session:
        await session.execute(text("INSERT INTO notes (words) VALUES ('early')"))
    await write(COMMITS_PER_CHECKPOINT - 1)
    for _ in range(1000):
        if b"early" in notes.path.read_bytes():
            break
        await asyncio.sleep(0.01)
    else:
        pytest.fail("it was not copied")
    await write(COMMITS_BESIDE_IT)
    size = log.stat().st_size
    await write(COMMITS_BESIDE_IT)
    assert log.stat().st_size == size, "the log began anew, so what is written goes over what was"


async def test_a_bad_statement_is_named(notes: Database) -> None:
    async with notes.reading() as session:
        with pytest.raises(OperationalError, match="no such table: nothing_here"):
            await session.execute(text("SELECT * FROM nothing_here"))
