"""Pictures that people bring: checked by decoding, freed from everything else, and made small.

A picture goes through three gates: its first bytes name the kind, the file is taken apart and only the blocks of the
picture are kept (`formats`), and what is left is decoded to its last frame within the limits (`decode`).
"""

from fabula.core.pictures.errors import MaskBlank, NotAPicture, PictureDamaged, PictureTooLarge
from fabula.core.pictures.formats import media_type_of
from fabula.core.pictures.limits import Limits, Picture, fitted_size
from fabula.core.pictures.studio import Pictures

__all__ = [
    "Limits",
    "MaskBlank",
    "NotAPicture",
    "Picture",
    "PictureDamaged",
    "PictureTooLarge",
    "Pictures",
    "fitted_size",
    "media_type_of",
]
