"""The door to the decoders: a few at a time, away from the loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import NamedTuple, ParamSpec, TypeVar

from fabula.core.pictures.errors import MaskBlank
from fabula.core.pictures.limits import Limits, Picture, check_weight

P = ParamSpec("P")
T = TypeVar("T")

AVATAR = 256

# A pool of its own: a decode that nobody waits for any more still holds its memory, so only its end may free the place.
_decoders = ThreadPoolExecutor(max_workers=2, thread_name_prefix="fabula-pictures")


async def _decoding(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    return await asyncio.get_running_loop().run_in_executor(_decoders, partial(work, *args, **kwargs))


class Cleaned(NamedTuple):
    """A picture with nothing else in its file, and the SHA-256 of that."""

    picture: Picture
    data: bytes
    sha256: str


class Pictures:
    """Decodes with bounded memory: at most two pictures are unpacked at the same time."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits

    async def clean(self, source: Path, target: Path, *, keep_metadata: bool = False) -> Picture:
        """Write the picture in `source`, and nothing else of that file, to `target`."""
        return await _decoding(_clean, source, target, self.limits, keep_metadata)

    async def cleaned(self, data: bytes, *, keep_metadata: bool = False) -> Cleaned:
        """The same for a picture in memory."""
        return await _decoding(_cleaned, data, self.limits, keep_metadata)

    async def thumbnail(self, source: Path, size: int) -> bytes:
        """A WebP picture within a square of `size` pixels."""
        return await _decoding(_thumbnail, source, size, self.limits)

    async def for_model(self, data: bytes, size: int) -> bytes:
        """A JPEG picture within a square of `size` pixels, which every model that sees can take."""
        return await _decoding(_for_model, data, size, self.limits)

    async def avatar(self, data: bytes) -> bytes:
        """A square WebP picture of 256 pixels, made from an uploaded picture of any kind."""
        return await _decoding(_avatar, data, self.limits)

    async def fitted(self, data: bytes, longest: int) -> bytes:
        """The first frame as PNG within a square of so many pixels, upright, with nothing but pixels."""
        return await _decoding(_fitted, data, longest, self.limits)

    async def fitted_mask(self, mask: bytes, size: tuple[int, int]) -> bytes:
        """A mask of this size: white where something is to change; raises if nothing is painted in it."""
        return await _decoding(_fitted_mask, mask, size, self.limits)

    async def with_hole(self, data: bytes, mask: bytes, longest: int) -> bytes:
        """The picture within a square, transparent where the mask is; raises if nothing is painted in that."""
        return await _decoding(_with_hole, data, mask, longest, self.limits)


# The decoders are imported by the first picture: a start does not wait for them.


def _clean(source: Path, target: Path, limits: Limits, keep_metadata: bool) -> Picture:
    from fabula.core.pictures.decode import cleaned

    check_weight(source.stat().st_size, limits)
    picture, clean = cleaned(source.read_bytes(), limits, keep_metadata=keep_metadata)
    target.write_bytes(clean)
    return picture


def _cleaned(data: bytes, limits: Limits, keep_metadata: bool) -> Cleaned:
    from fabula.core.pictures.decode import cleaned

    check_weight(len(data), limits)
    picture, clean = cleaned(data, limits, keep_metadata=keep_metadata)
    return Cleaned(picture, clean, sha256(clean).hexdigest())


def _thumbnail(source: Path, size: int, limits: Limits) -> bytes:
    from fabula.core.pictures.thumbnails import thumbnail

    return thumbnail(source, size, limits)


def _for_model(data: bytes, size: int, limits: Limits) -> bytes:
    from fabula.core.pictures.thumbnails import for_model

    check_weight(len(data), limits)
    return for_model(BytesIO(data), size, limits)


def _avatar(data: bytes, limits: Limits) -> bytes:
    from fabula.core.pictures.decode import cleaned
    from fabula.core.pictures.thumbnails import square

    check_weight(len(data), limits)
    _, clean = cleaned(data, limits, keep_metadata=True)
    return square(BytesIO(clean), AVATAR, limits)


def _fitted(data: bytes, longest: int, limits: Limits) -> bytes:
    from fabula.core.pictures.fitting import fitted

    return fitted(data, longest, limits)


def _fitted_mask(mask: bytes, size: tuple[int, int], limits: Limits) -> bytes:
    from fabula.core.pictures.fitting import fitted_mask

    _require_painted(mask, limits)
    return fitted_mask(mask, size, limits)


def _with_hole(data: bytes, mask: bytes, longest: int, limits: Limits) -> bytes:
    from fabula.core.pictures.fitting import with_hole

    _require_painted(mask, limits)
    return with_hole(data, mask, longest, limits)


def _require_painted(mask: bytes, limits: Limits) -> None:
    from fabula.core.pictures.fitting import is_blank

    if is_blank(mask, limits):
        raise MaskBlank("Nothing is painted in the mask.")
