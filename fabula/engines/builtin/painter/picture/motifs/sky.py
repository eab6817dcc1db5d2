"""Skies: gradient, stars, sun or moon, clouds, aurora."""

import math

from fabula.engines.builtin.painter.picture.stage import Stage
from fabula.engines.builtin.painter.picture.tools.chance import Chance, fractal, noise
from fabula.engines.builtin.painter.picture.tools.colour import lighter, mix
from fabula.engines.builtin.painter.picture.tools.sheet import Sheet


def sky(stage: Stage, horizon: float, sun_x: float | None = None, sun_y: float | None = None) -> None:
    """Everything above the horizon; the light hangs where the place wants it, or where the dice fall."""
    sheet, p, idea, dice = stage.sky, stage.palette, stage.idea, stage.rolls("sky")
    stops = ((0, p.top), (0.55, p.mid), (0.92, p.low), (1, lighter(p.low, 0.08)))
    sheet.rect(0, 0, stage.w, horizon + 2, sheet.down(0, horizon, *stops))
    x = stage.w * (dice.between(0.22, 0.78) if sun_x is None else sun_x)
    if p.is_dark:
        if idea.weather not in ("storm", "rain", "fog", "snow") and "stars" not in idea.unwanted:
            stars(sheet, stage.w, horizon * 0.9, dice, stage.many(190))
        if idea.weather not in ("storm", "rain") and idea.wants("moon", idea.place == "whale" or dice.happens(0.62)):
            moon(stage, x, horizon * (dice.between(0.2, 0.42) if sun_y is None else sun_y))
    elif idea.weather not in ("storm", "rain", "fog", "snow"):
        sun(stage, x, horizon, sun_y, dice)
    else:
        sheet.glow(x, horizon * 0.7, stage.s * 0.8, p.glow, 0.35)
        stage.lit = (x, horizon * 0.7)
    if idea.wants("aurora"):
        aurora(stage, horizon)
    if idea.wants("rainbow"):
        rainbow(stage, horizon)
    if "clouds" not in idea.unwanted and idea.weather != "clear":
        _clouds(stage, horizon, dice)


def stars(sheet: Sheet, w: float, h: float, dice: Chance, count: int, colour: str = "#fff4e2") -> None:
    for _ in range(count):
        x, y, size = dice.random() * w, dice.random() ** 1.5 * h, dice.random() ** 4 * 1.9 + 0.45
        sheet.dot(x, y, size, colour, 0.2 + dice.random() * 0.75)
        if size > 2.0:
            sheet.glow(x, y, size * 7, colour, 0.5)


def moon(stage: Stage, x: float, y: float) -> None:
    sheet, s, dice = stage.sky, stage.s, stage.rolls("moon")
    r = s * dice.between(0.05, 0.085) * (1.35 if stage.idea.has("moon") else 1.0)
    sheet.glow(x, y, r * 6.5, "#ffe3b8", 0.5)
    sheet.dot(x, y, r, sheet.rad(x - r * 0.3, y - r * 0.3, r * 1.6, (0, "#fff6e4"), (0.7, "#ffe8c6"), (1, "#e8c79c")))
    for _ in range(6):
        turn, away = dice.random() * math.tau, dice.random() * 0.7
        size = r * dice.between(0.06, 0.2)
        sheet.dot(x + math.cos(turn) * r * away, y + math.sin(turn) * r * away, size, "#d9b98c", 0.28)
    stage.lit = (x, y)


def sun(stage: Stage, x: float, horizon: float, sun_y: float | None, dice: Chance) -> None:
    sheet, s, p = stage.sky, stage.s, stage.palette
    is_low = stage.idea.time != "day"
    y = horizon * (sun_y if sun_y is not None else dice.between(0.82, 0.93) if is_low else dice.between(0.2, 0.36))
    sheet.glow(x, y, s * (1.0 if is_low else 0.75), p.glow, 0.75)
    sheet.dot(x, y, s * (0.062 if is_low else 0.05), lighter(p.glow, 0.4))
    sheet.glow(x, y, s * 0.22, "#fff6e0", 0.55)
    stage.lit = (x, y)


def _clouds(stage: Stage, horizon: float, dice: Chance) -> None:
    p, many = stage.palette, 1.6 if stage.idea.has("clouds") or stage.idea.weather in ("storm", "rain") else 1.0
    veil(stage, horizon * 0.8, stage.many(8 * many), mix(p.low, "#ffffff", 0.2), 0.2, dice)
    veil(stage, horizon * 0.5, stage.many(6 * many), mix(p.mid, p.low, 0.35), 0.24, dice)
    if stage.idea.time in ("day", "") and not p.is_dark and stage.idea.weather in ("", "clear"):
        for _ in range(dice.randint(2, 4)):
            cumulus(
                stage, stage.w * dice.random(), horizon * dice.between(0.18, 0.62), stage.s * dice.between(0.1, 0.2)
            )
    if stage.idea.weather in ("storm", "rain"):
        overcast(stage, horizon, dice)
    if stage.idea.weather == "storm":
        lightning(stage, horizon)


