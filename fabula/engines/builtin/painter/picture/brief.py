"""All that a picture depends on: the same brief is the same picture, byte for byte."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

Words = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Brief:
    words: Words
    avoided: Words = ()
    width: int = 512
    height: int = 512
    seed: int = 0
    steps: int = 20
    cfg: float = 7.0
    guidance: float | None = None
    sampler: str = "euler"
    scheduler: str = "normal"
    denoise: float = 1.0
    checkpoint: str = ""
    family: str = "sd15"
    loras: tuple[tuple[str, float], ...] = ()
    shift: float = 0.0
    guides: "tuple[tuple[str, Picture, float], ...]" = ()
    source: "Picture | None" = None
    mask: "Picture | None" = None
