"""Stored files: named by content, owned by a person.

Other rooms take the `Library` and give `store` bytes, a stream or an `Incoming` file; they get an `Asset` back, which
`open` turns into bytes again.
"""

from fabula.core.assets.build import open_library
from fabula.core.assets.endpoints import UPLOAD_FORM, UPLOADING
from fabula.core.assets.endpoints import router as assets_router
from fabula.core.assets.errors import (
    AssetNotFound,
    NameDeceives,
    StorageFailed,
    StorageFull,
    UploadMalformed,
    UploadTooLarge,
)
from fabula.core.assets.incoming import Incoming, read_form
from fabula.core.assets.incoming.names import disposition, safe_name
from fabula.core.assets.library import Library
from fabula.core.assets.schemas import Asset
from fabula.core.assets.sweep import Sweeper
from fabula.core.assets.usage import router as usage_router

routers = [assets_router, usage_router]

__all__ = [
    "UPLOADING",
    "UPLOAD_FORM",
    "Asset",
    "AssetNotFound",
    "Incoming",
    "Library",
    "NameDeceives",
    "StorageFailed",
    "StorageFull",
    "Sweeper",
    "UploadMalformed",
    "UploadTooLarge",
    "disposition",
    "open_library",
    "read_form",
    "routers",
    "safe_name",
]
