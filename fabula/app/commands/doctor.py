"""`fabula doctor`: looks at everything that a start needs, and says the way out of what is wrong."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typer
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from fabula.app.commands.config import names_of
from fabula.app.commands.i18n import WORDS
from fabula.app.running import find_running
from fabula.app.server import bound
from fabula.core.db import Database, current_revision, newest_revision
from fabula.core.errors import FabulaError
from fabula.core.settings import Settings, load_settings

GIGABYTE = 1024**3
ROOM_NEEDED = 0.5 * GIGABYTE
ANSWER_S = 10
DRIVERS = {
    "asyncpg": ("PostgreSQL", "postgresql"),
    "asyncmy": ("MariaDB, MySQL", "mariadb"),
    "redis": ("Redis", "redis"),
    "obstore": ("S3 storage", "s3"),
}
MARKS = {True: ("✓", typer.colors.GREEN), False: ("✗", typer.colors.RED), None: ("·", None)}


@dataclass(frozen=True)
class Finding:
    """What was looked at and found; `good` is None for what is only worth knowing."""

    good: bool | None
    subject: str
    words: str
    way_out: str = ""


def examine(given: dict[str, Any]) -> int:
    """Print every finding; 1 when one of them is wrong."""
    wrong = 0
    for finding in _findings(given):
        mark, colour = MARKS[finding.good]
        typer.secho(f"{mark} {finding.subject:<12}", fg=colour, nl=False)
        typer.echo(f" {finding.words}")
        if finding.way_out:
            typer.echo(f"{'':<14} → {finding.way_out}")
        wrong += finding.good is False
    typer.echo(f"\n{wrong} thing{'s' if wrong > 1 else ''} to mend." if wrong else "\nAll is well.")
    return min(wrong, 1)


def _findings(given: dict[str, Any]) -> Iterator[Finding]:
    yield python(sys.version_info[:3])
    try:
        settings = load_settings(**given)
    except FabulaError as error:
        yield Finding(False, "settings", error.message, error.way_out)
        return
    yield from names(dict(os.environ))
    yield data_folder(settings.data)
    yield disk(settings.data)
    yield asyncio.run(database(settings))
    yield port(settings)
    yield web_app(WORDS.parents[1])
    yield from drivers(settings)
    yield node()


def python(version: tuple[int, int, int]) -> Finding:
    words = ".".join(map(str, version))
    return Finding(version >= (3, 11), "Python", words, "" if version >= (3, 11) else "Fabula needs 3.11 or newer.")


def names(environment: dict[str, str]) -> Iterator[Finding]:
    """A misspelt setting is silently nothing, unless somebody says so."""
    known = {known for name, field in Settings.model_fields.items() for known in names_of(name, field)}
    for name in sorted(environment):
        is_ours = name.upper().startswith("FABULA_") and not name.upper().startswith("FABULA_TEST_")
        if is_ours and name.upper() not in known:
            yield Finding(False, "settings", f"{name} is not a setting.", "`fabula config` lists them all.")


def data_folder(folder: Path) -> Finding:
    nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        way_out = "Make it writable for this account, or choose another one with FABULA_DATA."
        return Finding(False, "data folder", f"{folder} cannot be written.", way_out)
    return Finding(True, "data folder", str(folder) if folder.exists() else f"{folder} (made at the first start)")


def disk(folder: Path) -> Finding:
    nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(nearest).free
    words = f"{free / GIGABYTE:.1f} GB free"
    if free < ROOM_NEEDED:
        return Finding(False, "disk", words, "Free some space; pictures and database copies need room.")
    return Finding(True, "disk", words)


async def database(settings: Settings) -> Finding:
    try:
        opened = Database(settings.database_address)
        if opened.path is not None and not opened.path.exists():
            return Finding(True, "database", f"{opened.path} (made at the first start)")
        try:
            async with asyncio.timeout(ANSWER_S):
                current = await current_revision(opened)
        finally:
            await opened.close()
    except FabulaError as error:
        return Finding(False, "database", error.message, error.way_out)
    except Exception as error:  # every driver has failures of its own, and each of them is a finding
        reason = str(getattr(error, "orig", error)).splitlines()[:1] or [type(error).__name__]
        return Finding(False, "database", f"{_where(settings)}: {reason[0]}", "Is it there, and is the address right?")
    return _schema(_where(settings), current)


def _where(settings: Settings) -> str:
    try:
        return make_url(settings.database_address).render_as_string(hide_password=True)
    except ArgumentError:
        return "the database"


def _schema(where: str, current: str | None) -> Finding:
    newest = newest_revision()
    if current == newest:
        return Finding(True, "database", f"{where}, schema {current}")
    if current is not None and current > newest:
        return Finding(False, "database", f"{where} was written by a newer Fabula.", "Start the newer version.")
    return Finding(True, "database", f"{where}, schema {current or 'none'} (upgraded at the next start)")


def port(settings: Settings) -> Finding:
    if address := find_running(settings):
        return Finding(True, "port", f"Fabula runs at {address}")
    try:
        with bound(settings) as listener:
            return Finding(True, "port", f"{settings.host}, port {_port_of(listener, settings)} is free")
    except FabulaError as error:
        return Finding(False, "port", error.message, error.way_out)


def _port_of(listener: socket.socket, settings: Settings) -> str:
    return str(settings.port) if settings.port else f"any (now {listener.getsockname()[1]})"


def web_app(folder: Path) -> Finding:
    if (folder / "index.html").is_file():
        return Finding(True, "web app", "built")
    return Finding(False, "web app", "It has not been built.", "Run `make setup` in Fabula's folder.")


def drivers(settings: Settings) -> Iterator[Finding]:
    addresses = (settings.database_address, settings.bus_url)
    needed = {
        "asyncpg": any(address.startswith("postgresql") for address in addresses),
        "asyncmy": settings.database_address.startswith(("mysql", "mariadb")),
        "redis": settings.bus_url.startswith("redis"),
    }
    for module, (purpose, extra) in DRIVERS.items():
        if find_spec(module) is not None:
            yield Finding(True if needed.get(module) else None, "driver", f"{purpose}: {module} is installed")
        elif needed.get(module):
            yield Finding(False, "driver", f"{purpose}: {module} is missing.", f"pip install 'fabula[{extra}]'")


def node() -> Finding:
    program = shutil.which("node")
    if program is None:
        return Finding(None, "Node", "not here; only needed to build the web app, and `make setup` brings its own")
    asked = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=ANSWER_S)
    return Finding(None, "Node", f"{asked.stdout.strip()} (only needed to build the web app)")
