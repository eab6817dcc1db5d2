"""Builds the application: settings become objects, objects are handed to the doors."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

import fabula
from fabula.app.failures import answer_failures
from fabula.core.background import Background
from fabula.core.db import Database, upgrade
from fabula.core.settings import Settings
from fabula.core.web import provide

ROUTERS: list[APIRouter] = []


def create_app(settings: Settings) -> FastAPI:
    app = FastAPI(title="Fabula", version=fabula.__version__, lifespan=_lifespan, redoc_url=None)
    provide(app, settings, Background(), Database(settings.database_address))
    answer_failures(app)
    for router in ROUTERS:
        app.include_router(router)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncGenerator[None]:
    parts = app.state.parts
    database, background = parts[Database], parts[Background]
    await upgrade(database)
    try:
        yield
    finally:
        await background.close()
        await database.close()
