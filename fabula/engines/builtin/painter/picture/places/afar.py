"""Places that nobody has been to: space, and the sky where whales swim."""

import math

from fabula.engines.builtin.painter.picture.motifs import animals, land, sky
from fabula.engines.builtin.painter.picture.stage import Spot, Stage
from fabula.engines.builtin.painter.picture.tools.colour import darker, lighter, mix


def space(stage: Stage) -> None:
    """Nebulae, stars, a ringed planet above the ridge of a moon."""
    stage.is_indoors = True
    sheet, w, h, s, dice = stage.sky, stage.w, stage.h, stage.s, stage.rolls("space")
    hues = dice.choice(
        (("#3b2a6a", "#a8487a", "#e69a6a"), ("#1d3f6a", "#2f8f92", "#c9e0b0"), ("#4a1f4a", "#8a3a3a", "#e6b06a"))
    )
    sheet.rect(
        0, 0, w, h, sheet.lin(0, 0, w * 0.4, h, (0, "#05060f"), (0.6, mix(hues[0], "#05060f", 0.55)), (1, "#070812"))
    )
    for index in range(16):
        x, y = w * (0.1 + index / 18 + dice.wobble(0.1)), h * (0.75 - index * 0.04 + dice.wobble(0.14))
        colour = hues[min(2, int(dice.random() ** 1.4 * 3))]
        r = s * dice.between(0.12, 0.36)
        sheet.ellipse(x, y, r * 1.5, r * 0.8, sheet.soft(colour), dice.between(0.1, 0.3), dice.between(-50, -15))
    sky.stars(sheet, w, h * 0.98, dice, stage.many(380))
    x, y, r = w * dice.between(0.58, 0.72), h * dice.between(0.28, 0.38), s * dice.between(0.14, 0.2)
    _planet(stage, x, y, r, hues)
    _small_moon(stage, w * dice.between(0.14, 0.34), h * dice.between(0.16, 0.3), s * 0.045)
    seed = dice.random()
    rock = mix("#3a3444", hues[0], 0.35)
    land.ridge(stage.front, (seed, 1), w, h, h * 0.82, h * 0.09, 2.6, mix(rock, hues[1], 0.25), darker(rock, 0.3))
    land.ridge(stage.front, (seed, 2), w, h, h * 0.91, h * 0.06, 3.4, darker(rock, 0.25), darker(rock, 0.6))
    if stage.idea.person or any(word.startswith(("astronaut", "космонавт", "астронавт")) for word in stage.idea.words):
        _astronaut(stage, w * dice.between(0.36, 0.5), h * 0.9, s * 0.22)
        stage.idea.figures = tuple(each for each in stage.idea.figures if each not in ("man", "woman", "child"))
    elif dice.happens(0.7) or any(
        word.startswith(("spaceship", "starship", "звездол", "rocket", "ракет")) for word in stage.idea.words
    ):
        _rocket(stage, w * 0.34, h * 0.5, s * 0.16)
    stage.spot = Spot(w * 0.42, h * 0.92, s * 0.2)


def _planet(stage: Stage, x: float, y: float, r: float, hues: tuple[str, str, str]) -> None:
    sheet, dice = stage.back, stage.rolls("planet")
    ring = f"M{x - r * 1.9:.0f} {y:.0f}a{r * 1.9:.0f} {r * 0.42:.0f} 0 1 0 {r * 3.8:.0f} 0a{r * 1.9:.0f} {r * 0.42:.0f} 0 1 0 {-r * 3.8:.0f} 0"
    front = f"M{x - r * 1.9:.0f} {y:.0f}a{r * 1.9:.0f} {r * 0.42:.0f} 0 0 0 {r * 3.8:.0f} 0"
    with sheet.group(f"rotate(-18 {x:.0f} {y:.0f})"):
        sheet.glow(x, y, r * 1.9, hues[2], 0.4)
        sheet.stroke(ring, lighter(hues[2], 0.2), r * 0.16, 0.35)
        disc = f"M{x - r:.0f} {y:.0f}a{r:.0f} {r:.0f} 0 1 0 {2 * r:.0f} 0a{r:.0f} {r:.0f} 0 1 0 {-2 * r:.0f} 0Z"
        sheet.path(
            disc,
            sheet.rad(
                x - r * 0.45,
                y - r * 0.4,
                r * 1.7,
                (0, lighter(hues[2], 0.25)),
                (0.5, hues[1]),
                (1, darker(hues[0], 0.55)),
            ),
        )
        with sheet.group(clip=disc):
            for k in range(9):
                level = y - r + 2 * r * (k + dice.random() * 0.6) / 9
                sheet.ellipse(
                    x, level, r * 1.1, r * dice.between(0.03, 0.09), lighter(hues[2], 0.2) if k % 2 else hues[0], 0.28
                )
            sheet.ellipse(x + r * 0.75, y + r * 0.35, r * 1.3, r * 1.35, sheet.soft("#05060f"), 0.85)
        sheet.stroke(front, lighter(hues[2], 0.3), r * 0.16, 0.8)
        sheet.stroke(front, darker(hues[1], 0.2), r * 0.03, 0.6)


def _small_moon(stage: Stage, x: float, y: float, r: float) -> None:
    sheet = stage.back
    sheet.dot(x, y, r, sheet.rad(x - r * 0.4, y - r * 0.4, r * 1.6, (0, "#f0e6d8"), (0.6, "#a89a94"), (1, "#2a2630")))
    for k, (dx, dy) in enumerate(((-0.2, -0.3), (0.3, 0.1), (-0.35, 0.3), (0.1, 0.5))):
        sheet.dot(x + dx * r, y + dy * r, r * (0.12 + 0.04 * (k % 2)), "#7a6e70", 0.5)


