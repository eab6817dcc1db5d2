"""Puts the parts of this room together."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any

from fabula.core.background import Background
from fabula.core.db import Database, Dialect
from fabula.core.errors import StartFailed
from fabula.core.events import Bus, line_of
from fabula.core.limits import Limits, Use
from fabula.core.runs.demo import counter
from fabula.core.runs.demo import router as demo_router
from fabula.core.runs.durable import Durable, Store
from fabula.core.runs.endpoints import admin_router, router
from fabula.core.runs.kinds import Kinds
from fabula.core.runs.nodes import Ground, Node
from fabula.core.runs.queries import under_way_of, used_today
from fabula.core.runs.reading.archive import Archive
from fabula.core.runs.reading.awaiting import Awaiting
from fabula.core.runs.reading.following import Following
from fabula.core.runs.runs import Runs
from fabula.core.runs.usage import router as usage_router
from fabula.core.runs.work.carrying import Carrying
from fabula.core.runs.work.retention import Retention
from fabula.core.settings import Settings
from fabula.core.web import Router

ENGINE_FILE = "durable.db"


def run_routers(settings: Settings) -> list[Router]:
    """The doors of this room; the demo's only where it is wanted."""
    return [router, admin_router, usage_router, *([demo_router] if settings.demo_runs else [])]


def build_runs(settings: Settings, database: Database, background: Background, limits: Limits) -> tuple[object, ...]:
    """The objects of this room, to be handed out with `provide`; more kinds may be added until it opens."""
    if settings.bus_url:
        require_shared_ground(settings, database)
    bus, archive, node = Bus(), Archive(database), Node(is_alone=not settings.bus_url)
    kinds = Kinds([counter] if settings.demo_runs else [])
    durable = Durable(_store_of(settings, database), node, background)
    retention = Retention(database, timedelta(days=settings.runs_kept_days) or None)
    carrying = Carrying(database, bus, background, durable, kinds, node, retention)
    limits.count_by(Use.RUNS, under_way_of)
    for use in (Use.PICTURES, Use.MESSAGES):
        limits.count_by(use, partial(used_today, use=use))
    runs, following = Runs(kinds, bus, carrying, limits), Following(database, bus, archive, carrying)
    return bus, archive, kinds, carrying, runs, following, Awaiting(database, bus, following, runs)


def require_shared_ground(settings: Settings, database: Database) -> None:
    """Several processes need a database and a bus that they can share."""
    if database.dialect is not Dialect.POSTGRESQL:
        raise StartFailed(
            "Several server processes need PostgreSQL, and the database is another one.",
            hint="Set FABULA_DATABASE_URL to postgresql://…, or leave FABULA_BUS_URL empty and --workers at 1.",
        )
    if not settings.bus_url:
        raise StartFailed(
            "Several server processes need a bus between them, and none is set.",
            hint="Set FABULA_BUS_URL to redis://… or postgresql://…, or leave --workers at 1.",
        )


@asynccontextmanager
async def runs_open(parts: Mapping[type, Any], grounds: Sequence[Ground] = ()) -> AsyncGenerator[None]:
    """Once the database is ready: go on with what was unfinished; at the end, hand back what is.

    `grounds` are what several processes must have in common.
    """
    bus: Bus = parts[Bus]
    carrying: Carrying = parts[Carrying]
    settings: Settings = parts[Settings]
    if settings.bus_url:
        await bus.join_others(line_of(settings.bus_url), parts[Background], parts[Archive])
    try:
        await carrying.open(grounds)
        yield
    finally:
        bus.drain()
        await carrying.close()
        await bus.part()
        bus.close()


def _store_of(settings: Settings, database: Database) -> Store:
    if settings.bus_url:
        return Store.on_server(database.url.set(drivername="postgresql").render_as_string(hide_password=False))
    return Store.in_file(settings.data / ENGINE_FILE)
