"""Puts the parts of this room together."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter

from fabula.core.background import Background
from fabula.core.db import Database
from fabula.core.events import Bus
from fabula.core.runs.demo import counter
from fabula.core.runs.demo import router as demo_router
from fabula.core.runs.durable import Durable, Store
from fabula.core.runs.endpoints import admin_router, router
from fabula.core.runs.following import Following
from fabula.core.runs.kinds import Kinds
from fabula.core.runs.runs import Runs
from fabula.core.runs.work.carrying import Carrying
from fabula.core.settings import Settings

ENGINE_FILE = "durable.db"
ONLY_NODE = "local"


def run_routers(settings: Settings) -> list[APIRouter]:
    """The doors of this room; the demo's only where it is wanted."""
    return [router, admin_router, *([demo_router] if settings.demo_runs else [])]


def build_runs(settings: Settings, database: Database, background: Background) -> tuple[object, ...]:
    """The objects of this room, to be handed out with `provide`; more kinds may be added until it opens."""
    bus = Bus()
    kinds = Kinds([counter] if settings.demo_runs else [])
    durable = Durable(Store.in_file(settings.data / ENGINE_FILE), ONLY_NODE, background)
    carrying = Carrying(database, bus, background, durable, kinds)
    return bus, kinds, carrying, Runs(kinds, bus, carrying), Following(database, bus)


@asynccontextmanager
async def runs_open(parts: Mapping[type, Any]) -> AsyncGenerator[None]:
    """Once the database is ready: go on with what was unfinished; at the end, hand back what is."""
    bus: Bus = parts[Bus]
    carrying: Carrying = parts[Carrying]
    await carrying.open()
    try:
        yield
    finally:
        bus.drain()
        await carrying.close()
        bus.close()
