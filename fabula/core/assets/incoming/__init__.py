"""The way in: bytes become a file beside the store, and its name becomes harmless."""

from fabula.core.assets.incoming.files import Incoming, receiving, settled_hash_of
from fabula.core.assets.incoming.form import read_form

__all__ = ["Incoming", "read_form", "receiving", "settled_hash_of"]
