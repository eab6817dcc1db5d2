"""From a brief to a picture."""

import io
from dataclasses import replace
from typing import TYPE_CHECKING

from fabula.engines.builtin.painter.picture.brief import Brief

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

    from fabula.engines.builtin.painter.picture.finish import Pixels
    from fabula.engines.builtin.painter.picture.tools.sheet import Sheet

# Larger pictures are composed at this size and enlarged: shapes are smooth, and the grain is as fine as ever.
LONGEST = 1600


def paint(brief: Brief) -> "Picture":
    """The same brief gives the same picture, byte for byte."""
    import numpy as np
    from PIL import Image

    painted = _with_source(brief) if brief.source is not None else _scene(brief)
    return Image.fromarray((np.clip(painted, 0, 1) * 255 + 0.5).astype(np.uint8))


def _scene(brief: Brief) -> "Pixels":
    from fabula.engines.builtin.painter.picture import blend
    from fabula.engines.builtin.painter.picture.compose import UNIT, compose
    from fabula.engines.builtin.painter.picture.finish import finished, mirrored, softened
    from fabula.engines.builtin.painter.picture.tools.chance import Chance

    width, height = _size(brief)
    stage, is_portrait = compose(brief, width, height)
    unit = min(width, height) / UNIT
    pixels = _over(_smooth(stage.sky, width, height), stage.back, width, height)
    if stage.water is not None:
        pixels = mirrored(pixels, stage.water, unit, (brief.seed, "water"))
    if is_portrait:
        pixels = softened(pixels, min(width, height) * 0.022)
    pixels = _over(pixels, stage.front, width, height)
    for _, picture, strength in brief.guides:
        pixels = blend.guided(pixels, _pixels(picture, width, height), strength)
    detail = Chance(brief.seed, brief.sampler, brief.scheduler, brief.steps, brief.cfg, brief.words, brief.avoided)
    pixels = finished(pixels, brief, stage.idea, detail)
    return _enlarged(pixels, brief)


def _with_source(brief: Brief) -> "Pixels":
    from fabula.engines.builtin.painter.picture import blend

    assert brief.source is not None
    source = _pixels(brief.source, brief.width, brief.height)
    if brief.mask is None:
        return blend.repainted(source, _scene(brief), brief.denoise)
    import numpy as np

    mask = brief.mask.convert("L").resize((brief.width, brief.height), 2)
    box = blend.box_of(mask)
    if box is None:
        return source
    left, top, right, bottom = box
    part = replace(brief, source=None, mask=None, guides=(), width=right - left, height=bottom - top)
    fresh = source.copy()
    inner = _scene(part)
    if brief.denoise < 1:
        inner = blend.repainted(source[top:bottom, left:right], inner, brief.denoise)
    fresh[top:bottom, left:right] = inner
    return blend.inpainted(source, fresh, np.asarray(mask, dtype=np.float32) / 255)


def _size(brief: Brief) -> tuple[int, int]:
    by = min(1.0, LONGEST / max(brief.width, brief.height))
    return max(8, round(brief.width * by)), max(8, round(brief.height * by))


def _rastered(sheet: "Sheet", width: int, height: int) -> "Pixels":
    import numpy as np
    import resvg_py
    from PIL import Image

    png = resvg_py.svg_to_bytes(svg_string=sheet.svg(width, height), skip_system_fonts=True)
    with Image.open(io.BytesIO(bytes(png))) as drawn:
        return np.asarray(drawn.convert("RGBA"), dtype=np.float32) / 255


def _smooth(sheet: "Sheet", width: int, height: int) -> "Pixels":
    """Skies have no edges: half the size is enough, at a quarter of the price."""
    import numpy as np
    from PIL import Image

    if sheet.is_empty:
        return np.zeros((height, width, 3), dtype=np.float32)
    small = _rastered(sheet, max(1, width // 2), max(1, height // 2))[..., :3]
    picture = Image.fromarray((small * 255).astype(np.uint8)).resize((width, height), 3)
    return np.asarray(picture, dtype=np.float32) / 255


def _over(pixels: "Pixels", sheet: "Sheet", width: int, height: int) -> "Pixels":
    if sheet.is_empty:
        return pixels
    drawn = _rastered(sheet, width, height)
    alpha = drawn[..., 3:]
    return pixels * (1 - alpha) + drawn[..., :3] * alpha


def _pixels(picture: "Picture", width: int, height: int) -> "Pixels":
    import numpy as np

    return np.asarray(picture.convert("RGB").resize((width, height), 1), dtype=np.float32) / 255


def _enlarged(pixels: "Pixels", brief: Brief) -> "Pixels":
    import numpy as np
    from PIL import Image

    if pixels.shape[:2] == (brief.height, brief.width):
        return pixels
    picture = Image.fromarray((np.clip(pixels, 0, 1) * 255).astype(np.uint8))
    return np.asarray(picture.resize((brief.width, brief.height), 1), dtype=np.float32) / 255