def overcast(stage: Stage, horizon: float, dice: Chance) -> None:
    """A low ceiling of cloud: soft heaps, lit a little from below."""
    sheet, p = stage.sky, stage.palette
    for row in range(4):
        level = horizon * (0.02 + row * 0.1)
        for colour, lift, opacity in ((mix(p.mid, p.low, 0.4), 0.05, 0.35), (mix(p.top, p.near, 0.35), 0.0, 0.62)):
            fill = sheet.soft(colour)
            for _ in range(7):
                wide = stage.w * dice.between(0.14, 0.34)
                y = level + dice.wobble(horizon * 0.05) + lift * horizon
                sheet.ellipse(dice.random() * stage.w, y, wide, horizon * dice.between(0.07, 0.15), fill, opacity)


def veil(stage: Stage, y: float, count: int, colour: str, opacity: float, dice: Chance) -> None:
    """Long thin clouds that fade at their ends."""
    sheet, fill = stage.sky, stage.sky.soft(colour)
    for _ in range(count):
        x, long = dice.random() * stage.w * 1.2 - stage.w * 0.1, dice.between(0.08, 0.26) * stage.w * 1.3
        level = y + dice.wobble(stage.h * 0.07)
        for _ in range(6):
            rx, ry = long * dice.between(0.25, 0.7), stage.h * dice.between(0.006, 0.018)
            across, up = dice.wobble(long * 0.5), dice.wobble(stage.h * 0.009)
            sheet.ellipse(x + across, level + up, rx, ry, fill, opacity * dice.between(0.5, 1.5))


def cumulus(
    stage: Stage, x: float, y: float, size: float, colour: str = "", opacity: float = 0.85, sheet: Sheet | None = None
) -> None:
    """A heap of cloud with a lit crown and a flat shaded base."""
    sheet, p, dice = sheet or stage.sky, stage.palette, stage.rolls(f"cumulus {x:.0f} {y:.0f}")
    body = colour or mix(p.low, "#ffffff", 0.55)
    puffs = [(dice.wobble(0.85), dice.random()) for _ in range(10)]
    with sheet.group(opacity=opacity, clip=f"M{x - size * 2} {y - size * 2}h{size * 4}v{size * 2.06}h{-size * 4}Z"):
        for shade, lift in ((mix(body, p.mid, 0.45), 0.0), (body, 0.1), (lighter(body, 0.4), 0.24)):
            for across, up in puffs:
                r = size * (0.2 + 0.26 * (1 - abs(across))) * (0.75 + up * 0.5) * (1 - lift * 0.9)
                level = y - up * size * 0.32 * (1 - abs(across)) - lift * size * 0.5
                sheet.ellipse(x + across * size, level, r * 1.15, r, shade)


def lightning(stage: Stage, horizon: float) -> None:
    sheet, dice = stage.sky, stage.rolls("lightning")
    x, y = stage.w * dice.between(0.2, 0.8), horizon * 0.12
    points = [(x, y)]
    while y < horizon * 0.97:
        x, y = x + dice.wobble(stage.s * 0.05), y + stage.s * dice.between(0.03, 0.07)
        points.append((x, y))
    d = "M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in points)
    sheet.glow(points[len(points) // 2][0], horizon * 0.45, stage.s * 0.6, "#cfd8ff", 0.5)
    sheet.stroke(d, "#e9ecff", 3.2, 0.95)
    sheet.stroke(d, "#c4ccff", 9, 0.3)


def aurora(stage: Stage, horizon: float) -> None:
    """Curtains of light, thin strip beside thin strip."""
    sheet, dice = stage.sky, stage.rolls("aurora")
    with sheet.group(blend="screen", blur=7):
        for curtain in range(3):
            bend, flicker = fractal((dice.random(), curtain), 3), noise((dice.random(), curtain))
            for step in range(90):
                x = stage.w * step / 90
                y = horizon * (0.62 + curtain * 0.08) + (bend(step / 90 * 2.4) - 0.5) * horizon * 0.55
                tall = horizon * (0.25 + 0.38 * flicker(step / 90 * 14 + 3))
                tip = "#e6a47a" if curtain == 1 else "#4fae9a"
                light = sheet.down(y - tall, y, (0, "#d98a6a", 0), (0.35, tip, 0.2), (1, "#8fe0b8", 0.42))
                sheet.rect(x, y - tall, stage.w / 62, tall, light)


def rainbow(stage: Stage, horizon: float) -> None:
    sheet, x, r = stage.sky, stage.w * 0.45, stage.w * 0.46
    for index, colour in enumerate(("#c8504a", "#e0904a", "#e6cf6a", "#6fae6a", "#5a8fc0", "#8a6ab0")):
        near = r - index * stage.s * 0.011
        sheet.stroke(
            f"M{x - near:.1f} {horizon:.1f}A{near:.1f} {near:.1f} 0 0 1 {x + near:.1f} {horizon:.1f}",
            colour,
            stage.s * 0.013,
            0.38,
        )


def rays(stage: Stage, sheet: Sheet, x: float, y: float, colour: str, opacity: float, count: int = 7) -> None:
    """Shafts of light that fall from one point."""
    dice = stage.rolls("rays")
    with sheet.group(blend="screen", blur=stage.s * 0.012):
        for _ in range(count):
            far = stage.h * 1.1
            left = x + dice.wobble(stage.w * 0.55)
            wide = stage.w * dice.between(0.03, 0.12)
            fill = sheet.down(y, far, (0, colour, opacity), (1, colour, 0))
            sheet.poly([(x - 4, y), (x + 4, y), (left + wide, far), (left - wide, far)], fill)
