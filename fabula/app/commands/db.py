"""`fabula db`: the schema brought up to date, copies made and put back."""

import asyncio
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from fabula.app.running import find_running
from fabula.core import db
from fabula.core.data_folder import prepare_data_folder
from fabula.core.errors import Conflict, NotFound, StartFailed
from fabula.core.settings import Settings, load_settings

OWN_TOOLS = {
    db.Dialect.POSTGRESQL: "Use its own tools: pg_dump and pg_restore.",
    db.Dialect.MARIADB: "Use its own tools: mariadb-dump and mariadb.",
}


class ServerRuns(Conflict):
    """The database is in use by a running server."""


def upgrade(given: dict[str, Any]) -> None:
    settings = load_settings(**given)
    prepare_data_folder(settings)
    with Console(stderr=True).status("Upgrading the database"):
        copy = asyncio.run(_upgrade(settings))
    if copy is not None:
        typer.echo(f"The database as it was is kept in {copy}")
    typer.echo(f"The database has the schema of this version ({db.newest_revision()}).")


async def _upgrade(settings: Settings) -> Path | None:
    database = db.Database(settings.database_address)
    try:
        return await db.upgrade(database)
    finally:
        await database.close()


def backup(given: dict[str, Any], target: Path | None) -> None:
    file = _file_of(load_settings(**given))
    if not file.exists():
        raise NotFound(f"There is no database yet at {file}.", hint="It is made when the server first starts.")
    try:
        with Console(stderr=True).status("Copying the database"):
            copy = db.backup(file, "by-hand")
            if target is not None:
                copy = Path(shutil.move(copy, target))
    except (sqlite3.Error, OSError) as error:
        raise StartFailed(f"The copy could not be made: {error}", hint="Is there room on the disk?") from error
    typer.echo(str(copy))


def restore(given: dict[str, Any], copy: Path) -> None:
    settings = load_settings(**given)
    file = _file_of(settings)
    if address := find_running(settings):
        raise ServerRuns(f"Fabula runs at {address} and uses this database.", hint="Stop it first.")
    try:
        with Console(stderr=True).status("Restoring the database"):
            file.parent.mkdir(parents=True, exist_ok=True)
            aside = db.restore(copy, file)
    except (sqlite3.Error, OSError) as error:
        raise StartFailed(f"{copy} could not be restored: {error}", hint="Nothing was changed.") from error
    if aside is not None:
        typer.echo(f"What was there is kept in {aside}")
    typer.echo(f"{file} is now what {copy} was.")


def _file_of(settings: Settings) -> Path:
    database = db.Database(settings.database_address)
    if database.path is None:
        raise StartFailed("The database is not a file of Fabula's own.", hint=OWN_TOOLS[database.dialect])
    return database.path
