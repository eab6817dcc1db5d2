"""Enclosed places: a room with a window, a pond from above, under the sea."""

import math

from fabula.engines.builtin.painter.picture.motifs import animals, land, sky
from fabula.engines.builtin.painter.picture.stage import Spot, Stage
from fabula.engines.builtin.painter.picture.tools.chance import noise
from fabula.engines.builtin.painter.picture.tools.colour import darker, lighter, mix

_SPINES = ("#8a4a32", "#6b5a44", "#3f5a58", "#a8743f", "#5a3b3f", "#c2a878", "#7a6a8a")


def room(stage: Stage) -> None:
    """Shelves left and right, a tall window with the time of day behind it, a table with a lamp."""
    stage.is_indoors = True
    # The sky is only what the window shows of it.
    stage.sky = stage.back
    sheet, w, h, s, p = stage.back, stage.w, stage.h, stage.s, stage.palette
    wall = mix("#3b2a21", p.near, 0.25)
    sheet.rect(0, 0, w, h, sheet.down(0, h, (0, darker(wall, 0.2)), (0.6, wall), (1, darker(wall, 0.45))))
    half, middle = s * 0.2, w * 0.5
    shelves(stage, -s * 0.02, middle - half - s * 0.08, wall)
    shelves(stage, middle + half + s * 0.08, w + s * 0.02, wall)
    x0, x1, y0, y1 = middle - half, middle + half, h * 0.08, h * 0.7
    frame = f"M{x0:.0f} {y1:.0f}V{y0 + half * 0.75:.0f}Q{x0:.0f} {y0:.0f} {middle:.0f} {y0:.0f}Q{x1:.0f} {y0:.0f} {x1:.0f} {y0 + half * 0.75:.0f}V{y1:.0f}Z"
    with sheet.group(clip=frame):
        sky.sky(stage, y1, 0.5, None if not p.is_dark else 0.35)
        seed = stage.rolls("window").random()
        land.ridge(sheet, (seed, 1), w, y1 + 2, y1 - h * 0.1, h * 0.1, 6, p.land(0.3), p.low)
        land.ridge(sheet, (seed, 2), w, y1 + 2, y1 - h * 0.03, h * 0.07, 8, p.land(0.6))
        if stage.idea.weather in ("rain", "snow"):
            _outside(stage, x0, x1, y1)
    bars = darker(wall, 0.35)
    for k in (1 / 3, 2 / 3):
        sheet.rect(x0 + (x1 - x0) * k - s * 0.005, y0, s * 0.01, y1 - y0, bars)
    for k in (0.4, 0.7):
        sheet.rect(x0, y0 + (y1 - y0) * k, x1 - x0, s * 0.009, bars)
    sheet.stroke(frame, bars, s * 0.02)
    sheet.rect(x0 - s * 0.03, y1 - s * 0.005, x1 - x0 + s * 0.06, s * 0.028, lighter(wall, 0.14))
    if not p.is_dark:
        _light_beams(stage, x0, x1, y0)
    _table(stage)
    has_animal = stage.idea.creature in animals.SITTING
    stage.spot = (
        Spot(middle - s * 0.02, y1 - s * 0.004, s * 0.2) if has_animal else Spot(middle + s * 0.1, h * 0.99, s * 0.4)
    )


def shelves(stage: Stage, x0: float, x1: float, wall: str) -> None:
    sheet, dice, h, s = stage.back, stage.rolls(f"shelves {x0:.0f}"), stage.h, stage.s
    y = h * 0.04
    while y < h * 0.86:
        sheet.rect(x0, y, x1 - x0, h * 0.12, darker(wall, 0.45))
        x = x0 + s * 0.006
        while x < x1 - s * 0.03:
            if dice.happens(0.06):
                x += s * 0.04
                continue
            wide, tall = s * dice.between(0.012, 0.03), h * dice.between(0.072, 0.11)
            spine = mix(dice.choice(_SPINES), wall, dice.between(0.15, 0.45))
            sheet.rect(
                x,
                y + h * 0.12 - tall,
                wide,
                tall,
                sheet.across(x, x + wide, (0, lighter(spine, 0.1)), (1, darker(spine, 0.25))),
                r=1.5,
            )
            if dice.happens(0.4):
                sheet.rect(x + wide * 0.18, y + h * 0.12 - tall * 0.8, wide * 0.64, tall * 0.06, "#d9b36a", 0.7)
            x += wide + 1
        sheet.rect(x0, y + h * 0.12, x1 - x0, h * 0.012, lighter(wall, 0.1))
        y += h * 0.135


