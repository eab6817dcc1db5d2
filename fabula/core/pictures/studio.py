"""The door to the decoders: a few at a time, away from the loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import ParamSpec, TypeVar

from fabula.core.pictures.limits import Limits, Picture, check_weight

P = ParamSpec("P")
T = TypeVar("T")

AVATAR = 256

# A pool of its own: a decode that nobody waits for any more still holds its memory, so only its end may free the place.
_decoders = ThreadPoolExecutor(max_workers=2, thread_name_prefix="fabula-pictures")


async def _decoding(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    return await asyncio.get_running_loop().run_in_executor(_decoders, partial(work, *args, **kwargs))


class Pictures:
    """Decodes with bounded memory: at most two pictures are unpacked at the same time."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits

    async def clean(self, source: Path, target: Path, *, keep_metadata: bool = False) -> Picture:
        """Write the picture in `source`, and nothing else of that file, to `target`."""
        return await _decoding(_clean, source, target, self.limits, keep_metadata)

    async def thumbnail(self, source: Path, size: int) -> bytes:
        """A WebP picture within a square of `size` pixels."""
        return await _decoding(_thumbnail, source, size, self.limits)

    async def avatar(self, data: bytes) -> bytes:
        """A square WebP picture of 256 pixels, made from an uploaded picture of any kind."""
        return await _decoding(_avatar, data, self.limits)


# The decoders are imported by the first picture: a start does not wait for them.


def _clean(source: Path, target: Path, limits: Limits, keep_metadata: bool) -> Picture:
    from fabula.core.pictures.decode import cleaned

    check_weight(source.stat().st_size, limits)
    picture, clean = cleaned(source.read_bytes(), limits, keep_metadata=keep_metadata)
    target.write_bytes(clean)
    return picture


def _thumbnail(source: Path, size: int, limits: Limits) -> bytes:
    from fabula.core.pictures.thumbnails import thumbnail

    return thumbnail(source, size, limits)


def _avatar(data: bytes, limits: Limits) -> bytes:
    from fabula.core.pictures.decode import cleaned
    from fabula.core.pictures.thumbnails import square

    check_weight(len(data), limits)
    _, clean = cleaned(data, limits, keep_metadata=True)
    return square(BytesIO(clean), AVATAR, limits)
