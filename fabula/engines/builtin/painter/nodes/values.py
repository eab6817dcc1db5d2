"""What flows along the links of a graph."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

Pictures = tuple["Picture", ...]


@dataclass(frozen=True, slots=True)
class Lora:
    name: str
    strength: float


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """MODEL: which one, and what was hung on it."""

    name: str
    family: str
    loras: tuple[Lora, ...] = ()
    shift: float = 0.0

    def with_lora(self, lora: Lora) -> "Checkpoint":
        return replace(self, loras=(*self.loras, lora))


@dataclass(frozen=True, slots=True)
class Clip:
    name: str
    loras: tuple[Lora, ...] = ()
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Vae:
    name: str


@dataclass(frozen=True, slots=True)
class ControlNet:
    name: str


@dataclass(frozen=True, slots=True)
class UpscaleModel:
    name: str
    scale: int


@dataclass(frozen=True, slots=True)
class Guide:
    """A ControlNet's picture and how strongly it is followed."""

    name: str
    picture: "Picture"
    strength: float


@dataclass(frozen=True, slots=True)
class Phrase:
    """One piece of CONDITIONING."""

    text: str
    weight: float = 1.0
    guidance: float | None = None
    area: tuple[float, float, float, float] | None = None
    span: tuple[float, float] = (0.0, 1.0)
    guides: tuple[Guide, ...] = ()
    skip: int = 0


Conditioning = tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Latent:
    """LATENT: a size and, when something was painted or encoded, the pictures themselves."""

    width: int
    height: int
    batch: int = 1
    pictures: Pictures = ()
    masks: Pictures = ()

    @property
    def is_empty(self) -> bool:
        return not self.pictures


@dataclass(frozen=True, slots=True)
class Noise:
    seed: int = 0
    is_none: bool = False


@dataclass(frozen=True, slots=True)
class Sampler:
    name: str


@dataclass(frozen=True, slots=True)
class Sigmas:
    scheduler: str
    steps: int
    denoise: float


@dataclass(frozen=True, slots=True)
class Guider:
    checkpoint: Checkpoint
    positive: Conditioning
    negative: Conditioning = field(default_factory=tuple[Phrase, ...])
    cfg: float = 1.0