def _outside(stage: Stage, x0: float, x1: float, y1: float) -> None:
    sheet, dice = stage.back, stage.rolls("outside")
    for _ in range(70):
        x, y = dice.between(x0, x1), dice.random() * y1
        if stage.idea.weather == "snow":
            sheet.dot(x, y, dice.between(1, 3.4), "#f6f6f4", 0.8)
        else:
            sheet.stroke(f"M{x:.0f} {y:.0f}l-3 {dice.between(10, 24):.0f}", "#dfe6ea", 1.1, 0.4)


def _light_beams(stage: Stage, x0: float, x1: float, y0: float) -> None:
    sheet, glow, h, w = stage.back, stage.palette.glow, stage.h, stage.w
    with sheet.group(blend="screen", blur=stage.s * 0.02):
        for i in range(3):
            a = x0 + (x1 - x0) * i / 3
            b = a + (x1 - x0) / 3.4
            fill = sheet.down(y0, h, (0, glow, 0.3), (1, glow, 0))
            sheet.poly([(a, y0 + h * 0.1), (b, y0 + h * 0.1), (b + w * 0.16, h), (a + w * 0.1, h)], fill)


def _table(stage: Stage) -> None:
    sheet, w, h, s = stage.front, stage.w, stage.h, stage.s
    wood = mix("#6b4630", stage.palette.near, 0.15)
    top = h * 0.8
    left, right = w * 0.5 - s * 0.42, w * 0.5 + s * 0.42
    sheet.rect(
        left,
        top,
        right - left,
        h * 0.035,
        sheet.down(top, top + h * 0.035, (0, lighter(wood, 0.16)), (1, darker(wood, 0.3))),
        r=4,
    )
    for x in (left + s * 0.05, right - s * 0.08):
        sheet.rect(x, top + h * 0.035, s * 0.03, h * 0.2, darker(wood, 0.4))
    lamp = w * 0.5 + s * 0.24
    sheet.rect(lamp - s * 0.006, top - s * 0.16, s * 0.012, s * 0.16, "#241610")
    sheet.ellipse(lamp, top - 2, s * 0.035, s * 0.008, "#241610")
    shade = [
        (lamp - s * 0.075, top - s * 0.15),
        (lamp - s * 0.04, top - s * 0.235),
        (lamp + s * 0.04, top - s * 0.235),
        (lamp + s * 0.075, top - s * 0.15),
    ]
    sheet.poly(shade, sheet.down(top - s * 0.235, top - s * 0.15, (0, "#c8702e"), (1, "#f2b45e")))
    sheet.glow(lamp, top - s * 0.14, s * 0.42, "#ffae5a", 0.75)
    book = w * 0.5 - s * 0.16
    sheet.path(
        f"M{book - s * 0.1:.0f} {top - 2:.0f}Q{book - s * 0.05:.0f} {top - s * 0.035:.0f} {book:.0f} {top - s * 0.012:.0f}Q{book + s * 0.05:.0f} {top - s * 0.035:.0f} {book + s * 0.1:.0f} {top - 2:.0f}Z",
        "#efe0c6",
    )
    cup = w * 0.5 + s * 0.07
    sheet.path(
        f"M{cup - s * 0.024:.0f} {top - s * 0.045:.0f}h{s * 0.048:.0f}q0 {s * 0.045:.0f} {-s * 0.012:.0f} {s * 0.045:.0f}h{-s * 0.024:.0f}q{-s * 0.012:.0f} 0 {-s * 0.012:.0f} {-s * 0.045:.0f}Z",
        "#c9683a",
    )
    steam = f"M{cup - 4:.0f} {top - s * 0.055:.0f}q-8 -14 0 -26q8 -12 0 -26M{cup + 8:.0f} {top - s * 0.055:.0f}q-8 -14 0 -26q8 -12 0 -24"
    sheet.stroke(steam, "#fff0dc", 2.4, 0.35)


