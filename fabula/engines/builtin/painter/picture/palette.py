"""The light of a time of day, in colours."""

from dataclasses import dataclass, replace

from fabula.engines.builtin.painter.picture.idea import Idea
from fabula.engines.builtin.painter.picture.lexicon import COLOURS
from fabula.engines.builtin.painter.picture.tools.chance import Chance
from fabula.engines.builtin.painter.picture.tools.colour import darker, lighter, mix, turned


@dataclass(frozen=True, slots=True)
class Palette:
    """Sky from the top down, the light, land from far to near, water, lamps and leaves."""

    top: str
    mid: str
    low: str
    glow: str
    far: str
    near: str
    water: str
    deep: str
    leaf: str
    lamp: str = "#ffcf85"
    snow: str = "#dfe7ea"
    is_dark: bool = False

    @property
    def ink(self) -> str:
        return darker(mix(self.near, "#101018", 0.4), 0.1)

    def land(self, share: float) -> str:
        """Land at a distance: 0 melts into the sky, 1 stands in front."""
        return mix(mix(self.low, self.far, 0.35 + 0.65 * min(1.0, share * 2)), self.near, max(0.0, share * 1.15 - 0.15))


_TIMES: dict[str, tuple[Palette, ...]] = {
    "night": (
        Palette("#0b1626", "#1b3345", "#4a5f66", "#ffb066", "#24404f", "#0b141d", "#1d3a4a", "#08131d", "#16352f"),
        Palette("#10132e", "#2a2f63", "#8a6a92", "#ffd9a8", "#33305e", "#100f24", "#2b2f5c", "#0c0c22", "#1c2f3c"),
        Palette("#071a22", "#12414a", "#5f8f86", "#ffe0a6", "#1d4a52", "#06151b", "#17525a", "#051920", "#0f3a34"),
    ),
    "dusk": (
        Palette("#2b2440", "#8a4a55", "#f0a070", "#ffcf8f", "#6b4257", "#231a2b", "#8a5560", "#2b2038", "#4a4a3a"),
        Palette("#1f2d4d", "#a0566a", "#ffb27a", "#ffe0a0", "#75506c", "#241c30", "#935f70", "#272340", "#46503f"),
        Palette("#3a3140", "#b0685c", "#f7c289", "#ffe0ae", "#84584f", "#2a2029", "#a8705f", "#3a2832", "#59522f"),
    ),
    "dawn": (
        Palette("#6d8fa3", "#e0b7a2", "#fbe3c4", "#fff0cf", "#a48f98", "#3a3d4c", "#a9b0b4", "#4d5a68", "#5d7358"),
        Palette("#7a86b0", "#e8a9a8", "#ffe0c0", "#fff2d2", "#a98aa0", "#41405a", "#bb9fae", "#565470", "#5f7560"),
    ),
    "day": (
        Palette("#4f92b8", "#9cc7cf", "#eaf0dc", "#fff6d8", "#86a9a6", "#2f4a44", "#5fa0ac", "#1f4f60", "#5b8a4c"),
        Palette("#5a9fc9", "#a9d3e0", "#f3ecd2", "#fff4cf", "#8fb0ab", "#35503f", "#6fb0b8", "#23566a", "#6b9648"),
        Palette("#78aab4", "#bcd6cc", "#f6e7c4", "#fff0c4", "#93a98f", "#3c4a38", "#79a9a4", "#2c5456", "#7a9150"),
    ),
    "storm": (
        Palette("#20262c", "#46525a", "#8a9596", "#ffc98a", "#47545c", "#161b20", "#4a5860", "#161f26", "#2f4038"),
        Palette("#1d2430", "#3d4a63", "#8895a8", "#e6d9ff", "#434f66", "#141821", "#46536b", "#141b29", "#2b3d42"),
    ),
    "grey": (
        Palette("#7f8f98", "#a9b5b8", "#d8d9d2", "#fff0d8", "#8b979a", "#333d42", "#8d9ca0", "#3b4a52", "#5c6f5e"),
        Palette("#8a8f8c", "#b5b4a6", "#e0d8c4", "#fff0cf", "#97958a", "#3c3d38", "#99a09a", "#454d4b", "#6b6f52"),
    ),
}
_LIKELY = {
    "meadow": ("day", "day", "dusk", "dawn"),
    "village": ("dusk", "day", "dawn", "night"),
    "city": ("night", "dusk", "dusk"),
    "underwater": ("day",),
    "whale": ("dusk", "night"),
    "interior": ("dusk", "day", "night"),
}
_WINTER = Palette("#7d9bb3", "#bccdd6", "#f3e6da", "#fff2dc", "#9db0bf", "#33445a", "#a5bac6", "#4a6478", "#3f5a5a")


def choose(idea: Idea, dice: Chance) -> Palette:
    """The time of day and the weather choose; named colours tint; the seed takes one of several."""
    time = idea.time or dice.choice(_LIKELY.get(idea.place, ("dusk", "night", "dawn", "day", "dusk")))
    kept = dice.choice(_TIMES[time])
    if idea.weather == "storm":
        kept = _blended(dice.choice(_TIMES["storm"]), kept, 0.25)
    elif idea.weather in ("rain", "fog") and time in ("day", "dawn"):
        kept = _blended(dice.choice(_TIMES["grey"]), kept, 0.3)
    elif idea.season == "winter" and time in ("day", "dawn"):
        kept = _blended(_WINTER, kept, 0.3)
    kept = replace(kept, is_dark=time == "night" or (idea.weather == "storm" and time != "day"))
    return _tinted(_aged(kept, idea), idea)


def _aged(palette: Palette, idea: Idea) -> Palette:
    """The season dyes the leaves."""
    if idea.season == "autumn":
        return replace(palette, leaf=mix(palette.leaf, "#c8702e", 0.72), far=mix(palette.far, "#b06a3c", 0.2))
    if idea.season == "spring":
        return replace(palette, leaf=mix(palette.leaf, "#8fb46a", 0.45))
    return palette


def _tinted(palette: Palette, idea: Idea) -> Palette:
    free = [each for each in idea.colours if each not in idea.subject_colours.values() and each in COLOURS]
    if not free or free[0] in ("blond", "white", "black", "grey"):
        return palette
    tint = COLOURS[free[0]][1]
    return replace(
        palette,
        top=mix(palette.top, darker(tint, 0.35), 0.42),
        mid=mix(palette.mid, tint, 0.5),
        low=mix(palette.low, lighter(tint, 0.45), 0.42),
        far=mix(palette.far, tint, 0.3),
        water=mix(palette.water, tint, 0.4),
        glow=mix(palette.glow, lighter(tint, 0.55), 0.25),
    )


def _blended(a: Palette, b: Palette, share: float) -> Palette:
    names = ("top", "mid", "low", "glow", "far", "near", "water", "deep", "leaf")
    return replace(a, **{name: mix(getattr(a, name), getattr(b, name), share) for name in names})


def shifted(palette: Palette, hue: float) -> Palette:
    """The same light, a little aside: no two seeds share a sky."""
    names = ("top", "mid", "far", "water", "deep")
    return replace(palette, **{name: turned(getattr(palette, name), hue) for name in names})
