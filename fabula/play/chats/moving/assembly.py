"""Puts the parts of export and import together."""

from collections.abc import Mapping
from typing import Any

from fabula.core.assets import Library
from fabula.core.db import Database
from fabula.core.runs import Kinds, Runs
from fabula.play.chats.attachments.keeping import Keeping
from fabula.play.chats.moving.bringing import Bringing
from fabula.play.chats.moving.exporting import Exporting
from fabula.play.chats.moving.gathering import Gathering
from fabula.play.chats.moving.importing import Importing
from fabula.play.chats.news import ChatNews
from fabula.play.chats.thread.views import Drawings


def build_moving(
    parts: Mapping[type, Any], keeping: Keeping, news: ChatNews, drawings: Drawings | None
) -> tuple[Exporting, Importing]:
    database: Database = parts[Database]
    library: Library = parts[Library]
    importing = Importing(database, library, parts[Runs], Bringing(database, library, keeping, news))
    parts[Kinds].add(importing.kind)
    return Exporting(database, library, Gathering(library, drawings)), importing
