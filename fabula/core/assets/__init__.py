"""Stored files: named by content, owned by a person.

Other rooms take the `Library` and give `store` bytes, a stream or an `Incoming` file; they get an `Asset` back, which
`open` turns into bytes again.
"""

from fabula.core.assets.build import open_library
from fabula.core.assets.endpoints import router
from fabula.core.assets.errors import AssetNotFound, NameDeceives, StorageFailed, StorageFull, UploadTooLarge
from fabula.core.assets.incoming import Incoming
from fabula.core.assets.library import Library
from fabula.core.assets.schemas import Asset
from fabula.core.assets.sweep import Sweeper

__all__ = [
    "Asset",
    "AssetNotFound",
    "Incoming",
    "Library",
    "NameDeceives",
    "StorageFailed",
    "StorageFull",
    "Sweeper",
    "UploadTooLarge",
    "open_library",
    "router",
]
