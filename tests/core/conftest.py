"""Pictures made on the spot."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageOps

MakePicture = Callable[..., bytes]


@pytest.fixture
def make_picture() -> MakePicture:
    """`make_picture("PNG", (40, 30), frames=3, exif=…)` answers the bytes of a picture file."""

    def make(kind: str = "PNG", size: tuple[int, int] = (40, 30), *, frames: int = 1, **options: Any) -> bytes:
        shown = [_gradient(size, shift) for shift in range(frames)]
        target = BytesIO()
        if frames > 1:
            options |= {"save_all": True, "append_images": shown[1:]}
        shown[0].save(target, kind, **options)
        return target.getvalue()

    return make


def _gradient(size: tuple[int, int], shift: int) -> Image.Image:
    wide = ImageOps.fit(Image.linear_gradient("L"), size)
    return Image.merge("RGB", (wide, wide.rotate(180), ImageChops.offset(wide, 5 * shift, 3 * shift)))
