"""Gives an application the parts that speak about it."""

from functools import partial

from fastapi import FastAPI

from fabula.app.status.languages import Languages
from fabula.app.status.metrics import Metrics
from fabula.app.status.readiness import Readiness, check_database
from fabula.app.status.telemetry import Telemetry
from fabula.core.db import Database
from fabula.core.settings import Settings
from fabula.core.web import provide


def add_status(app: FastAPI, settings: Settings, database: Database) -> Metrics:
    metrics, readiness = Metrics(), Readiness()
    readiness.add("database", partial(check_database, database))
    provide(app, metrics, readiness, Languages(settings.data / "languages"), Telemetry(app, settings))
    return metrics
