"""The pictures of a person: found again by words and recipe, kept, named, thrown away."""

from fabula.imaging.renders.gallery.endpoints import router
from fabula.imaging.renders.gallery.schemas import Picture
from fabula.imaging.renders.gallery.views import shown

__all__ = ["Picture", "router", "shown"]
