"""From an idea to two sheets: a place, whoever is in it, and the weather over all."""

from fabula.engines.builtin.painter.picture.brief import Brief
from fabula.engines.builtin.painter.picture.idea import Idea, read
from fabula.engines.builtin.painter.picture.motifs import animals, figures, portrait, weather
from fabula.engines.builtin.painter.picture.palette import choose, shifted
from fabula.engines.builtin.painter.picture.places import PLACES
from fabula.engines.builtin.painter.picture.stage import Stage
from fabula.engines.builtin.painter.picture.tools.chance import Chance
from fabula.engines.builtin.painter.picture.tools.sheet import Sheet

UNIT = 1000
_RESTLESS = ("ancestral", "sde", "lcm", "ddpm")
_HOMES = {
    "cat": ("interior", "village", "city"),
    "dog": ("meadow", "sea", "village"),
    "fox": ("forest", "forest", "meadow"),
    "wolf": ("forest", "mountains"),
    "horse": ("meadow", "meadow", "mountains"),
    "deer": ("forest", "lake"),
    "rabbit": ("meadow", "forest"),
    "bear": ("forest", "lake", "mountains"),
    "owl": ("forest",),
    "bird": ("meadow", "lake"),
    "dragon": ("castle", "mountains"),
    "robot": ("meadow", "city"),
    "ship": ("sea",),
    "balloon": ("meadow",),
    "house": ("mountains",),
    "windmill": ("meadow",),
}
_ANYWHERE = (
    "lighthouse",
    "mountains",
    "forest",
    "meadow",
    "harbour",
    "lake",
    "village",
    "city",
    "sea",
    "castle",
    "viaduct",
)


def compose(brief: Brief, width: int, height: int) -> tuple[Stage, bool]:
    """The stage with everything on it, and whether it is a portrait before a blurred place."""
    idea = read(brief.words, brief.avoided)
    restless = brief.sampler if any(part in brief.sampler for part in _RESTLESS) else ""
    dice = Chance(brief.seed, " ".join(idea.words), brief.family, restless)
    is_portrait = _is_portrait(idea)
    if not idea.place or idea.place == "portrait":
        idea.place = _somewhere(idea, dice.fork("place"))
    _settle(idea)
    palette = shifted(choose(idea, dice.fork("palette")), dice.fork("hue").wobble(0.018))
    scale = UNIT / min(width, height)
    w, h = width * scale, height * scale
    rich = min(1.35, 0.45 + brief.steps / 36)
    stage = Stage(w, h, idea, palette, dice, Sheet(w, h), Sheet(w, h), Sheet(w, h), rich)
    PLACES[idea.place](stage)
    if idea.weather == "fog" and not stage.is_indoors:
        weather.fog(stage)
    if is_portrait:
        stage.front = Sheet(w, h)
        _pose(stage)
    else:
        _populate(stage)
    weather.weather(stage)
    return stage, is_portrait


def _is_portrait(idea: Idea) -> bool:
    if idea.place == "portrait":
        return not idea.creature or bool(idea.person)
    return bool(idea.person) and (
        not idea.place or idea.has("beard", "freckles", "glasses") or "eyes" in idea.subject_colours
    )


def _somewhere(idea: Idea, dice: Chance) -> str:
    if idea.other_places:
        return idea.other_places[0]
    for figure in idea.figures:
        if figure in _HOMES:
            return dice.choice([each for each in _HOMES[figure] if each not in idea.unwanted] or list(_HOMES[figure]))
    if idea.has("flowers", "rainbow"):
        return "meadow"
    if idea.season == "winter":
        return dice.choice(("village", "mountains", "forest"))
    return dice.choice([each for each in _ANYWHERE if each not in idea.unwanted] or ["meadow"])


def _settle(idea: Idea) -> None:
    """What goes without saying: stars need a night, a whale in words of the sea is in the sky all the same."""
    if not idea.time and (idea.has("moon", "stars", "fireflies", "aurora") or idea.place in ("aurora",)):
        idea.time = "night"
    if not idea.season and idea.weather == "snow":
        idea.season = "winter"
    if idea.place == "aurora":
        idea.season, idea.time = "winter", idea.time or "night"
    if idea.place == "sea" and "lighthouse" in idea.other_places:
        idea.place = "lighthouse"
    for place in ("castle", "viaduct", "village", "harbour"):
        if place in idea.other_places and idea.place in ("mountains", "forest", "lake", "meadow", "sea"):
            idea.place = place
    if "whale" in idea.other_places:
        idea.place = "whale"


def _pose(stage: Stage) -> None:
    """Shoulders fill the width; in a wide picture the person stands a little aside."""
    w, h, dice = stage.w, stage.h, stage.rolls("pose")
    scale = max(min(w / 430, h / 470), h / 610 if h > w else 0)
    x = w * (0.5 if w <= h * 1.1 else dice.choice((0.38, 0.62)))
    look = portrait.look(stage.idea, stage.rolls("look"), stage.palette.glow)
    head = h * 0.1 if h <= w * 1.2 else h * 0.13
    transform = f"translate({x:.1f} {head:.1f}) scale({-scale if dice.happens(0.5) else scale:.4f} {scale:.4f}) translate(-202 -24)"
    with stage.front.group(transform):
        portrait.person(stage.front, look)
    stage.front.glow(w * 0.16, h * 0.1, max(w, h) * 0.6, stage.palette.glow, 0.2)


def _populate(stage: Stage) -> None:
    idea, spot = stage.idea, stage.spot
    if spot is None:
        return
    people = bool(idea.person) or "crowd" in idea.figures
    creatures = [
        each
        for each in idea.figures
        if each in _HOMES and each not in ("ship", "balloon", "house", "windmill", "dragon")
    ]
    dice = stage.rolls("animals")
    for index, kind in enumerate(creatures[:3]):
        tall = stage.s * (0.2 if people or len(creatures) > 1 else 0.34) * _SIZES.get(kind, 1.0)
        if stage.is_indoors:
            tall = min(tall, stage.s * 0.24)
        away = (index + (0.9 if people else 0) - (len(creatures) - 1) / 2 * (0 if people else 1)) * tall * 1.05
        animals.animal(stage, stage.front, kind, spot.x + away, spot.y, tall, dice)
    if "balloon" in idea.figures and idea.place != "meadow":
        for index in range(3):
            x, y = stage.w * (0.2 + index * 0.27 + dice.wobble(0.06)), stage.h * dice.between(0.14, 0.38)
            animals.balloon(stage, stage.back, x, y, stage.s * dice.between(0.08, 0.18), dice)
    if "dragon" in idea.figures and idea.place != "castle":
        animals.dragon(stage, stage.front, stage.w * 0.36, stage.h * 0.28, stage.s * 0.24)
    figures.people(stage)


_SIZES = {"horse": 1.25, "deer": 1.0, "bear": 1.15, "bird": 0.62, "owl": 0.75, "rabbit": 0.72}