def pond(stage: Stage) -> None:
    """Koi from above, lily pads at the rim, light that plays on the water."""
    stage.is_indoors = True
    sheet, w, h, s, p, dice = stage.back, stage.w, stage.h, stage.s, stage.palette, stage.rolls("pond")
    deep = mix("#16484c", p.deep, 0.25)
    stage.sky.rect(0, 0, w, h, stage.sky.lin(0, 0, w, h, (0, lighter(deep, 0.12)), (0.5, deep), (1, darker(deep, 0.4))))
    for _ in range(stage.many(60)):
        x, y, r = dice.random() * w, dice.random() * h, s * dice.between(0.06, 0.24)
        with sheet.group(f"rotate({dice.random() * 180:.0f} {x:.0f} {y:.0f})"):
            sheet.stroke(
                f"M{x - r:.0f} {y:.0f}a{r:.0f} {r * 0.5:.0f} 0 1 0 {2 * r:.0f} 0a{r:.0f} {r * 0.5:.0f} 0 1 0 {-2 * r:.0f} 0",
                "#9fd6c2",
                s * 0.007,
                dice.between(0.03, 0.08),
            )
    coats = (("#f4efe4", "#dd6531"), ("#e2743a", "#f7ead9"), ("#f0d9a8", "#2a2523"), ("#f6f0e8", "#c8402e"))
    places = ((0.38, 0.36, 0.5, -31), (0.66, 0.64, 0.46, 138), (0.25, 0.8, 0.3, 28), (0.78, 0.24, 0.26, 75))
    for (x, y, long, turn), (coat, spots) in zip(places, coats, strict=True):
        animals.koi(
            sheet,
            w * (x + dice.wobble(0.05)),
            h * (y + dice.wobble(0.05)),
            s * long,
            turn + dice.wobble(25),
            coat,
            spots,
        )
    for _ in range(11):
        side = dice.random()
        x = w * (dice.between(0.8, 1.05) if side < 0.4 else dice.between(-0.05, 0.16) if side < 0.8 else dice.random())
        _lily(
            stage,
            x,
            h * (dice.random() if side < 0.8 else dice.choice((0.02, 0.98))),
            s * dice.between(0.06, 0.14),
            dice.random() * 6,
        )
    stage.sky.glow(w * 0.2, h * 0.1, s * 0.8, "#f0e2b4", 0.3)


def _lily(stage: Stage, x: float, y: float, r: float, turn: float) -> None:
    sheet = stage.front
    ex, ey = x + math.cos(turn) * r, y + math.sin(turn) * r
    sx, sy = x + math.cos(turn + 0.4) * r, y + math.sin(turn + 0.4) * r
    sheet.ellipse(x + r * 0.12, y + r * 0.16, r, r, "#04181a", 0.3)
    sheet.path(
        f"M{x:.0f} {y:.0f}L{sx:.0f} {sy:.0f}A{r:.0f} {r:.0f} 0 1 1 {ex:.0f} {ey:.0f}Z",
        sheet.lin(x - r, y - r, x + r, y + r, (0, "#7aa568"), (1, "#2d5a44")),
    )
    veins = "".join(
        f"M{x:.0f} {y:.0f}L{x + math.cos(k + turn) * r * 0.88:.0f} {y + math.sin(k + turn) * r * 0.88:.0f}"
        for k in (0.9, 1.7, 2.5, 3.3, 4.1, 4.9, 5.7)
    )
    sheet.stroke(veins, "#14322a", 1.2, 0.3)
    if stage.rolls(f"lotus {x:.0f}").happens(0.3):
        for k in range(8):
            angle = k / 8 * math.tau
            sheet.ellipse(
                x + math.cos(angle) * r * 0.2,
                y + math.sin(angle) * r * 0.2,
                r * 0.22,
                r * 0.1,
                "#f3c6cf",
                0.95,
                math.degrees(angle),
            )
        sheet.dot(x, y, r * 0.1, "#f0d27a")


