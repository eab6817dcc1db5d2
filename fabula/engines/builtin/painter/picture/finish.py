"""Light on the finished composition: mirror in the water, bloom, grade, grain, and the manner of painting."""

from typing import TYPE_CHECKING, Any

from fabula.engines.builtin.painter.picture.brief import Brief
from fabula.engines.builtin.painter.picture.idea import Idea
from fabula.engines.builtin.painter.picture.stage import Water
from fabula.engines.builtin.painter.picture.tools.chance import Chance
from fabula.engines.builtin.painter.picture.tools.colour import rgb

if TYPE_CHECKING:
    from numpy import floating
    from numpy.typing import NDArray

    Pixels = NDArray[floating[Any]]

LORA_STYLES = {"watercolour": "watercolour", "ink": "ink", "golden-hour": "golden"}


def mirrored(pixels: "Pixels", water: Water, unit: float, name: object) -> "Pixels":
    """What stands above the line lies below it: shaken by waves, darker with depth."""
    import numpy as np

    height, width = pixels.shape[:2]
    top, bottom = round(water.top * unit), min(height, round(water.bottom * unit))
    if top <= 0 or bottom <= top:
        return pixels
    rows = np.linspace(0, bottom - top - 1, bottom - top, dtype=np.float32)
    depth = rows / max(1, bottom - top)
    phase = Chance(name).random() * 6
    shake = np.sin(rows * 0.55 / unit / 4 + phase) * 1.8 + np.sin(rows * 0.21 / unit / 4 + phase * 2) * 2.6
    source = np.clip(top - 1 - (rows * 0.92 + shake * unit * water.ripple * (1 + depth * 3)).astype(int), 0, top - 1)
    across = (np.sin(rows * 0.35 / unit / 3 + phase) * 2.4 * unit * water.ripple * (0.4 + depth * 4)).astype(int)
    columns = np.clip(
        np.linspace(0, width - 1, width, dtype=np.float32).astype(int)[None, :] + across[:, None], 0, width - 1
    )
    reflection = pixels[source[:, None], columns]
    tint = (1 - depth)[:, None, None] * _colour(water.tint) + depth[:, None, None] * _colour(water.deep)
    share = (water.clear * (1 - depth * 0.72))[:, None, None].astype(np.float32)
    mixed = pixels.copy()
    mixed[top:bottom] = reflection * share + tint * (1 - share)
    return mixed


def finished(pixels: "Pixels", brief: Brief, idea: Idea, detail: Chance) -> "Pixels":
    pixels = _bloomed(pixels, 0.2 + 0.05 * (brief.family == "flux"))
    pixels = _graded(pixels, brief, idea)
    for style, strength in _styles(brief, idea).items():
        pixels = _STYLES[style](pixels, min(1.0, strength), detail.fork(style))
    return _textured(_vignetted(pixels), brief, idea, detail)


def _styles(brief: Brief, idea: Idea) -> dict[str, float]:
    wanted = {style: weight for style, weight in idea.styles.items() if style in _STYLES}
    for name, strength in brief.loras:
        for part, style in LORA_STYLES.items():
            if part in name and strength > 0:
                wanted[style] = wanted.get(style, 0.0) + strength * 0.85
    return wanted


def _colour(name: str) -> "Pixels":
    import numpy as np

    return np.array(rgb(name), dtype=np.float32) / 255


