"""Puts the parts of this room together."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from fabula.core.assets import Library
from fabula.core.background import Background
from fabula.core.db import Database
from fabula.core.runs import Kinds, Runs
from fabula.core.settings import Settings
from fabula.core.vault import Vault
from fabula.core.web import Router
from fabula.imaging.renders.afterwards import Destinations, Webhooks
from fabula.imaging.renders.afterwards.posting import Poster
from fabula.imaging.renders.carrying import Renderer
from fabula.imaging.renders.carrying.files import Files
from fabula.imaging.renders.carrying.placing import Placing
from fabula.imaging.renders.carrying.records import Records
from fabula.imaging.renders.carrying.results import Results
from fabula.imaging.renders.gallery import router as gallery_router
from fabula.imaging.renders.orders import Orders, Views
from fabula.imaging.renders.orders import router as orders_router
from fabula.imaging.renders.pool import Pool
from fabula.imaging.renders.pool.endpoints import router as pool_router
from fabula.imaging.renders.pool.fitting import missing
from fabula.imaging.renders.pool.switches import was_paused
from fabula.imaging.renders.renders import Renders
from fabula.imaging.renders.servers import Servers
from fabula.imaging.renders.usage import router as usage_router
from fabula.imaging.templates import Templates

routers: list[Router] = [orders_router, gallery_router, pool_router, usage_router]


def build_renders(
    parts: Mapping[type, Any], servers: Servers, ready: Callable[[], Awaitable[None]]
) -> tuple[object, ...]:
    """The objects of this room, to be handed out with `provide`; `ready` waits until the servers are known."""
    database: Database = parts[Database]
    library: Library = parts[Library]
    runs: Runs = parts[Runs]
    templates: Templates = parts[Templates]
    settings: Settings = parts[Settings]
    background: Background = parts[Background]
    pool = Pool(servers, background, missing, ready=ready)
    results = Results(database, library)
    destinations = Destinations(settings.render_destinations, database, library, results)
    poster = Poster(may_be_private=settings.webhooks_to_private_hosts)
    webhooks = Webhooks(database, parts[Vault], background, poster)
    records = Records(database)
    placing = Placing(destinations.fill, records)
    renderer = Renderer(background, pool, records, Files(database, library), results, placing)
    parts[Kinds].add(renderer.kind)
    renders = Renders(runs, renderer, webhooks)
    orders = Orders(database, library, runs, renders, pool, templates, destinations, webhooks)
    return pool, renderer, placing, renders, orders, webhooks, Views(runs, pool)


@asynccontextmanager
async def renders_open(parts: Mapping[type, Any]) -> AsyncGenerator[None]:
    """Before runs are resumed: the servers are asked what they can do; after runs are handed back, they are let go."""
    pool: Pool = parts[Pool]
    database: Database = parts[Database]
    async with database.reading() as session:
        pool.pause(await was_paused(session))
    webhooks: Webhooks = parts[Webhooks]
    await pool.open()
    webhooks.open()
    try:
        yield
    finally:
        await webhooks.close()
        await pool.close()