def reef(stage: Stage) -> None:
    stage.is_indoors = True
    sheet, w, h, s, dice, p = stage.back, stage.w, stage.h, stage.s, stage.rolls("reef"), stage.palette
    stage.sky.rect(0, 0, w, h, stage.sky.down(0, h, (0, mix("#7ec8c0", p.low, 0.2)), (0.4, "#2b7f8c"), (1, "#08283a")))
    sky.rays(stage, stage.sky, w * dice.between(0.3, 0.7), -h * 0.2, "#e6fff2", 0.35, 9)
    seed = dice.random()
    for row in range(3):
        colour = mix("#1f5a6a", "#061a26", row / 2)
        land.ridge(sheet, (seed, row), w, h, h * (0.72 + row * 0.1), h * 0.1, 3 + row, colour)
    for _ in range(5):
        _jelly(
            stage,
            w * dice.random(),
            h * dice.between(0.14, 0.6),
            s * dice.between(0.05, 0.11),
            dice.choice(("#f3c6cf", "#c9b0ea", "#a9e0d8")),
        )
    for index in range(stage.many(16)):
        _fish(
            stage,
            w * dice.random(),
            h * dice.between(0.2, 0.75),
            s * dice.between(0.015, 0.035),
            dice.choice(("#f0a04a", "#f0d27a", "#e6745a")),
            index % 2 == 0,
        )
    for _ in range(stage.many(22)):
        _weed(
            stage,
            w * dice.random(),
            h * dice.between(0.9, 1.02),
            s * dice.between(0.1, 0.3),
            dice.choice(("#d9645a", "#e0934a", "#2f7a62", "#8a5a9e", "#1f5a4a")),
        )
    for _ in range(40):
        sheet.dot(w * dice.random(), h * dice.random(), dice.between(1.5, 5), "#e6fff8", dice.between(0.12, 0.4))


def _jelly(stage: Stage, x: float, y: float, r: float, colour: str) -> None:
    sheet, sway = stage.back, noise((x, y))
    for k in range(7):
        lx = x - r * 0.75 + k * r * 0.25
        sheet.stroke(
            f"M{lx:.0f} {y:.0f}q{(sway(k) - 0.5) * r:.0f} {r * 0.9:.0f} {(sway(k + 9) - 0.5) * r:.0f} {r * 2.1:.0f}",
            colour,
            2,
            0.5,
        )
    sheet.path(
        f"M{x - r:.0f} {y:.0f}A{r:.0f} {r * 1.05:.0f} 0 0 1 {x + r:.0f} {y:.0f}Q{x:.0f} {y + r * 0.25:.0f} {x - r:.0f} {y:.0f}Z",
        colour,
        0.75,
    )
    sheet.glow(x, y - r * 0.3, r * 2.2, colour, 0.5)


def _fish(stage: Stage, x: float, y: float, r: float, colour: str, flip: bool) -> None:
    sheet = stage.back
    with sheet.group(sheet.placed(x, y, r / 10, flip)):
        sheet.path("M-10 0C-6 -7 6 -7 11 0C6 7 -6 7 -10 0Z M-9 0L-18 -6L-15 0L-18 6Z", colour)
        sheet.path("M-2 -5.5C0 -2 0 2 -2 5.5L-5 4.6C-3 2 -3 -2 -5 -4.6Z", "#fff6e0", 0.7)
        sheet.dot(6, -1.4, 1.1, "#14222a")


def _weed(stage: Stage, x: float, y: float, tall: float, colour: str) -> None:
    sheet, dice = stage.front, stage.rolls(f"weed {x:.0f}")
    for _ in range(4):
        lean = dice.wobble(tall * 0.5)
        high = tall * dice.between(0.6, 1.0)
        sheet.stroke(
            f"M{x:.0f} {y:.0f}C{x + lean * 0.2:.0f} {y - high * 0.4:.0f} {x - lean * 0.4:.0f} {y - high * 0.6:.0f} {x + lean:.0f} {y - high:.0f}",
            colour,
            tall * 0.045,
        )
