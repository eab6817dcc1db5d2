"""Pictures and masks are made fit for engines."""

from io import BytesIO

import pytest
from PIL import Image

from fabula.core.pictures import Limits, MaskBlank, PictureDamaged, Pictures, fitted_size

PICTURES = Pictures(Limits(4096, 4096, 10_000_000, 16_000_000, 100))


def png(image: Image.Image) -> bytes:
    data = BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.mark.parametrize(
    ("size", "fitted"),
    [((2000, 1000), (1024, 512)), ((1024, 1024), (1024, 1024)), ((10, 20), (10, 20)), ((4000, 1), (1024, 1))],
)
def test_sizes_are_fitted_and_never_enlarged(size: tuple[int, int], fitted: tuple[int, int]) -> None:
    assert fitted_size(*size, 1024) == fitted


async def test_a_picture_becomes_smaller_and_loses_what_is_no_picture() -> None:
    source = Image.new("RGBA", (300, 150), (255, 0, 0, 0))
    picture = opened(await PICTURES.fitted(png(source), 100))
    assert (picture.size, picture.mode, picture.getpixel((5, 5))) == ((100, 50), "RGB", (255, 255, 255))
    with pytest.raises(PictureDamaged):
        await PICTURES.fitted(png(source)[:60], 100)


async def test_a_mask_is_white_for_colours_and_a_hole_for_alpha() -> None:
    painted = Image.new("RGBA", (100, 50), (255, 255, 255, 0))
    painted.paste((255, 255, 255, 255), (0, 0, 50, 50))
    mask = opened(await PICTURES.fitted_mask(png(painted), (100, 50)))
    assert (mask.getpixel((10, 10)), mask.getpixel((90, 10))) == ((255, 255, 255, 0), (0, 0, 0, 255))
    holed = opened(await PICTURES.with_hole(png(Image.new("RGB", (100, 50), "green")), png(painted), 100))
    assert (holed.getpixel((10, 10)), holed.getpixel((90, 10))) == ((0, 128, 0, 0), (0, 128, 0, 255))
    with pytest.raises(MaskBlank):
        await PICTURES.fitted_mask(png(Image.new("L", (10, 10))), (10, 10))