def _blurred(pixels: "Pixels", radius: float, shrink: int = 4) -> "Pixels":
    import numpy as np
    from PIL import Image, ImageFilter

    picture = Image.fromarray((np.clip(pixels, 0, 1) * 255).astype(np.uint8))
    size = (max(1, picture.width // shrink), max(1, picture.height // shrink))
    small = picture.resize(size, 4).filter(ImageFilter.GaussianBlur(radius / shrink))
    return np.asarray(small.resize(picture.size, 2), dtype=np.float32) / 255


def softened(pixels: "Pixels", radius: float) -> "Pixels":
    """A place far behind the person in front."""
    return _blurred(pixels, radius) if radius >= 1 else pixels


def _bloomed(pixels: "Pixels", strength: float) -> "Pixels":
    import numpy as np

    bright = np.clip(pixels - 0.62, 0, 1) * 2.2
    halo = _blurred(bright, max(pixels.shape[:2]) / 60, 6)
    return 1 - (1 - np.clip(pixels, 0, 1)) * (1 - halo * strength)


def _graded(pixels: "Pixels", brief: Brief, idea: Idea) -> "Pixels":
    """cfg is how strongly colours are meant; Flux says it with guidance."""
    import numpy as np

    force = brief.guidance * 2 if brief.guidance is not None else brief.cfg
    if brief.family == "flux" and brief.guidance is None:
        force = 3.5 + brief.cfg * 3
    saturation = 0.62 + 0.055 * min(force, 14.0) + (0.12 if "bright" in idea.quality else 0.0)
    contrast = 0.9 + 0.016 * min(force, 20.0) + 0.02 * min(brief.shift, 6.0)
    grey = pixels @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    mixed = grey[..., None] + (pixels - grey[..., None]) * np.float32(saturation)
    lift = (0.06 if "dark" in idea.unwanted else 0.0) - (0.07 if "dark" in idea.quality else 0.0)
    mixed = (mixed - 0.46) * np.float32(contrast) + 0.46 + lift
    if "soft" in idea.quality:
        mixed = mixed * 0.86 + 0.12
    return np.clip(mixed, 0, 1).astype(np.float32)


def _vignetted(pixels: "Pixels") -> "Pixels":
    import numpy as np

    height, width = pixels.shape[:2]
    y = (np.linspace(-1, 1, height, dtype=np.float32) ** 2)[:, None]
    x = (np.linspace(-1, 1, width, dtype=np.float32) ** 2)[None, :]
    away = np.clip((x + y) * 0.5 - 0.28, 0, 1)
    return pixels * (1 - 0.38 * away)[..., None]


def _textured(pixels: "Pixels", brief: Brief, idea: Idea, detail: Chance) -> "Pixels":
    """A breath of grain; few steps leave the picture soft and noisy."""
    import numpy as np

    unclear = max(0.0, 8 - brief.steps) / 8
    is_blurry = "blurry" in idea.quality
    if unclear or is_blurry:
        pixels = softened(pixels, max(pixels.shape[:2]) / 512 * (1 + 5 * unclear + 5 * is_blurry))
    dice = np.random.default_rng(detail.getrandbits(63))
    grain = dice.standard_normal(pixels.shape[:2], dtype=np.float32)
    strength = 0.007 + 0.05 * unclear + 0.06 / max(4, brief.steps)
    return np.clip(pixels + grain[..., None] * np.float32(strength), 0, 1)


def _watercolour(pixels: "Pixels", strength: float, dice: Chance) -> "Pixels":
    import numpy as np

    washed = _blurred(pixels, max(pixels.shape[:2]) / 260, 2)
    flat = np.round(washed * 11) / 11 * 0.35 + washed * 0.65
    grey = flat.mean(axis=2, keepdims=True)
    pale = (grey + (flat - grey) * 0.85) * 0.74 + 0.25
    edge = np.clip(np.abs(_edges(washed)) * 3.2, 0, 0.24)
    paper = _paper(pixels.shape[:2], dice)
    made = np.clip(pale - edge[..., None], 0, 1) * (0.93 + paper[..., None] * 0.1)
    frame = _rough_frame(pixels.shape[:2], dice)[..., None]
    made = made * frame + _colour("#f4ecdc") * (1 - frame)
    return pixels * (1 - strength) + made * strength


def _ink(pixels: "Pixels", strength: float, dice: Chance) -> "Pixels":
    import numpy as np

    grey = pixels @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    tone = np.clip((grey - 0.3) * 1.9 + 0.35, 0, 1)
    height, width = grey.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    gap = max(4.0, max(height, width) / 150)
    lines = np.abs(((x + y) / gap) % 1 - 0.5) * 2
    crossed = np.abs(((x - y * 0.7) / gap) % 1 - 0.5) * 2
    hatch = np.where((grey < 0.36) & (lines < 0.42), 0.5, 1.0) * np.where((grey < 0.18) & (crossed < 0.4), 0.5, 1.0)
    outline = 1 - np.clip(np.abs(_edges(pixels)) * 7 - 0.16, 0, 0.9)
    ink = np.clip(tone * 0.55 + 0.45, 0, 1) * hatch * outline
    paper = _colour("#f1e6d0") * (0.95 + _paper(grey.shape, dice)[..., None] * 0.07)
    made = _colour("#231a1e") * (1 - ink[..., None]) + paper * ink[..., None]
    return pixels * (1 - strength) + made * strength


def _pixel(pixels: "Pixels", strength: float, dice: Chance) -> "Pixels":
    import numpy as np
    from PIL import Image

    height, width = pixels.shape[:2]
    cell = max(2, round(max(height, width) / 128))
    picture = Image.fromarray((np.clip(pixels, 0, 1) * 255).astype(np.uint8))
    small = picture.resize((max(1, width // cell), max(1, height // cell)), 4).quantize(28, dither=Image.Dither.NONE)
    made = np.asarray(small.convert("RGB").resize((width, height), 0), dtype=np.float32) / 255
    return pixels * (1 - strength) + made * strength


def _film(pixels: "Pixels", strength: float, dice: Chance) -> "Pixels":
    import numpy as np

    grey = pixels.mean(axis=2, keepdims=True)
    faded = grey + (pixels - grey) * 0.62
    toned = faded * np.array([1.04, 0.99, 0.92], dtype=np.float32) + np.array([0.0, 0.012, 0.035], dtype=np.float32)
    made = np.clip((toned - 0.45) * 1.2 + 0.43, 0, 1)
    bar = round(pixels.shape[0] * 0.075)
    if pixels.shape[1] > pixels.shape[0]:
        made[:bar] = made[-bar:] = 0.03
    return pixels * (1 - strength) + made * strength


def _oil(pixels: "Pixels", strength: float, dice: Chance) -> "Pixels":
    """Short strokes: the picture shifted along a slow field, and their ridges lit."""
    import numpy as np
    from PIL import Image, ImageFilter

    picture = Image.fromarray((np.clip(pixels, 0, 1) * 255).astype(np.uint8))
    daubed = picture.filter(ImageFilter.ModeFilter(max(5, round(max(picture.size) / 170) | 1)))
    made = np.asarray(daubed, dtype=np.float32) / 255
    strokes = _paper(pixels.shape[:2], dice, 7.0)
    return pixels * (1 - strength) + np.clip(made * (0.9 + strokes[..., None] * 0.2), 0, 1) * strength


def _golden(pixels: "Pixels", strength: float, dice: Chance) -> "Pixels":
    import numpy as np

    warm = pixels * np.array([1.14, 1.0, 0.76], dtype=np.float32) + np.array([0.05, 0.025, 0.0], dtype=np.float32)
    return np.clip(pixels * (1 - strength) + warm * strength, 0, 1)


def _flat(pixels: "Pixels", strength: float, dice: Chance) -> "Pixels":
    import numpy as np

    made = np.round(_blurred(pixels, max(pixels.shape[:2]) / 400, 1) * 9) / 9
    return pixels * (1 - strength) + made * strength


_STYLES: dict[str, Any] = {
    "watercolour": _watercolour,
    "ink": _ink,
    "pixel": _pixel,
    "film": _film,
    "oil": _oil,
    "golden": _golden,
    "flat": _flat,
}


def _edges(pixels: "Pixels") -> "Pixels":
    import numpy as np

    grey = pixels @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    across, down = np.zeros_like(grey), np.zeros_like(grey)
    across[:, 1:-1] = grey[:, 2:] - grey[:, :-2]
    down[1:-1] = grey[2:] - grey[:-2]
    return np.sqrt(across**2 + down**2)


def _paper(shape: tuple[int, ...], dice: Chance, coarse: float = 2.0) -> "Pixels":
    import numpy as np
    from PIL import Image

    rolls = np.random.default_rng(dice.getrandbits(63))
    size = (max(2, round(shape[0] / coarse)), max(2, round(shape[1] / coarse)))
    grain = (rolls.random(size, dtype=np.float32) * 255).astype(np.uint8)
    return np.asarray(Image.fromarray(grain).resize((shape[1], shape[0]), 3), dtype=np.float32) / 255


def _rough_frame(shape: tuple[int, ...], dice: Chance) -> "Pixels":
    """The unpainted margin of the paper, with a wet edge."""
    import numpy as np

    height, width = shape[0], shape[1]
    y = np.minimum(np.arange(height), np.arange(height)[::-1]).astype(np.float32)[:, None]
    x = np.minimum(np.arange(width), np.arange(width)[::-1]).astype(np.float32)[None, :]
    rough = _paper(shape, dice, max(height, width) / 34) * 0.05
    inset = np.minimum(x, y) / max(height, width)
    return np.clip((inset - 0.012 - rough * 0.6) * 90, 0, 1)
