"""Puts the parts of this room together."""

from collections.abc import Mapping
from typing import Any

from fabula.core.assets import Library
from fabula.core.db import Database
from fabula.core.runs import Kinds, Runs
from fabula.imaging.renders import Renders, Views
from fabula.imaging.renders.pool import Pool
from fabula.imaging.scripts.served.download import Downloads
from fabula.imaging.scripts.served.feeding import Feeder
from fabula.imaging.scripts.served.opening import Openings
from fabula.imaging.scripts.served.scripts import Scripts
from fabula.imaging.templates import Templates


def build_scripts(parts: Mapping[type, Any]) -> tuple[object, ...]:
    """The objects of this room, to be handed out with `provide`."""
    database: Database = parts[Database]
    library: Library = parts[Library]
    runs: Runs = parts[Runs]
    pool: Pool = parts[Pool]
    openings = Openings(database, library, parts[Templates], pool)
    feeder = Feeder(database, runs, parts[Renders], pool, openings)
    parts[Kinds].add(feeder.kind)
    return (
        Scripts(database, library, runs, pool, openings, feeder),
        Downloads(database, library, parts[Views]),
    )
