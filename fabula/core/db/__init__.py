"""The database room: one writer queue, many readers, and migrations that run by themselves."""

from fabula.core.db.base import Base, Json, Moment, Row
from fabula.core.db.database import Database, Dialect
from fabula.core.db.days import day_of
from fabula.core.db.migrate import backup, current_revision, newest_revision, restore, upgrade
from fabula.core.db.outages import is_full, is_outage, outlasting, passes, words_of
from fabula.core.db.pages import Cursor, Page, page_of
from fabula.core.db.quick import change_row, delete_row, insert_row, insert_rows

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
    "change_row",
    "current_revision",
    "day_of",
    "delete_row",
    "insert_row",
    "insert_rows",
    "is_full",
    "is_outage",
    "newest_revision",
    "outlasting",
    "page_of",
    "passes",
    "restore",
    "upgrade",
    "words_of",
]
