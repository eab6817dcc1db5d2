"""The database room: one writer queue, many readers, and migrations that run by themselves."""

from fabula.core.db.base import Base, Json, Moment, Row
from fabula.core.db.database import Database, Dialect
from fabula.core.db.migrate import backup, current_revision, newest_revision, restore, upgrade
from fabula.core.db.pages import Cursor, Page, page_of

__all__ = [
    "Base",
    "Cursor",
    "Database",
    "Dialect",
    "Json",
    "Moment",
    "Page",
    "Row",
    "backup",
    "current_revision",
    "newest_revision",
    "page_of",
    "restore",
    "upgrade",
]
