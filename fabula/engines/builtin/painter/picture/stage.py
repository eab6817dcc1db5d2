"""Where a picture is composed: two sheets, the light, the words, and the dice."""

from dataclasses import dataclass

from fabula.engines.builtin.painter.picture.idea import Idea
from fabula.engines.builtin.painter.picture.palette import Palette
from fabula.engines.builtin.painter.picture.tools.chance import Chance
from fabula.engines.builtin.painter.picture.tools.sheet import Sheet


@dataclass(slots=True)
class Water:
    """A mirror: what is above its line in the back sheet lies upside down below it."""

    top: float
    bottom: float
    tint: str
    deep: str
    clear: float = 0.5
    ripple: float = 1.0


@dataclass(slots=True)
class Spot:
    """Ground that somebody can stand on."""

    x: float
    y: float
    size: float


@dataclass(slots=True)
class Stage:
    w: float
    h: float
    idea: Idea
    palette: Palette
    dice: Chance
    sky: Sheet
    back: Sheet
    front: Sheet
    rich: float = 1.0
    horizon: float = 0.0
    water: Water | None = None
    spot: Spot | None = None
    lit: tuple[float, float] | None = None
    is_indoors: bool = False

    @property
    def s(self) -> float:
        return min(self.w, self.h)

    @property
    def is_wide(self) -> bool:
        return self.w > self.h * 1.15

    def rolls(self, name: str) -> Chance:
        return self.dice.fork(name)

    def many(self, count: float) -> int:
        """More steps, more strokes."""
        return max(1, round(count * self.rich))
