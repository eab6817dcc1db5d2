"""Builds the application: settings become objects, objects are handed to the doors."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

import fabula
from fabula.app.failures import answer_failures
from fabula.core.accounts import Hasher, build_accounts, start_accounts
from fabula.core.accounts import routers as account_routers
from fabula.core.background import Background
from fabula.core.db import Database, upgrade
from fabula.core.settings import Settings
from fabula.core.web import provide

ROUTERS: list[APIRouter] = [*account_routers]


def create_app(settings: Settings, *, hasher: Hasher | None = None) -> FastAPI:
    app = FastAPI(title="Fabula", version=fabula.__version__, lifespan=_lifespan, redoc_url=None)
    background, database = Background(), Database(settings.database_address)
    provide(app, settings, background, database)
    provide(app, *build_accounts(settings, database, background, hasher))
    answer_failures(app)
    for router in ROUTERS:
        app.include_router(router)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncGenerator[None]:
    parts = app.state.parts
    database, background = parts[Database], parts[Background]
    await upgrade(database)
    start_accounts(parts)
    try:
        yield
    finally:
        await background.close()
        await database.close()
