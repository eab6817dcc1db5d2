"""Small people in a landscape: seen from behind or aside, warm against the light."""

from fabula.engines.builtin.painter.picture.idea import PEOPLE
from fabula.engines.builtin.painter.picture.lexicon import COLOURS
from fabula.engines.builtin.painter.picture.stage import Stage
from fabula.engines.builtin.painter.picture.tools.chance import Chance
from fabula.engines.builtin.painter.picture.tools.colour import darker, lighter, mix
from fabula.engines.builtin.painter.picture.tools.sheet import Sheet

_COATS = ("#b5432f", "#c98a2e", "#3f6b7a", "#7a4a6a", "#4f6b4a", "#8a5a3a")


def people(stage: Stage) -> None:
    """Everyone that the prompt names, on the ground that the place offers."""
    spot = stage.spot
    if spot is None:
        return
    who = [each for each in stage.idea.figures if each in PEOPLE]
    if "crowd" in stage.idea.figures:
        who += ["woman", "man", "child", "man", "woman"]
    dice = stage.rolls("people")
    for index, each in enumerate(who[:6]):
        gap = spot.size * 0.46
        x = spot.x + (index - (len(who) - 1) / 2) * gap
        size = spot.size * (0.66 if each == "child" else 1.0 if each == "man" else 0.94)
        person(stage, stage.front, x, spot.y, size, each, dice)


def person(stage: Stage, sheet: Sheet, x: float, base: float, tall: float, who: str, dice: Chance) -> None:
    """A coat, legs, a head: 100 units high, feet at the origin."""
    idea, p = stage.idea, stage.palette
    named = idea.subject_colours.get("cloth")
    coat = COLOURS[named][1] if named else dice.choice(_COATS)
    coat = mix(coat, p.near, 0.3 if p.is_dark else 0.12)
    hair = (
        COLOURS[idea.subject_colours["hair"]][1]
        if "hair" in idea.subject_colours
        else dice.choice(("#2a1f1c", "#5a3a22", "#8a5a30"))
    )
    skin = mix("#e6b896", p.near, 0.15)
    fill = sheet.soft("#000000")
    sheet.ellipse(x, base + 1, tall * 0.3, tall * 0.045, fill, 0.5)
    with sheet.group(sheet.placed(x, base, tall / 100, dice.happens(0.5))):
        if who == "woman":
            _dress(sheet, coat, skin)
        else:
            _coat(sheet, coat, darker(mix("#2b2a33", p.near, 0.4), 0.1))
        _head(sheet, hair, skin, who, coat, "hood" in idea.looks or "hat" in idea.looks)
        if "scarf" in idea.looks:
            scarf = COLOURS[idea.subject_colours["scarf"]][1] if "scarf" in idea.subject_colours else "#d9b98a"
            sheet.path(
                "M-8 -79C-4 -75 5 -75 9 -79L10 -73C4 -69 -5 -69 -9 -73Z M6 -73C12 -66 17 -60 25 -58L23 -52C14 -54 7 -62 3 -70Z",
                scarf,
            )
        if idea.weather == "rain" or "umbrella" in idea.looks:
            _umbrella(sheet, dice.choice(("#b5432f", "#d9a441", "#3f6b7a")))
        elif p.is_dark or "lantern" in idea.looks:
            _lantern(sheet)
        rim = p.glow
        sheet.stroke("M-9 -76C-15 -66 -16 -48 -19 -26", rim, 1.3, 0.5)


def _coat(sheet: Sheet, coat: str, legs: str) -> None:
    sheet.path("M-9 -34L-11 -2L-15 0L-3 0L-1 -34Z M2 -34L5 -2L3 0L14 0L11 -4L11 -34Z", legs)
    shade = sheet.across(-18, 18, (0, lighter(coat, 0.14)), (0.5, coat), (1, darker(coat, 0.38)))
    sheet.path(
        "M-8 -78C-15 -76 -17 -70 -17 -60C-17 -48 -16 -36 -16 -26C-6 -22 8 -22 17 -26C17 -38 17 -48 17 -60C17 -70 15 -76 8 -78C3 -75 -3 -75 -8 -78Z",
        shade,
    )
    sheet.path("M-16 -72C-20 -62 -20 -48 -18 -40L-13 -40C-13 -50 -12 -60 -10 -70Z", lighter(coat, 0.06))
    sheet.path("M16 -72C20 -62 20 -48 18 -40L13 -40C13 -50 12 -60 10 -70Z", darker(coat, 0.3))


