"""What can be wrong with a picture that somebody brings."""

from fabula.core.errors import Invalid, TooLarge


class NotAPicture(Invalid):
    """The file is none of the picture kinds that are taken."""

    hint = "Use a PNG, JPEG, WebP or GIF file."


class PictureDamaged(Invalid):
    """The file begins like a picture but cannot be read to its end."""

    hint = "Open the picture in an image program, save it again and upload the new file."


class PictureTooLarge(TooLarge):
    """More pixels, frames or bytes than the limits allow."""

    hint = "Make the picture smaller, or ask the admin to raise the IMAGE_MAX_* limits."


class MaskBlank(Invalid):
    """Nothing is painted in a mask."""

    hint = "Paint white what is to change."
