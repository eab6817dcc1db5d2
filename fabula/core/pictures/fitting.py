"""Pictures made fit for engines: within a square, upright, one frame, and masks as every kind of loader reads them."""

from io import BytesIO

from PIL import Image, ImageOps

from fabula.core.pictures.decode import opened
from fabula.core.pictures.limits import Limits, fitted_size


def fitted(data: bytes, longest: int, limits: Limits) -> bytes:
    """The first frame within a square, upright, on white where it is transparent, with nothing but pixels."""
    return _encoded(_plain(_upright(data, limits), longest))


def fitted_mask(mask: bytes, size: tuple[int, int], limits: Limits) -> bytes:
    """White where the mask is: in every colour for loaders that read one, and as a hole for those that read alpha."""
    painted = _painted(mask, size, limits)
    return _encoded(Image.merge("RGBA", (painted, painted, painted, ImageOps.invert(painted))))


def with_hole(data: bytes, mask: bytes, longest: int, limits: Limits) -> bytes:
    """The picture with the mask as its transparent part, for workflows whose mask is the picture's own."""
    picture = _plain(_upright(data, limits), longest)
    picture.putalpha(ImageOps.invert(_painted(mask, picture.size, limits)))
    return _encoded(picture)


def is_blank(mask: bytes, limits: Limits) -> bool:
    """Whether nothing is painted in this mask."""
    return _on_black(_upright(mask, limits)).getextrema() == (0, 0)


def _upright(data: bytes, limits: Limits) -> Image.Image:
    with opened(BytesIO(data), limits) as image:
        return ImageOps.exif_transpose(image).convert("RGBA")


def _plain(image: Image.Image, longest: int) -> Image.Image:
    ground = Image.new("RGBA", image.size, "white")
    flat = Image.alpha_composite(ground, image).convert("RGB")
    size = fitted_size(*flat.size, longest)
    return flat if size == flat.size else flat.resize(size, Image.Resampling.LANCZOS)


def _painted(mask: bytes, size: tuple[int, int], limits: Limits) -> Image.Image:
    return _on_black(_upright(mask, limits)).resize(size, Image.Resampling.BILINEAR)


def _on_black(mask: Image.Image) -> Image.Image:
    ground = Image.new("RGBA", mask.size, "black")
    return Image.alpha_composite(ground, mask).convert("L")


def _encoded(image: Image.Image) -> bytes:
    target = BytesIO()
    image.save(target, "PNG")
    return target.getvalue()
