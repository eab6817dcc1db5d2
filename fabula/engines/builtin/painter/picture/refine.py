"""Larger pictures with crisp edges."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture


def refined(picture: "Picture", scale: int) -> "Picture":
    from PIL import Image, ImageFilter

    larger = picture.resize((picture.width * scale, picture.height * scale), Image.Resampling.LANCZOS)
    return larger.filter(ImageFilter.UnsharpMask(radius=scale, percent=70, threshold=2))
