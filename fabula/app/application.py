"""Builds the application: settings become objects, objects are handed to the doors."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from fastapi import FastAPI

import fabula
from fabula.app import status
from fabula.app.failures import answer_failures
from fabula.app.front import add_front
from fabula.app.hub import Hub, Subjects
from fabula.app.hub import router as hub_router
from fabula.app.status import Metrics, Readiness, Telemetry, add_status
from fabula.core import announcements, assets, limits, visibility
from fabula.core.accounts import Departures, Hasher, accounts_open, build_accounts, signing_mark
from fabula.core.accounts import routers as account_routers
from fabula.core.assets import Library, Sweeper, open_library
from fabula.core.background import Background, in_thread
from fabula.core.data_folder import prepare_data_folder
from fabula.core.db import Database, upgrade
from fabula.core.events import Bus
from fabula.core.pictures import Limits, Pictures
from fabula.core.runs import Carrying, Following, Ground, Kinds, build_runs, folder_held, run_routers, runs_open
from fabula.core.settings import Settings
from fabula.core.vault import Vault
from fabula.core.web import Router, add_routes, provide
from fabula.engines.registry import EngineRoom, PullKind, build_registry, registry_open
from fabula.engines.registry import routers as engine_routers
from fabula.imaging import templates
from fabula.imaging.images import build_images
from fabula.imaging.images import router as drawing_router
from fabula.imaging.renders import build_renders, renders_open
from fabula.imaging.renders import routers as render_routers
from fabula.imaging.scripts import build_scripts
from fabula.imaging.scripts import router as script_router
from fabula.play.chats import build_chats, chats_open
from fabula.play.chats import routers as chat_routers

# An address is looked for in this order, so what is called most comes first.
ROUTERS: list[Router] = [
    *chat_routers,
    *render_routers,
    *account_routers,
    limits.router,
    visibility.router,
    announcements.router,
    *assets.routers,
    *engine_routers,
    templates.router,
    script_router,
    drawing_router,
    status.router,
    hub_router,
]


def create_app(settings: Settings, *, hasher: Hasher | None = None) -> FastAPI:
    app = FastAPI(
        title="Fabula",
        version=fabula.__version__,
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
    )
    background, database, pictures = Background(), Database(settings.database_address), Pictures(Limits.of(settings))
    allowed = limits.Limits()
    library, sweeper = open_library(settings, database, background, pictures, allowed)
    provide(app, settings, background, database, pictures, allowed, library, sweeper)
    provide(app, *build_runs(settings, database, background, allowed))
    provide(app, *build_accounts(settings, database, background, app.state.parts[Bus], hasher))
    provide(app, *build_registry(settings, database, background, app.state.parts[Bus]))
    provide(app, *templates.build(settings, app.state.parts[EngineRoom].pictures))
    app.state.parts[Kinds].add(app.state.parts[PullKind].kind)
    app.state.parts[Departures].on_person_deleted(sweeper.person_deleted)
    room: EngineRoom = app.state.parts[EngineRoom]
    provide(app, *build_renders(app.state.parts, room.pictures, room.ready))
    provide(app, *build_scripts(app.state.parts))
    provide(app, *build_images(app.state.parts))
    provide(app, *build_chats(app.state.parts))
    metrics = add_status(app, settings, database)
    _add_hub(app, metrics)
    answer_failures(app)
    add_routes(app, (*ROUTERS, *run_routers(settings)))
    add_front(app, settings, metrics)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncGenerator[None]:
    parts = app.state.parts
    database, background = parts[Database], parts[Background]
    async with AsyncExitStack() as life:
        life.push_async_callback(in_thread, parts[Telemetry].close)
        life.push_async_callback(database.close)
        life.push_async_callback(background.close)
        await in_thread(prepare_data_folder, parts[Settings])
        life.enter_context(folder_held(parts[Settings].data, is_shared=bool(parts[Settings].bus_url)))
        await upgrade(database)
        await life.enter_async_context(accounts_open(parts))
        parts[Sweeper].start()
        background.start(parts[Hub].watch(), name="sockets")
        await life.enter_async_context(registry_open(parts))
        await life.enter_async_context(renders_open(parts))
        await life.enter_async_context(chats_open(parts))
        await life.enter_async_context(runs_open(parts, await _grounds(parts)))
        yield


async def _grounds(parts: Mapping[type, Any]) -> list[Ground]:
    """What servers on one database must have in common; a lone one is not asked."""
    if not parts[Settings].bus_url:
        return []
    return [
        Ground(
            "tokens",
            signing_mark(parts),
            "Another server on this database signs its tokens with another key.",
            hint="Set FABULA_JWT_SECRET to the same long text for all of them.",
        ),
        Ground(
            "secrets",
            await in_thread(parts[Vault].mark),
            "Another server on this database seals its secrets with another key.",
            hint="Set FABULA_SECRET_KEY to the same long text for all of them.",
        ),
        Ground(
            "files",
            await parts[Library].mark(),
            "Another server on this database keeps its files in another place.",
            hint="Set FABULA_STORAGE_URL, or FABULA_IMAGE_STORAGE_PATH to one folder that all of them reach.",
        ),
    ]


def _add_hub(app: FastAPI, metrics: Metrics) -> None:
    parts = app.state.parts
    hub = Hub(parts[Bus], Subjects(parts[Bus], parts[Following]))
    provide(app, hub)
    parts[Carrying].observe(metrics.run)
    parts[Readiness].add("runs", parts[Carrying].check)
    metrics.gauge("sockets", "Open sockets.", lambda: len(hub))
    metrics.gauge("runs_carried", "Runs that this process carries.", lambda: len(parts[Carrying]))
