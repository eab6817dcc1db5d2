"""Where contents lie: a folder of this machine, or an S3-compatible store."""

from fabula.core.assets.stores.folder import FolderStore
from fabula.core.assets.stores.keys import THUMBNAILS, content_key, sha256_of, thumbnail_key
from fabula.core.assets.stores.port import CHUNK, Store, Stored

__all__ = ["CHUNK", "THUMBNAILS", "FolderStore", "Store", "Stored", "content_key", "sha256_of", "thumbnail_key"]
