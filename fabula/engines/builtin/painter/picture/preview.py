"""What a half-finished picture looks like: noise that clears step by step."""

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

LONG_SIDE = 512


def as_jpeg(picture: "Picture", share: float, seed: int) -> bytes:
    import numpy as np
    from PIL import Image

    scale = LONG_SIDE / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    coarse = max(1, round(16 * (1 - share) ** 1.5))
    small = picture.resize((max(1, size[0] // coarse), max(1, size[1] // coarse)), 2).resize(size, 2)
    pixels = np.asarray(small.convert("RGB"), dtype=np.float32)
    dice = np.random.default_rng((seed, round(share * 1000)))
    cells = dice.normal(128.0, 70.0, (size[1] // 4 + 1, size[0] // 4 + 1, 3)).astype(np.float32)
    noise = np.kron(cells, np.ones((4, 4, 1), dtype=np.float32))[: size[1], : size[0]]
    keep = min(1.0, share**0.7)
    mixed = np.clip(pixels * keep + noise * (1 - keep), 0, 255).astype(np.uint8)
    written = io.BytesIO()
    Image.fromarray(mixed).save(written, "JPEG", quality=85)
    return written.getvalue()