def _astronaut(stage: Stage, x: float, base: float, tall: float) -> None:
    sheet = stage.front
    suit = sheet.across(-24, 24, (0, "#f6efe4"), (0.5, "#d9cfc4"), (1, "#7a7480"))
    with sheet.group(sheet.placed(x, base, tall / 100)):
        sheet.ellipse(0, 1, 26, 4, sheet.soft("#000000"), 0.7)
        sheet.rect(-15, -62, 30, 34, "#8a828a", r=6)
        sheet.path("M-12 -30L-14 -2H-3L-1 -28Z M12 -30L14 -2H3L1 -28Z", suit)
        sheet.rect(-17, -5, 15, 6, "#5a5460", r=3)
        sheet.rect(2, -5, 15, 6, "#5a5460", r=3)
        sheet.path("M-14 -66C-20 -60 -20 -36 -15 -26C-6 -22 6 -22 15 -26C20 -36 20 -60 14 -66Z", suit)
        sheet.path(
            "M-15 -64C-24 -60 -27 -46 -25 -34L-18 -34C-19 -44 -17 -54 -12 -60Z M15 -64C24 -60 27 -46 25 -34L18 -34C19 -44 17 -54 12 -60Z",
            suit,
        )
        sheet.rect(-8, -52, 16, 10, "#5a5460", r=2)
        sheet.dot(-4, -47, 1.8, "#e0793a")
        sheet.dot(2, -47, 1.8, "#7ad0b0")
        sheet.dot(0, -82, 17, suit)
        sheet.ellipse(0, -82, 13, 11.5, sheet.lin(-10, -92, 10, -72, (0, "#ffcf8a"), (0.5, "#a8487a"), (1, "#1a1428")))
        sheet.ellipse(-5, -87, 3.4, 2.2, "#ffffff", 0.85)
        sheet.rect(-24, -62, 5, 7, "#c8502e")


def _rocket(stage: Stage, x: float, y: float, tall: float) -> None:
    sheet = stage.back
    with sheet.group(sheet.placed(x, y, tall / 100, turn=32)):
        for k in range(10):
            sheet.ellipse(
                0, 62 + k * 13, 6 + k * 1.8, 10, sheet.soft("#ffe0b0" if k < 4 else "#c9a0b0"), 0.7 - k * 0.065
            )
        sheet.path("M-14 44L-26 60L-10 52Z M14 44L26 60L10 52Z", "#c8402e")
        sheet.path(
            "M0 -64C14 -46 18 -14 12 50H-12C-18 -14 -14 -46 0 -64Z",
            sheet.across(-16, 16, (0, "#fff6ea"), (0.5, "#e6dccf"), (1, "#7a7080")),
        )
        sheet.path("M0 -64C8 -54 11 -44 13 -34H-13C-11 -44 -8 -54 0 -64Z", "#c8402e")
        sheet.dot(0, -12, 7.5, "#5a5460")
        sheet.dot(0, -12, 5.4, "#8fd0e0")
        sheet.path("M-8 50L0 78L8 50Z", "#ffcf6a")
    turn = math.radians(32)
    sheet.glow(x - math.sin(turn) * tall * 0.62, y + math.cos(turn) * tall * 0.62, tall * 0.5, "#ffb060", 0.8)


def sky_whale(stage: Stage) -> None:
    """A whale in the evening sky above the roofs."""
    dice, s, p = stage.rolls("whale place"), stage.s, stage.palette
    horizon = stage.h * 0.9
    sky.sky(stage, horizon, 0.28, None if not p.is_dark else 0.3)
    for _ in range(6):
        sky.cumulus(
            stage,
            stage.w * dice.random(),
            stage.h * dice.between(0.5, 0.72),
            s * dice.between(0.1, 0.24),
            mix(p.low, "#ffffff", 0.25),
            0.6,
        )
    animals.whale(stage, stage.back, stage.w * 0.54, stage.h * 0.42, s / 470)
    for _ in range(3):
        sky.cumulus(
            stage,
            stage.w * dice.random(),
            stage.h * dice.between(0.62, 0.78),
            s * dice.between(0.12, 0.2),
            mix(p.low, "#ffffff", 0.4),
            0.75,
            stage.back,
        )
    land.ridge(stage.back, dice.random(), stage.w, stage.h, stage.h * 0.87, stage.h * 0.06, 4, p.land(0.6))
    x = 0.0
    while x < stage.w:
        wide, tall = s * dice.between(0.03, 0.08), s * dice.between(0.05, 0.17)
        stage.front.rect(x, stage.h - tall, wide, tall, mix(p.near, p.far, 0.1))
        stage.front.poly(
            [(x - 3, stage.h - tall), (x + wide / 2, stage.h - tall - wide * 0.6), (x + wide + 3, stage.h - tall)],
            p.ink,
        )
        if dice.happens(0.6):
            stage.front.rect(x + wide * 0.35, stage.h - tall * 0.75, wide * 0.22, wide * 0.28, p.lamp)
            stage.front.glow(x + wide * 0.46, stage.h - tall * 0.65, wide * 0.6, "#ffb25e", 0.4)
        x += wide + 1
    stage.spot = Spot(stage.w * 0.5, stage.h * 0.99, s * 0.16)
