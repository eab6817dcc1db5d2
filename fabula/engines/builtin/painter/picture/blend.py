"""Painting over a given picture: its structure stays as much as denoise leaves it."""

from typing import TYPE_CHECKING

from fabula.engines.builtin.painter.picture.finish import softened

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

    from fabula.engines.builtin.painter.picture.finish import Pixels


def repainted(source: "Pixels", painted: "Pixels", denoise: float) -> "Pixels":
    """First the colours of the new picture come, then its shapes; edges of the source last longest."""
    import numpy as np

    recoloured = _recoloured(source, painted)
    colour = min(1.0, denoise * 1.25) ** 0.8
    mixed = source * (1 - colour) + recoloured * colour
    shapes = max(0.0, (denoise - 0.45) / 0.55) ** 1.4
    mixed = mixed * (1 - shapes) + painted * shapes
    edges = source - softened(source, max(source.shape[:2]) / 120)
    return np.clip(mixed + edges * (0.35 * (1 - denoise) + 0.5 * shapes * (1 - denoise)), 0, 1)


def inpainted(source: "Pixels", painted: "Pixels", mask: "Pixels") -> "Pixels":
    """Only where the mask is light, with a soft seam."""
    feather = softened(np_stack(mask), max(mask.shape) / 90)[..., :1]
    return source * (1 - feather) + painted * feather


def np_stack(mask: "Pixels") -> "Pixels":
    import numpy as np

    return np.repeat(mask[..., None], 3, axis=2)


def box_of(mask: "Picture") -> tuple[int, int, int, int] | None:
    """Where the mask is, with a margin that gives the painter room."""
    found = mask.point(_threshold()).getbbox()
    if found is None:
        return None
    margin = max(16, round(0.12 * max(found[2] - found[0], found[3] - found[1])))
    left, top = max(0, found[0] - margin), max(0, found[1] - margin)
    return left, top, min(mask.width, found[2] + margin), min(mask.height, found[3] + margin)


def _threshold() -> list[int]:
    return [0] * 24 + [255] * 232


def guided(painted: "Pixels", guide: "Pixels", strength: float) -> "Pixels":
    """The light and dark of a ControlNet's picture pressed into the new one."""
    import numpy as np

    grey = guide @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    relief = grey - grey.mean()
    return np.clip(painted + relief[..., None] * np.float32(0.42 * min(strength, 2.0)), 0, 1)


def _recoloured(source: "Pixels", painted: "Pixels") -> "Pixels":
    """The source in the painted picture's palette: mean and spread of each channel are carried over."""
    import numpy as np

    mean, spread = source.mean(axis=(0, 1)), source.std(axis=(0, 1)) + 1e-4
    goal, goal_spread = painted.mean(axis=(0, 1)), painted.std(axis=(0, 1))
    scale = np.clip(goal_spread / spread, 0.5, 1.8)
    return np.clip((source - mean) * scale + goal, 0, 1)
