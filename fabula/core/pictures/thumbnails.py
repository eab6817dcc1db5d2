"""Small WebP pictures made from large ones."""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from fabula.core.pictures.decode import opened
from fabula.core.pictures.limits import Limits

QUALITY = 82
JPEG_QUALITY = 90


def thumbnail(source: Path | BytesIO, size: int, limits: Limits) -> bytes:
    """The first frame within a square of `size` pixels; never enlarged."""
    return _webp(_small(source, size, limits))


def square(source: Path | BytesIO, size: int, limits: Limits) -> bytes:
    """The middle of the picture as a square of exactly `size` pixels."""
    image = _small(source, size * 2, limits)
    return _webp(ImageOps.fit(image, (size, size), Image.Resampling.LANCZOS))


def for_model(source: Path | BytesIO, size: int, limits: Limits) -> bytes:
    """The first frame as JPEG within a square of `size` pixels; what is transparent becomes white."""
    image = _small(source, size, limits)
    if image.mode == "RGBA":
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image).convert("RGB")
    target = BytesIO()
    image.save(target, "JPEG", quality=JPEG_QUALITY)
    return target.getvalue()


def _small(source: Path | BytesIO, size: int, limits: Limits) -> Image.Image:
    with opened(source, limits) as image:
        image.draft("RGB", (size * 2, size * 2))
        turned = ImageOps.exif_transpose(image)
        has_alpha = turned.has_transparency_data
        small = turned.convert("RGBA" if has_alpha else "RGB")
        small.thumbnail((size, size), Image.Resampling.LANCZOS, reducing_gap=3.0)
        return small


def _webp(image: Image.Image) -> bytes:
    target = BytesIO()
    image.save(target, "WEBP", quality=QUALITY, method=4, exif=b"", icc_profile=None)
    return target.getvalue()
