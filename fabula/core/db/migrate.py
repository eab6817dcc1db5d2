"""Brings the schema to today's shape at start, after putting a copy of a SQLite file aside."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from fabula.core.background import in_thread
from fabula.core.clock import now
from fabula.core.db.database import Database, Dialect
from fabula.core.errors import StartFailed

MIGRATIONS = Path(__file__).parent / "migrations"
KEPT_COPIES = 5
ONE_AT_A_TIME = 0x0FAB0001


def newest_revision() -> str:
    """The last migration's number: files are named `NNNN_what.py`, one line, no branches."""
    return max(_revisions())


def _revisions() -> set[str]:
    return {file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py")}


async def current_revision(database: Database) -> str | None:
    async with database.engine.connect() as connection:
        return await connection.run_sync(_revision_of)


def _revision_of(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


async def upgrade(database: Database) -> Path | None:
    """Migrate to the newest revision; returns the copy that was put aside, if one was."""
    try:
        if database.path is not None and database.path.exists():
            await in_thread(_look_first, database.path)
        return await _upgrade(database)
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise _cannot_use(database, error) from error


async def _upgrade(database: Database) -> Path | None:
    current, newest = await current_revision(database), newest_revision()
    _require_known(current)
    if current == newest:
        return None
    copy = await in_thread(backup, database.path, f"before-{newest}") if current and database.path else None
    async with database.engine.connect() as connection:
        if database.dialect is Dialect.POSTGRESQL:
            # Several processes may start at once; who comes second finds the work done.
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"))
            if await connection.run_sync(_revision_of) == newest:
                return None
        if current is None and database.dialect is Dialect.MARIADB:
            # Whatever the server's default is: people write in every alphabet.
            await connection.execute(text("ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci"))
        await connection.run_sync(migrate_to, newest)
        await connection.commit()
    return copy


def migrate_to(connection: Connection, revision: str, *, down: bool = False) -> None:
    """Run migrations on an open connection; imported only when there is something to do."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    (command.downgrade if down else command.upgrade)(config, revision)


def backup(file: Path, label: str) -> Path:
    """A consistent copy of a SQLite file, also while it is in use; the oldest copies of this label go."""
    folder = file.parent / "backups"
    folder.mkdir(exist_ok=True)
    target = folder / f"{file.stem}-{label}-{now():%Y%m%d-%H%M%S-%f}.db"
    partial = target.with_suffix(".partial")
    try:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(partial)) as copy:
            source.backup(copy)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    partial.rename(target)
    for old in sorted(folder.glob(f"{file.stem}-{label}-*.db"))[:-KEPT_COPIES]:
        old.unlink()
    return target


def restore(copy: Path, file: Path) -> Path | None:
    """Put a copy in the file's place; what was there is put aside and returned."""
    with closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)) as check:
        _require_sound(check.execute("PRAGMA quick_check(1)").fetchone(), copy)
    aside = backup(file, "before-restore") if file.exists() else None
    partial = file.with_suffix(".partial")
    try:
        shutil.copy2(copy, partial)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    for leftover in (file.with_name(file.name + "-wal"), file.with_name(file.name + "-shm")):
        leftover.unlink(missing_ok=True)
    partial.replace(file)
    return aside


def _look_first(file: Path) -> None:
    """Judge a file through a connection that cannot write, before one that can is opened."""
    if file.stat().st_size == 0:
        return
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        _require_sound(connection.execute("PRAGMA quick_check(1)").fetchone(), file)
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if tables and "alembic_version" not in tables:
            raise StartFailed(
                f"The file {file} is a database of another program; it was left as it is.",
                hint="Choose another file with FABULA_DATABASE_URL, or another folder with FABULA_DATA.",
            )
        if tables:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            _require_known(row and str(row[0]))


def _require_known(current: str | None) -> None:
    newest = newest_revision()
    if current is None or current in _revisions():
        return
    if current.isdigit() and current > newest:
        raise StartFailed(
            f"The database was written by a newer Fabula (schema {current}; this one knows {newest}).",
            hint="Start the newer version, or restore the copy made before its upgrade with `fabula db restore`.",
        )
    raise StartFailed(
        f"The database has a schema that Fabula does not know ({current[:40]}); it was left as it is.",
        hint="Choose another database with FABULA_DATABASE_URL.",
    )


def _require_sound(answer: Any, file: Path) -> None:
    if not answer or answer[0] != "ok":
        raise StartFailed(
            f"The database file {file} is damaged; it was left as it is.",
            hint="Restore a copy from its `backups` folder with `fabula db restore FILE`.",
            details={"check": str(answer and answer[0])},
        )


def _cannot_use(database: Database, error: Exception) -> StartFailed:
    reason = str(getattr(error, "orig", error)).splitlines()[0]
    if database.path is None:
        return StartFailed(
            f"The database at {database.url.host} cannot be used: {reason}",
            hint="Check FABULA_DATABASE_URL and that the server runs.",
        )
    if isinstance(error, DatabaseError | sqlite3.Error) and ("malformed" in reason or "not a database" in reason):
        return StartFailed(
            f"The database file {database.path} is damaged ({reason}); it was left as it is.",
            hint="Restore a copy from its `backups` folder with `fabula db restore FILE`.",
        )
    return StartFailed(
        f"The database file {database.path} cannot be used: {reason}",
        hint="Check that the folder can be written and that the disk has room.",
    )
