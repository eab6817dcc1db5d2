"""The way in: bytes become a file beside the store, and its name becomes harmless."""

from fabula.core.assets.incoming.files import Incoming, hash_of, receiving
from fabula.core.assets.incoming.form import read_form

__all__ = ["Incoming", "hash_of", "read_form", "receiving"]
