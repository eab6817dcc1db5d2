"""What can be measured in a picture: size, colours, light, contrast, warmth, sharpness, where the weight lies."""

import io
import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from fabula.engines.builtin.storyteller.seeing.colours import named

SIDE = 192
THIRDS = 3
LARGEST_PIXELS = 60_000_000
COLOURS = 4
LEAST_SHARE = 0.06
Pixels = NDArray[np.float64]


class NoPicture(Exception):
    """The bytes are no picture that can be read."""


@dataclass(frozen=True)
class Look:
    """The measures of one picture; positions are thirds, 0 to 2, from the left and from the top."""

    width: int
    height: int
    colours: tuple[tuple[str, float], ...]
    brightness: float
    contrast: float
    warmth: float
    saturation: float
    sharpness: float
    light: tuple[float, float]
    subject: tuple[int, int]


def look_at(raw: bytes) -> Look:
    """Everything at once, from a small copy."""
    try:
        with Image.open(io.BytesIO(raw)) as image:
            if image.width * image.height > LARGEST_PIXELS:
                raise NoPicture(f"{image.width}x{image.height} pixels are too many")
            size = image.size
            image.draft("RGB", (SIDE * 2, SIDE * 2))
            small = image.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NoPicture(str(error)) from error
    small.thumbnail((SIDE, SIDE))
    flat = Image.alpha_composite(Image.new("RGBA", small.size, "white"), small).convert("RGB")
    return _measured(size, np.asarray(flat, dtype=np.float64) / 255.0)


def _measured(size: tuple[int, int], pixels: Pixels) -> Look:
    grey = pixels @ np.array([0.2126, 0.7152, 0.0722])
    edges = _edges(grey)
    spread = pixels.max(axis=2) - pixels.min(axis=2)
    return Look(
        width=size[0],
        height=size[1],
        colours=_colours(pixels),
        brightness=float(grey.mean()),
        contrast=float(grey.std()),
        warmth=float((pixels[..., 0] - pixels[..., 2]).mean()),
        saturation=float(spread.mean()),
        sharpness=float(np.percentile(edges, 99.5)),
        light=_slope(grey),
        subject=_weight(edges + spread * 0.03),
    )


def _edges(grey: Pixels) -> Pixels:
    down = np.abs(np.diff(grey, axis=0, prepend=grey[:1]))
    across = np.abs(np.diff(grey, axis=1, prepend=grey[:, :1]))
    return down + across


def _colours(pixels: Pixels) -> tuple[tuple[str, float], ...]:
    """The names of the commonest colours with their shares, the most first."""
    coarse = np.round(pixels.reshape(-1, 3) * 7).astype(np.int64)
    codes, counts = np.unique(coarse @ np.array([64, 8, 1]), return_counts=True)
    shares: dict[str, float] = {}
    for code, count in zip(codes.tolist(), counts.tolist(), strict=True):
        name = named((code // 64 / 7, code // 8 % 8 / 7, code % 8 / 7))
        shares[name] = shares.get(name, 0.0) + count / len(coarse)
    ranked = sorted(shares.items(), key=lambda item: -item[1])[:COLOURS]
    return tuple(
        (name, round(share, 3)) for name, share in ranked if share >= LEAST_SHARE or (name, share) == ranked[0]
    )


def _slope(grey: Pixels) -> tuple[float, float]:
    """How much brighter the right is than the left, and the bottom than the top."""
    height, width = grey.shape
    left, right = grey[:, : max(width // 3, 1)], grey[:, -max(width // 3, 1) :]
    top, bottom = grey[: max(height // 3, 1)], grey[-max(height // 3, 1) :]
    return float(right.mean() - left.mean()), float(bottom.mean() - top.mean())


def _thirds(length: int) -> list[slice]:
    edges = [length * part // THIRDS for part in range(THIRDS + 1)]
    return [slice(start, end) for start, end in itertools.pairwise(edges)]


def _weight(interest: Pixels) -> tuple[int, int]:
    """The third, across and down, that holds most of what is to be seen."""
    rows, columns = (_thirds(length) for length in interest.shape)
    sums = [[float(interest[row, column].sum()) for column in columns] for row in rows]
    flat = int(np.argmax(np.array(sums)))
    mean = float(np.mean(sums))
    is_even = sums[flat // THIRDS][flat % THIRDS] < mean * 1.25
    return (1, 1) if is_even else (flat % THIRDS, flat // THIRDS)
