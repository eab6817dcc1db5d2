"""Decoding that cannot hurt: sizes are checked before a pixel is unpacked, and every frame is read to its end."""

import struct
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from fabula.core.pictures.errors import NotAPicture, PictureDamaged, PictureTooLarge
from fabula.core.pictures.formats import media_type_of, pieces_of
from fabula.core.pictures.limits import Limits, Picture

# Every size is checked here before decoding, against limits that the admin chose.
Image.MAX_IMAGE_PIXELS = None

FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/gif": "GIF"}
FRAMES_WORTH = 4
UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, struct.error, zlib.error)
_ORIENTATION = 0x0112


@contextmanager
def opened(source: Path | BytesIO, limits: Limits) -> Generator[Image.Image]:
    """A picture whose size is within the limits; what goes wrong inside is said in plain words."""
    try:
        with Image.open(source, formats=tuple(FORMATS.values())) as image:
            _check_size(image, limits)
            yield image
    except Image.UnidentifiedImageError as error:
        raise NotAPicture("This file is not a picture that can be used here.") from error
    except UNREADABLE as error:
        raise PictureDamaged("The picture cannot be read to its end; it is damaged or cut short.") from error


def cleaned(data: bytes, limits: Limits, *, keep_metadata: bool) -> tuple[Picture, bytes]:
    """The picture without anything that is not the picture, checked by decoding every frame."""
    media_type = media_type_of(data[:12])
    keep = keep_metadata and media_type != "image/gif"
    clean = b"".join(pieces_of(data, keep_metadata=keep, max_frames=limits.max_frames))
    if not keep and _orientation(data, limits) != 1:
        clean = _upright(data, limits)
    with opened(BytesIO(clean), limits) as image:
        assert media_type is not None
        if image.format != FORMATS[media_type]:
            raise PictureDamaged("The picture is not what its first bytes say.")
        frames = _read_all(image, limits)
        width, height = _seen_size(image)
    return Picture(media_type, width, height, frames), clean


def _check_size(image: Image.Image, limits: Limits) -> None:
    width, height = image.size
    if width > limits.max_width or height > limits.max_height or width * height > limits.max_pixels:
        raise PictureTooLarge(
            f"The picture is {width} × {height} pixels; at most {limits.max_width} × {limits.max_height} "
            f"and {limits.max_pixels // 1_000_000} megapixels are taken."
        )


def _read_all(image: Image.Image, limits: Limits) -> int:
    frames = int(getattr(image, "n_frames", 1))
    if frames > limits.max_frames:
        raise PictureTooLarge(f"The animation has {frames} frames; at most {limits.max_frames} are taken.")
    if frames > 1 and frames * image.width * image.height > FRAMES_WORTH * limits.max_pixels:
        raise PictureTooLarge("All frames of the animation together have too many pixels.")
    for frame in range(frames):
        image.seek(frame)
        image.load()
    return frames


def _orientation(data: bytes, limits: Limits) -> int:
    if media_type_of(data[:12]) == "image/png" and b"eXIf" not in data:
        return 1
    with opened(BytesIO(data), limits) as image:
        if getattr(image, "is_animated", False):
            return 1
        found = image.getexif().get(_ORIENTATION, 1)
    return found if found in range(1, 9) else 1


def _seen_size(image: Image.Image) -> tuple[int, int]:
    width, height = image.size
    return (height, width) if image.getexif().get(_ORIENTATION, 1) in (5, 6, 7, 8) else (width, height)


def _upright(data: bytes, limits: Limits) -> bytes:
    """Turned as the camera meant it; this is the only case in which a picture is encoded anew."""
    with opened(BytesIO(data), limits) as image:
        kind, profile = image.format, image.info.get("icc_profile")
        turned = ImageOps.exif_transpose(image)
        for extra in ("exif", "xmp", "XML:com.adobe.xmp", "Raw profile type exif", "comment"):
            turned.info.pop(extra, None)
        target = BytesIO()
        if kind in ("JPEG", "MPO"):
            turned.save(target, "JPEG", quality=95, icc_profile=profile)
        elif kind == "WEBP":
            turned.save(target, "WEBP", quality=95, icc_profile=profile)
        else:
            turned.save(target, kind, icc_profile=profile)
    return target.getvalue()
