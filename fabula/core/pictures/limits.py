"""How large a picture may be, and what is known of one that was found good."""

from dataclasses import dataclass
from typing import Self

from fabula.core.pictures.errors import PictureTooLarge
from fabula.core.settings import Settings


@dataclass(frozen=True)
class Limits:
    """How large a picture may be; `max_pixels` counts one frame."""

    max_width: int
    max_height: int
    max_bytes: int
    max_pixels: int
    max_frames: int

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(
            max_width=settings.image_max_width_upload,
            max_height=settings.image_max_height_upload,
            max_bytes=settings.image_max_mb_upload * 1024 * 1024,
            max_pixels=settings.image_max_megapixels_upload * 1_000_000,
            max_frames=settings.image_max_frames_upload,
        )


@dataclass(frozen=True)
class Picture:
    """What is known of a picture after it was read whole; width and height as a person sees it."""

    media_type: str
    width: int
    height: int
    frames: int


def check_weight(size: int, limits: Limits) -> None:
    """Refuse a file that is too heavy before it is read into memory."""
    if size > limits.max_bytes:
        raise PictureTooLarge(f"The picture is larger than {limits.max_bytes // 1024 // 1024} MB.")


def fitted_size(width: int, height: int, longest: int) -> tuple[int, int]:
    """The size within a square of so many pixels; never enlarged."""
    by = min(1.0, longest / max(width, height))
    return max(1, round(width * by)), max(1, round(height * by))
