"""Puts the parts of this room together."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from fabula.core.assets import Library
from fabula.core.background import Background
from fabula.core.db import Database
from fabula.core.events import Bus
from fabula.core.pictures import Pictures
from fabula.core.runs import Following, Kinds, Runs
from fabula.core.settings import Settings
from fabula.core.web import Router
from fabula.engines.registry import Choices, EngineRoom
from fabula.engines.websearch import WebSearch, web_search
from fabula.imaging.images import Images, Looking
from fabula.play.chats.attachments import endpoints as attachments
from fabula.play.chats.attachments.keeping import Keeping
from fabula.play.chats.drawing import endpoints as drawings
from fabula.play.chats.drawing import image
from fabula.play.chats.drawing.drawing import ChatDrawing
from fabula.play.chats.drawing.streaming import Streaming
from fabula.play.chats.finding import router as finding_router
from fabula.play.chats.list import endpoints as listing
from fabula.play.chats.list import folders
from fabula.play.chats.list.chats import Chats
from fabula.play.chats.list.purging import Purging
from fabula.play.chats.moving import build_moving
from fabula.play.chats.moving import router as moving_router
from fabula.play.chats.news import ChatNews
from fabula.play.chats.opening import Opening
from fabula.play.chats.opening import router as opening_router
from fabula.play.chats.replying import endpoints as replying
from fabula.play.chats.replying.editing import Edits
from fabula.play.chats.replying.fresh import Fresh
from fabula.play.chats.replying.prompting.context import Contexts
from fabula.play.chats.replying.prompting.models import Mouths
from fabula.play.chats.replying.prompting.sights import Sights
from fabula.play.chats.replying.records import Records
from fabula.play.chats.replying.replies import Replies
from fabula.play.chats.replying.searching import Searching
from fabula.play.chats.replying.titles import Titles
from fabula.play.chats.replying.writer import Writer
from fabula.play.chats.sharing import Shared
from fabula.play.chats.sharing import routers as sharing_routers
from fabula.play.chats.thread import endpoints as thread
from fabula.play.chats.thread.forking import Forking
from fabula.play.chats.thread.removing import Removing
from fabula.play.chats.thread.views import Views

# What is called most comes first, and an address of its own before one that takes any id.
routers: list[Router] = [
    replying.router,
    opening_router,
    folders.router,
    attachments.router,
    finding_router,
    moving_router,
    *sharing_routers,
    listing.router,
    thread.router,
    replying.search_router,
    drawings.router,
    image.router,
]


def build_chats(parts: Mapping[type, Any]) -> tuple[object, ...]:
    """The objects of this room, to be handed out with `provide`."""
    settings: Settings = parts[Settings]
    database: Database = parts[Database]
    background: Background = parts[Background]
    library: Library = parts[Library]
    runs: Runs = parts[Runs]
    images: Images = parts[Images]
    news, search = ChatNews(parts[Bus]), web_search(settings)
    records = Records(database, news)
    mouths = Mouths(parts[EngineRoom], parts[Choices])
    sights = Sights(database, library, parts[Pictures], mouths, parts[Looking])
    contexts = Contexts(database, sights, images)
    titles = Titles(database, background, news, is_on=settings.chat_titles)
    fresh, searching = Fresh(), Searching(search, records)
    writer = Writer(database, background, mouths, contexts, searching, records, titles, fresh)
    parts[Kinds].add(writer.kind)
    purging = Purging(database, library, timedelta(days=settings.chat_trash_days) or None)
    replies = Replies(runs, writer.kind, news, fresh)
    views, chats = Views(library, runs, images), Chats(runs, news, purging)
    drawing = ChatDrawing(images, library, replies, news)
    keeping = Keeping(library)
    exporting, importing = build_moving(parts, keeping, news, images)
    return (
        news,
        search,
        purging,
        sights,
        replies,
        Edits(replies, news),
        keeping,
        exporting,
        importing,
        Shared(library, images),
        views,
        drawing,
        Streaming(database, parts[Bus], parts[Following], images),
        chats,
        Opening(chats, replies, views),
        Removing(runs, news),
        Forking(news),
    )


@asynccontextmanager
async def chats_open(parts: Mapping[type, Any]) -> AsyncGenerator[None]:
    """From when the database is ready until nothing is written any more."""
    purging: Purging = parts[Purging]
    search: WebSearch = parts[WebSearch]
    background: Background = parts[Background]
    background.start(purging.forever(), name="trash of chats")
    try:
        yield
    finally:
        await search.close()
