"""Settings become a library: where contents lie, and how large they may be."""

from pathlib import Path

from fabula.core.assets.library import Library
from fabula.core.assets.queries import bytes_of
from fabula.core.assets.stores import FolderStore, Store
from fabula.core.assets.sweep import Sweeper
from fabula.core.background import Background
from fabula.core.db import Database
from fabula.core.limits import Limits, Use
from fabula.core.pictures import Pictures
from fabula.core.settings import Settings


def open_library(
    settings: Settings, database: Database, background: Background, pictures: Pictures, limits: Limits
) -> tuple[Library, Sweeper]:
    """The library of these settings, and the sweeper that keeps it tidy once it is started."""
    store, incoming = _store_of(settings)
    sweeper = Sweeper(database, background, store, incoming)
    limits.count_by(Use.STORAGE, bytes_of)
    return Library(store, incoming, pictures, sweeper, limits, settings.max_upload_mb * 1024 * 1024), sweeper


def _store_of(settings: Settings) -> tuple[Store, Path]:
    if settings.storage_url:
        from fabula.core.assets.stores.objects import ObjectsStore

        return ObjectsStore.at(settings.storage_url), settings.data / "temp"
    root = Path(settings.image_storage_path).expanduser().absolute() if settings.image_storage_path else None
    folder = root or settings.data / "assets"
    # On the same disk as the store, so that a finished file only gets a second name.
    return FolderStore(folder), folder / "incoming"
