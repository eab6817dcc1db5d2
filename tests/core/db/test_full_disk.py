"""A database whose disk has no room: nothing half-way, nothing forgotten, and work goes on when there is room."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from fabula.core.db import Database, is_full, is_outage, outlasting, words_of
from fabula.core.db.sqlite import COMMITS_BESIDE_IT, COMMITS_PER_CHECKPOINT
from tests.disks import Disk


@pytest.fixture
async def notes(small_disk: Disk) -> AsyncGenerator[Database]:
    database = Database(f"sqlite:///{small_disk.folder / 'notes.db'}")
    async with database.writing() as session:
        await session.execute(text("CREATE TABLE notes (id INTEGER PRIMARY KEY, words TEXT)"))
    yield database
    await database.close()


async def write(notes: Database, words: str = "x" * 6000) -> None:
    async with notes.writing() as session:
        await session.execute(text("INSERT INTO notes (words) VALUES (:words)"), {"words": words})


async def count(notes: Database) -> int:
    async with notes.reading() as session:
        return (await session.execute(text("SELECT count(*) FROM notes"))).scalar_one()


async def test_it_is_told_from_a_fault_and_leaves_nothing_half_way(notes: Database, small_disk: Disk) -> None:
    await write(notes)
    small_disk.fill()
    with pytest.raises(OperationalError) as full:
        await write(notes)
    assert (is_full(full.value), is_outage(full.value)) == (True, True)
    assert words_of(full.value) == "There is no room left to store anything."
    assert await count(notes) == 1
    small_disk.free()
    await write(notes)
    assert await count(notes) == 2


async def test_a_fault_is_no_outage(notes: Database) -> None:
    with pytest.raises(OperationalError) as wrong:
        async with notes.writing() as session:
            await session.execute(text("INSERT INTO nothing_here (words) VALUES ('x')"))
    assert (is_full(wrong.value), is_outage(wrong.value)) == (False, False)


async def test_what_outlasts_it_is_done_once_there_is_room(notes: Database, small_disk: Disk) -> None:
    small_disk.fill()
    writing = asyncio.create_task(outlasting(lambda: write(notes)))
    await asyncio.sleep(0.5)
    assert (writing.done(), await count(notes)) == (False, 0)
    small_disk.free()
    async with asyncio.timeout(10):
        await writing
    assert await count(notes) == 1


@pytest.mark.parametrize("after", [COMMITS_PER_CHECKPOINT, COMMITS_PER_CHECKPOINT + COMMITS_BESIDE_IT])
async def test_what_was_committed_stays_committed_when_its_log_cannot_be_folded_in(
    notes: Database, small_disk: Disk, after: int
) -> None:
    """Whoever was told that it failed would do it again."""
    before = after - 2  # the table took one
    for _ in range(before):
        await write(notes, "x" * 100)
    small_disk.fill(but_kb=24)  # room for a row in the log, and for nothing in the file
    await write(notes, "x")
    assert await count(notes) == before + 1
    small_disk.free()
    await write(notes)
    assert await count(notes) == before + 2