def _dress(sheet: Sheet, coat: str, skin: str) -> None:
    sheet.path(
        "M-6 -18L-7 -2L-11 0L-3 0L-2 -18Z M3 -18L4 -2L3 0L11 0L8 -3L7 -18Z", darker(mix(skin, "#2a2028", 0.5), 0.1)
    )
    shade = sheet.across(-22, 22, (0, lighter(coat, 0.16)), (0.5, coat), (1, darker(coat, 0.38)))
    sheet.path(
        "M-7 -78C-13 -76 -14 -70 -12 -62C-10 -54 -12 -48 -15 -38C-18 -29 -21 -21 -23 -14C-10 -9 10 -9 23 -14C21 -22 17 -30 14 -39C11 -48 10 -55 12 -62C14 -70 13 -76 7 -78C3 -75 -3 -75 -7 -78Z",
        shade,
    )
    sheet.path("M-13 -72C-18 -62 -18 -50 -15 -42L-11 -43C-12 -52 -11 -60 -9 -68Z", lighter(coat, 0.08))
    sheet.path("M13 -72C18 -62 18 -50 15 -42L11 -43C12 -52 11 -60 9 -68Z", darker(coat, 0.28))
    sheet.stroke("M-4 -40C-7 -30 -8 -20 -9 -12M5 -40C7 -30 9 -20 10 -12", darker(coat, 0.35), 1.1, 0.5)


def _head(sheet: Sheet, hair: str, skin: str, who: str, coat: str, has_hood: bool) -> None:
    sheet.rect(-3.4, -83, 6.8, 8, darker(skin, 0.2))
    if has_hood and who != "child":
        sheet.path("M-10 -76C-13 -92 -6 -102 1 -102C9 -102 14 -91 10 -76C4 -73 -4 -73 -10 -76Z", darker(coat, 0.12))
        return
    sheet.ellipse(0, -90, 8.2, 9.4, skin)
    if who == "woman":
        sheet.path(
            "M-9 -90C-11 -101 -5 -104 1 -104C8 -104 12 -98 10 -88C11 -78 10 -70 8 -64C2 -61 -4 -62 -8 -66C-11 -74 -10 -82 -9 -90Z",
            hair,
        )
        sheet.stroke("M-4 -98C-6 -88 -5 -78 -4 -68M3 -99C6 -88 5 -78 4 -68", lighter(hair, 0.25), 1.0, 0.5)
    else:
        sheet.path("M-9 -88C-10 -100 -5 -103 1 -103C8 -103 11 -97 9 -86C6 -82 -5 -82 -9 -88Z", hair)


def _umbrella(sheet: Sheet, colour: str) -> None:
    sheet.rect(11, -112, 1.6, 62, "#2a2228")
    sheet.path(
        "M-26 -108C-22 -132 4 -142 12 -142C22 -142 46 -130 50 -108C44 -113 38 -113 32 -108C26 -113 18 -113 12 -108C6 -113 -1 -113 -7 -108C-13 -113 -20 -113 -26 -108Z",
        colour,
    )
    sheet.path(
        "M12 -142C22 -142 46 -130 50 -108C44 -113 38 -113 32 -108C30 -122 22 -136 12 -142Z", darker(colour, 0.3), 0.7
    )


def _lantern(sheet: Sheet) -> None:
    sheet.stroke("M17 -44L25 -38", "#2a2228", 2)
    sheet.glow(25, -30, 62, "#ffbd62", 0.85)
    sheet.rect(21.5, -37, 7, 12, "#2a2228", r=1.5)
    sheet.rect(22.8, -35, 4.4, 8, "#ffe7b0", r=1)
