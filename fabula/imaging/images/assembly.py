"""Puts the parts of this room together."""

from collections.abc import Mapping
from typing import Any

from fabula.core.assets import Library
from fabula.core.background import Background
from fabula.core.db import Database
from fabula.core.pictures import Pictures
from fabula.core.runs import Awaiting, Kinds, Runs
from fabula.core.settings import Settings
from fabula.engines.registry import Answers, Choices, EngineRoom
from fabula.imaging.images.carrying import Drawer
from fabula.imaging.images.carrying.ordering import Ordering
from fabula.imaging.images.carrying.references import References
from fabula.imaging.images.images import Images
from fabula.imaging.images.intents import Intents
from fabula.imaging.images.looking import Looking
from fabula.imaging.images.views import Drawings
from fabula.imaging.images.writing import Writing
from fabula.imaging.renders import Orders, Renders
from fabula.imaging.renders.pool import Pool
from fabula.imaging.templates import Templates


def build_images(parts: Mapping[type, Any]) -> tuple[object, ...]:
    """The objects of this room, to be handed out with `provide`."""
    settings: Settings = parts[Settings]
    database: Database = parts[Database]
    library: Library = parts[Library]
    pictures: Pictures = parts[Pictures]
    background: Background = parts[Background]
    runs: Runs = parts[Runs]
    choices: Choices = parts[Choices]
    longest = settings.image_max_size_for_generation
    size = settings.image_default_width, settings.image_default_height
    looking = Looking(database, library, pictures, choices)
    intents = Intents(library, longest)
    drawer = Drawer(
        database,
        library,
        background,
        runs,
        intents,
        References(database, library, pictures, longest),
        Writing(database, parts[EngineRoom], choices, parts[Answers], looking),
        Ordering(database, background, parts[Orders], parts[Renders], size),
        parts[Awaiting],
    )
    parts[Kinds].add(drawer.kind)
    drawings = Drawings(runs, library, parts[Pool])
    return looking, Images(runs, drawer.kind, intents, parts[Templates], drawings)
