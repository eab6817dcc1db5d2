"""What can be wrong with folder and database at start: one clear sentence each, and nothing is overwritten."""

import hashlib
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from fabula.app.application import create_app
from fabula.core.data_folder import ROOMS, prepare_data_folder
from fabula.core.db import Database, upgrade
from fabula.core.db.migrate import newest_revision
from fabula.core.errors import StartFailed
from fabula.core.settings import Settings
from tests.disks import Disk


async def start(data: Path) -> None:
    app = create_app(Settings(data=data))
    async with app.router.lifespan_context(app):
        pass


async def fails_to_start(data: Path) -> StartFailed:
    with pytest.raises(StartFailed) as failed:
        await start(data)
    assert failed.value.message
    assert "\n" not in failed.value.message
    assert failed.value.way_out
    return failed.value


def fingerprint(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.fixture
def file(tmp_path: Path, migrated_file: Path) -> Path:
    """A database in use: some rows more than empty, in one file."""
    target = tmp_path / "fabula.db"
    with closing(sqlite3.connect(migrated_file)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("CREATE TABLE filler (n INTEGER PRIMARY KEY, words TEXT)")
        copy.executemany("INSERT INTO filler (words) VALUES (?)", [("word " * 200,)] * 500)
        copy.commit()
    return target


def _zeros_in_the_middle(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 3 : len(data) // 3 + 40_960] = bytes(40_960)
    file.write_bytes(data)


def _another_start(file: Path) -> None:
    file.write_bytes(b"This is no database, it is a letter. " * 200)


def _cut_in_half(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


@pytest.mark.parametrize("damage", [_zeros_in_the_middle, _another_start, _cut_in_half])
async def test_a_damaged_database_stays_as_it_is(damage: Callable[[Path], None], file: Path, tmp_path: Path) -> None:
    damage(file)
    before = fingerprint(file)
    failure = await fails_to_start(tmp_path)
    assert "damaged" in failure.message
    assert "backups" in failure.way_out
    assert fingerprint(file) == before


async def test_a_database_of_a_newer_version_stays_as_it_is(file: Path, tmp_path: Path) -> None:
    _change(file, "UPDATE alembic_version SET version_num = '9000'")
    before = fingerprint(file)
    failure = await fails_to_start(tmp_path)
    assert failure.message == (
        f"The database was written by a newer Fabula (schema 9000; this one knows {newest_revision()})."
    )
    assert fingerprint(file) == before


@pytest.mark.parametrize("change", ["UPDATE alembic_version SET version_num = 'a1b2c3'", "DROP TABLE alembic_version"])
async def test_a_database_of_another_program_stays_as_it_is(change: str, file: Path, tmp_path: Path) -> None:
    _change(file, change)
    before = fingerprint(file)
    assert "left as it is" in (await fails_to_start(tmp_path)).message
    assert fingerprint(file) == before


async def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    (tmp_path / "fabula.db").touch()
    await start(tmp_path)
    await start(tmp_path)


async def test_a_full_disk_at_the_first_start(small_disk: Disk) -> None:
    small_disk.fill(but_kb=124)
    failure = await fails_to_start(small_disk.folder)
    assert "No space left" in failure.message
    assert not (small_disk.folder / "fabula.db").exists()


async def test_a_disk_that_becomes_full_while_the_tables_are_made(small_disk: Disk) -> None:
    small_disk.fill(but_kb=84)
    database = Database(f"sqlite:///{small_disk.folder / 'fabula.db'}")
    with pytest.raises(StartFailed, match=r"cannot be used: .*(full|disk I/O error)"):
        await upgrade(database)
    await database.close()
    small_disk.free()
    await start(small_disk.folder)


async def test_no_room_for_the_copy_before_an_upgrade(file: Path, small_disk: Disk) -> None:
    _change(file, "UPDATE alembic_version SET version_num = '0001'")
    target = Path(shutil.copy(file, small_disk.folder))
    small_disk.fill(but_kb=300)
    before = fingerprint(target)
    failure = await fails_to_start(small_disk.folder)
    assert "cannot be used" in failure.message
    assert fingerprint(target) == before
    assert not list((small_disk.folder / "backups").iterdir())


async def test_a_read_only_data_folder(read_only_disk: Disk) -> None:
    assert "Read-only file system" in (await fails_to_start(read_only_disk.folder)).message


async def test_a_data_folder_inside_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    failure = await fails_to_start(tmp_path / "file" / "data")
    assert "cannot be used: Not a directory" in failure.message


async def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("x")
    assert "cannot be used" in (await fails_to_start(tmp_path)).message


def test_the_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    data = tmp_path / "new" / "data"
    prepare_data_folder(Settings(data=data))
    assert {path.name for path in data.iterdir()} == set(ROOMS)
    for folder in (data, *data.iterdir()):
        assert folder.stat().st_mode & 0o077 == 0


def test_a_limit_on_file_size_is_a_full_disk_too(tmp_path: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path; resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000));"
        "from fabula.core.data_folder import prepare_data_folder; from fabula.core.settings import Settings;"
        "prepare_data_folder(Settings(data=Path(sys.argv[1])))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.stderr.strip().splitlines()[-1].endswith("cannot be used: File too large.")
    assert not list(tmp_path.glob(".trial*"))


def _change(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement)
        connection.commit()
