"""Puts the front before an application, in the order in which a request meets it."""

from fastapi import FastAPI

from fabula.app.front.bodies import MEGABYTE, BodyLimits
from fabula.app.front.compression import Compression
from fabula.app.front.docs import add_docs
from fabula.app.front.headers import SecurityHeaders
from fabula.app.front.requests import LastResort, Requests
from fabula.app.front.web_app import WebApp
from fabula.app.status import Metrics
from fabula.core.settings import Settings


def add_front(app: FastAPI, settings: Settings, metrics: Metrics) -> None:
    """Requests -> SecurityHeaders -> Compression -> BodyLimits -> LastResort -> the endpoints, else the web app."""
    uploads = {
        "POST /api/assets": settings.max_upload_mb * MEGABYTE,
        "POST /api/chats/attachments": settings.max_upload_mb * MEGABYTE,
        "POST /api/chats/import": settings.max_upload_mb * MEGABYTE,
        "POST /api/templates": settings.image_max_mb_upload * MEGABYTE,
        "PUT /api/auth/avatar": settings.image_max_mb_upload * MEGABYTE,
    }
    app.add_middleware(LastResort)
    app.add_middleware(BodyLimits, limit=settings.max_body_mb * MEGABYTE, uploads=uploads)
    app.add_middleware(Compression)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Requests, metrics=metrics)
    add_docs(app)
    app.router.default = WebApp()
