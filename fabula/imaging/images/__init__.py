"""Words become pictures: the reference is looked at, the prompt written, the settings chosen, the template rendered."""

from fabula.imaging.images.assembly import build_images
from fabula.imaging.images.endpoints import WISHING, router
from fabula.imaging.images.errors import DrawingNotFound, ReferenceUnusable, VariantNotFound
from fabula.imaging.images.images import Images
from fabula.imaging.images.looking import Looking
from fabula.imaging.images.schemas import Description, Drawing, DrawingWish, Pick, Side, Variant

__all__ = [
    "WISHING",
    "Description",
    "Drawing",
    "DrawingNotFound",
    "DrawingWish",
    "Images",
    "Looking",
    "Pick",
    "ReferenceUnusable",
    "Side",
    "Variant",
    "VariantNotFound",
    "build_images",
    "router",
]
