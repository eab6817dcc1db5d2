"""Builds the application: settings become objects, objects are handed to the doors."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

import fabula
from fabula.app import status
from fabula.app.failures import MalformedRequest, answer_failures
from fabula.app.front import add_front
from fabula.app.hub import Hub, Subjects
from fabula.app.hub import router as hub_router
from fabula.app.status import Metrics, Readiness, Telemetry, add_status
from fabula.core import assets
from fabula.core.accounts import Departures, Hasher, build_accounts, start_accounts
from fabula.core.accounts import routers as account_routers
from fabula.core.assets import Sweeper, open_library
from fabula.core.background import Background, in_thread
from fabula.core.data_folder import prepare_data_folder
from fabula.core.db import Database, upgrade
from fabula.core.errors import responses
from fabula.core.events import Bus
from fabula.core.pictures import Limits, Pictures
from fabula.core.runs import Carrying, Following, build_runs, folder_held, run_routers, runs_open
from fabula.core.settings import Settings
from fabula.core.web import provide

ROUTERS: list[APIRouter] = [*account_routers, assets.router, status.router, hub_router]


def create_app(settings: Settings, *, hasher: Hasher | None = None) -> FastAPI:
    app = FastAPI(
        title="Fabula",
        version=fabula.__version__,
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        responses=responses(MalformedRequest),
        generate_unique_id_function=_operation_id,
    )
    background, database, pictures = Background(), Database(settings.database_address), Pictures(Limits.of(settings))
    library, sweeper = open_library(settings, database, background, pictures)
    provide(app, settings, background, database, pictures, library, sweeper)
    provide(app, *build_runs(settings, database, background))
    provide(app, *build_accounts(settings, database, background, app.state.parts[Bus], hasher))
    app.state.parts[Departures].on_person_deleted(sweeper.person_deleted)
    metrics = add_status(app, settings, database)
    _add_hub(app, metrics)
    answer_failures(app)
    for router in (*ROUTERS, *run_routers(settings)):
        app.include_router(router)
    add_front(app, settings, metrics)
    return app


def _operation_id(route: APIRoute) -> str:
    return f"{route.name}_head" if route.methods == {"HEAD"} else route.name


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncGenerator[None]:
    parts = app.state.parts
    database, background = parts[Database], parts[Background]
    async with AsyncExitStack() as life:
        life.push_async_callback(in_thread, parts[Telemetry].close)
        life.push_async_callback(database.close)
        life.push_async_callback(background.close)
        await in_thread(prepare_data_folder, parts[Settings])
        life.enter_context(folder_held(parts[Settings].data))
        await upgrade(database)
        start_accounts(parts)
        parts[Sweeper].start()
        background.start(parts[Hub].watch(), name="sockets")
        await life.enter_async_context(runs_open(parts))
        yield


def _add_hub(app: FastAPI, metrics: Metrics) -> None:
    parts = app.state.parts
    hub = Hub(parts[Bus], Subjects(parts[Bus], parts[Following]))
    provide(app, hub)
    parts[Carrying].observe(metrics.run)
    parts[Readiness].add("runs", parts[Carrying].check)
    metrics.gauge("sockets", "Open sockets.", lambda: len(hub))
    metrics.gauge("runs_carried", "Runs that this process carries.", lambda: len(parts[Carrying]))
