"""Storing, and taking away what nobody has: also after a crash in the middle."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from fabula.core.assets import Library, StorageFailed, StorageFull, Sweeper, UploadTooLarge, open_library
from fabula.core.background import Background
from fabula.core.clock import now
from fabula.core.db import Database
from fabula.core.limits import Limits as HowMuch
from fabula.core.pictures import Limits, Pictures
from fabula.core.settings import Settings
from tests.disks import Disk

MakePicture = Callable[..., bytes]
SOON = timedelta(hours=1)


def stored(settings: Settings) -> list[Path]:
    return files_in(settings.data / "assets")


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def age(path: Path) -> None:
    long_ago = (now() - timedelta(hours=2)).timestamp()
    os.utime(path, (long_ago, long_ago))


def library_of(settings: Settings, database: Database, **changed: object) -> Library:
    changed_settings = settings.model_copy(update=changed)
    return open_library(changed_settings, database, Background(), Pictures(Limits.of(settings)), HowMuch())[0]


async def parts(*data: bytes) -> AsyncIterator[bytes]:
    for part in data:
        yield part


async def read(library: Library, content: AsyncIterator[bytes]) -> bytes:
    return b"".join([part async for part in content])


@pytest.mark.every_database
async def test_another_room_stores_bytes_or_a_stream(
    library: Library, database: Database, anna: httpx.AsyncClient
) -> None:
    me = anna.headers["X-Me"]
    async with database.writing() as session:
        first = await library.store(session, me, b"all at once", "a.txt", provenance={"recipe": [1, {"seed": 7}]})
        second = await library.store(session, me, parts(b"all ", b"at ", b"once"), "b.txt")
    async with database.reading() as session:
        found = await library.find(session, me, first.id)
    assert found == first
    assert found.provenance == {"recipe": [1, {"seed": 7}]}
    assert second.sha256 == first.sha256
    assert await read(library, await library.open(found, 4, 6)) == b"at"


async def test_a_stream_over_the_limit_leaves_nothing(
    database: Database, anna: httpx.AsyncClient, settings: Settings
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield bytes(8 * 1024 * 1024)

    small = library_of(settings, database, max_upload_mb=50)
    async with database.writing() as session:
        with pytest.raises(UploadTooLarge):
            await small.store(session, anna.headers["X-Me"], endless(), "endless.bin")
    assert stored(settings) == []


async def test_a_rolled_back_transaction_leaves_a_content_for_the_sweep(
    library: Library, sweeper: Sweeper, database: Database, anna: httpx.AsyncClient, settings: Settings
) -> None:
    async with database.writing() as session:
        await library.store(session, anna.headers["X-Me"], b"lost", "lost.txt")
        await session.rollback()
    assert len(stored(settings)) == 1
    assert await sweeper.sweep() == 0
    age(stored(settings)[0])
    assert await sweeper.sweep() == 1
    assert stored(settings) == []


@pytest.mark.every_database
async def test_the_sweep_takes_what_nobody_has_and_nothing_else(
    library: Library,
    sweeper: Sweeper,
    database: Database,
    anna: httpx.AsyncClient,
    boris: httpx.AsyncClient,
    settings: Settings,
    make_picture: MakePicture,
) -> None:
    picture = make_picture()
    async with database.writing() as session:
        kept = await library.store(session, anna.headers["X-Me"], picture, "kept.png")
        gone = await library.store(session, boris.headers["X-Me"], b"gone", "gone.txt")
    await library.thumbnail(kept, 256)
    async with database.writing() as session:
        await library.remove(session, boris.headers["X-Me"], gone.id)
    await asyncio.sleep(0.1)
    for path in stored(settings):
        age(path)
    await sweeper.sweep(before=now() + SOON)
    assert await read(library, await library.open(kept)) == picture
    assert len(stored(settings)) == 2


@pytest.mark.every_database
async def test_storing_and_removing_the_same_bytes_at_once_never_loses_them(
    library: Library, sweeper: Sweeper, database: Database, anna: httpx.AsyncClient
) -> None:
    me = anna.headers["X-Me"]

    async def come_and_go(n: int) -> None:
        async with database.writing() as session:
            asset = await library.store(session, me, b"wanted by many", f"{n}.txt")
        assert await read(library, await library.open(asset)) == b"wanted by many"
        async with database.writing() as session:
            await library.remove(session, me, asset.id)
        await sweeper.collect(asset.sha256, now() + SOON)

    for _ in range(4):
        await asyncio.gather(*(come_and_go(n) for n in range(6)))


async def test_remains_of_a_crash_are_taken_away_when_they_are_old(
    sweeper: Sweeper, settings: Settings, app: object
) -> None:
    incoming, folder = settings.data / "assets" / "incoming", settings.data / "assets" / "ab"
    for place in (incoming, folder):
        place.mkdir(parents=True, exist_ok=True)
    remains = [
        incoming / "one.incoming",
        incoming / "two.clean",
        folder / f"{'c' * 62}.x.partial",
        folder / ("d" * 62),
        folder / f"{'e' * 62}.256.webp",
    ]
    foreign = folder / "somebody's note.txt"
    for path in (*remains, foreign):
        path.write_bytes(b"x")
    await sweeper.sweep()
    assert len(stored(settings)) == 6
    for path in (*remains, foreign):
        age(path)
    await sweeper.sweep()
    assert stored(settings) == [foreign]


async def test_a_full_disk_is_said_clearly_and_leaves_nothing(
    database: Database, anna: httpx.AsyncClient, settings: Settings, tiny_disk: Disk
) -> None:
    full = library_of(settings, database, image_storage_path=str(tiny_disk.folder))
    async with database.writing() as session:
        with pytest.raises(StorageFull, match="no room"):
            await full.store(session, anna.headers["X-Me"], bytes(4 * 1024 * 1024), "large.bin")
    assert files_in(tiny_disk.folder) == []


async def test_a_full_store_beside_a_roomy_way_in_leaves_nothing(
    database: Database, anna: httpx.AsyncClient, settings: Settings, tiny_disk: Disk
) -> None:
    roomy = library_of(settings, database)
    (settings.data / "assets").mkdir(exist_ok=True)
    for n in range(256):
        (settings.data / "assets" / f"{n:02x}").symlink_to(tiny_disk.folder, target_is_directory=True)
    async with database.writing() as session:
        with pytest.raises(StorageFull, match="no room"):
            await roomy.store(session, anna.headers["X-Me"], bytes(4 * 1024 * 1024), "large.bin")
    assert files_in(tiny_disk.folder) == []


async def test_a_store_that_cannot_be_written_is_said_clearly(
    database: Database, anna: httpx.AsyncClient, settings: Settings, read_only_disk: Disk
) -> None:
    library = library_of(settings, database, image_storage_path=str(read_only_disk.folder))
    async with database.writing() as session:
        with pytest.raises(StorageFailed, match="cannot be stored"):
            await library.store(session, anna.headers["X-Me"], b"x", "small.txt")


@pytest.mark.parametrize("is_large", [False, True])
async def test_what_was_laid_belongs_to_whom_it_is_entered_for(
    library: Library, database: Database, anna: httpx.AsyncClient, make_picture: MakePicture, is_large: bool
) -> None:
    """Small files come in memory, large ones through the disk; both become the same."""
    picture = make_picture()
    async with library.receiving() as incoming:
        await incoming.write(picture)
        await incoming.finish()
        laid = await library.lay(incoming if is_large else picture, "one.jpg")
        async with database.writing() as session:
            asset = await library.enter(session, anna.headers["X-Me"], laid)
    assert (asset.name, asset.media_type, asset.kind) == ("one.png", "image/png", "picture")
    content = await read(library, await library.open(asset))
    assert content == picture
    assert (asset.bytes, asset.sha256) == (len(content), hashlib.sha256(content).hexdigest())


async def test_what_was_laid_and_is_entered_for_nobody_is_swept(
    library: Library, sweeper: Sweeper, settings: Settings, app: object
) -> None:
    await library.lay(b"nobody's", "n.txt")
    age(stored(settings)[0])
    assert await sweeper.sweep() == 1
    assert stored(settings) == []


async def test_what_was_removed_between_laying_and_entering_is_put_again(
    library: Library, sweeper: Sweeper, database: Database, anna: httpx.AsyncClient
) -> None:
    laid = await library.lay(b"wanted", "n.txt")
    assert await sweeper.collect(laid.sha256, now() + SOON)
    async with database.writing() as session:
        asset = await library.enter(session, anna.headers["X-Me"], laid)
    assert await read(library, await library.open(asset)) == b"wanted"
