"""What people build: lighthouses, houses, skylines, castles, bridges, mills."""

import math

from fabula.engines.builtin.painter.picture.stage import Stage
from fabula.engines.builtin.painter.picture.tools.chance import Chance
from fabula.engines.builtin.painter.picture.tools.colour import darker, lighter, mix
from fabula.engines.builtin.painter.picture.tools.sheet import Sheet


def lighthouse(stage: Stage, sheet: Sheet, x: float, base: float, tall: float) -> None:
    p, wide = stage.palette, tall * 0.12
    top = base - tall
    stripe = "#b0482a" if "red" in stage.idea.colours or stage.rolls("stripe").happens(0.7) else "#2f4f6e"
    ends = (mix("#efe6d8", p.mid, 0.25), mix("#efe6d8", p.mid, 0.5), mix("#2a2a33", p.mid, 0.4))
    wall = sheet.across(x - wide, x + wide, (0, ends[0]), (0.45, ends[1]), (1, ends[2]))
    tower = f"M{x - wide * 0.62:.1f} {top:.1f}H{x + wide * 0.62:.1f}L{x + wide:.1f} {base:.1f}H{x - wide:.1f}Z"
    sheet.path(tower, wall)
    with sheet.group(clip=tower):
        for a, b in ((0.18, 0.16), (0.52, 0.17), (0.86, 0.16)):
            sheet.rect(x - wide, top + tall * a, wide * 2, tall * b, stripe, 0.8)
        shade = sheet.across(x - wide, x + wide, (0, p.glow, 0.2), (0.4, "#000000", 0), (1, "#05050f", 0.62))
        sheet.rect(x - wide, top, wide * 2, tall, shade)
        for k in (0.1, 0.42, 0.74):
            sheet.ellipse(x - wide * 0.1, top + tall * k, wide * 0.13, wide * 0.2, "#ffd590", 0.95)
    ink, u = p.ink, tall * 0.024
    sheet.rect(x - wide * 0.95, top - u * 0.6, wide * 1.9, u * 1.2, ink)
    sheet.rect(x - wide * 0.5, top - u * 5.6, wide, u * 5, ink)
    sheet.rect(x - wide * 0.4, top - u * 5, wide * 0.8, u * 4.2, "#ffe3a8")
    sheet.poly([(x - wide * 0.6, top - u * 5.4), (x, top - u * 10), (x + wide * 0.6, top - u * 5.4)], ink)
    sheet.rect(x - u * 0.2, top - u * 12, u * 0.4, u * 3, ink)
    sheet.rect(x - wide * 0.05, top - u * 5, wide * 0.1, u * 4.5, ink)
    lamp = top - u * 2.8
    if stage.idea.time != "day":
        beams(stage, sheet, x, lamp, max(stage.w, stage.h), 0.28 if stage.idea.time == "dawn" else 0.9)
    sheet.glow(x, lamp, tall * 0.7, p.glow, 0.8)
    sheet.glow(x, lamp, tall * 0.2, "#fff3d6", 0.95)


def beams(stage: Stage, sheet: Sheet, x: float, y: float, long: float, opacity: float) -> None:
    glow, tilt = stage.palette.glow, stage.rolls("beam").between(-3, 7)
    with sheet.group(blend="screen", blur=stage.s * 0.008):
        for way, share in ((-1, 1.0), (1, 0.72)):
            fill = sheet.across(
                x, x + way * long, (0, glow, opacity * share), (0.25, glow, opacity * share * 0.4), (1, glow, 0)
            )
            up = math.tan(math.radians(tilt)) * long * 0.5
            near, far = long * 0.085, stage.s * 0.01
            end = x + way * long
            sheet.poly([(x, y - far), (end, y - up - near), (end, y - up + near), (x, y + far)], fill)


def house(stage: Stage, sheet: Sheet, x: float, base: float, wide: float, dice: Chance, wall: str, roof: str) -> None:
    """A gabled house: lit front, shaded side of the roof, warm windows, a chimney."""
    tall, eaves = wide * dice.between(0.62, 0.95), wide * 0.09
    top, ridge = base - tall, wide * dice.between(0.45, 0.6)
    is_dark, snow = stage.palette.is_dark or stage.idea.time == "dusk", stage.idea.season == "winter"
    sheet.rect(x, top, wide, tall, sheet.across(x, x + wide, (0, lighter(wall, 0.08)), (1, darker(wall, 0.3))))
    if dice.happens(0.6):
        cx = x + wide * dice.between(0.62, 0.78)
        sheet.rect(cx, top - ridge * 0.95, wide * 0.1, ridge * 0.8, darker(wall, 0.4))
        if stage.idea.season in ("winter", "autumn") or stage.palette.is_dark:
            smoke(sheet, cx + wide * 0.05, top - ridge * 0.95, wide * 0.5, stage.palette.low, dice)
    peak = (x + wide * 0.5, top - ridge)
    sheet.poly([(x - eaves, top + eaves * 0.4), peak, (x + wide + eaves, top + eaves * 0.4)], roof)
    sheet.poly(
        [peak, (x + wide + eaves, top + eaves * 0.4), (x + wide * 0.5, top + eaves * 0.4)], darker(roof, 0.28), 0.7
    )
    if snow:
        cap = [(x - eaves * 1.1, top + eaves * 0.5), peak, (x + wide + eaves * 1.1, top + eaves * 0.5)]
        inner = [
            (x + wide - eaves * 0.4, top - eaves * 0.5),
            (peak[0], peak[1] + ridge * 0.34),
            (x + eaves * 0.4, top - eaves * 0.5),
        ]
        sheet.poly([*cap, *inner], stage.palette.snow)
    lamp = stage.palette.lamp if is_dark or dice.happens(0.3) else mix("#6f8894", wall, 0.2)
    for k in (0.16, 0.58):
        if dice.happens(0.88):
            window(sheet, x + wide * k, base - tall * 0.72, wide * 0.24, tall * 0.34, lamp, darker(wall, 0.55), is_dark)
    if dice.happens(0.7):
        sheet.rect(x + wide * 0.42, base - tall * 0.3, wide * 0.15, tall * 0.3, darker(roof, 0.5), r=wide * 0.02)


def window(sheet: Sheet, x: float, y: float, w: float, h: float, lamp: str, frame: str, is_lit: bool) -> None:
    sheet.rect(x, y, w, h, lamp, 0.96)
    sheet.rect(x + w * 0.46, y, w * 0.08, h, frame, 0.8)
    sheet.rect(x, y + h * 0.46, w, h * 0.08, frame, 0.8)
    if is_lit:
        sheet.glow(x + w / 2, y + h / 2, w * 2.4, "#ffb25e", 0.4)


def smoke(sheet: Sheet, x: float, y: float, size: float, colour: str, dice: Chance) -> None:
    fill, lean = sheet.soft(lighter(colour, 0.3)), dice.wobble(0.7)
    for step in range(9):
        r = size * (0.1 + step * 0.045)
        sheet.ellipse(
            x + lean * step * size * 0.16 + dice.wobble(r * 0.4),
            y - step * size * 0.2,
            r * 1.2,
            r,
            fill,
            0.5 - step * 0.045,
        )


def skyline(stage: Stage, sheet: Sheet, base: float, rows: int = 4, tall: float = 1.0) -> None:
    """Rows of buildings, each nearer one darker, wider and richer in lights."""
    p, dice, lamp = stage.palette, stage.rolls("skyline"), stage.palette.lamp
    is_lit = stage.idea.time not in ("day", "dawn") or p.is_dark
    for row in range(rows):
        k = row / max(1, rows - 1)
        colour = mix(p.low, p.near, 0.28 + k * 0.66)
        x = -stage.w * 0.03 * dice.random()
        while x < stage.w:
            wide = stage.s * dice.between(0.05, 0.12) * (0.85 + k * 0.45)
            valley = 0.4 + 1.05 * abs((x + wide / 2) / stage.w - 0.5) if row == rows - 1 else 1.0
            high = stage.h * dice.between(0.13, 0.42) * (0.8 + k * 0.45) * valley * tall
            _block(
                sheet, x, base, wide, high, colour, mix(colour, p.low, 0.25 * (1 - k)), lamp if is_lit else "", k, dice
            )
            x += wide * dice.between(0.94, 1.08)


def _block(
    sheet: Sheet, x: float, base: float, w: float, h: float, colour: str, foot: str, lamp: str, k: float, dice: Chance
) -> None:
    y = base - h
    sheet.rect(x, y, w + 0.6, h, sheet.down(y, base, (0, colour), (1, foot)))
    roof = dice.random()
    if roof < 0.22:
        sheet.poly([(x, y), (x + w / 2, y - w * 0.5), (x + w, y)], colour)
    elif roof < 0.45:
        sheet.rect(x + w * 0.2, y - w * 0.22, w * 0.6, w * 0.24, colour)
        sheet.rect(x + w * 0.48, y - w * 0.8, w * 0.035, w * 0.6, colour)
    elif roof < 0.55:
        sheet.ellipse(x + w / 2, y, w * 0.36, w * 0.34, colour)
    cell = w * dice.between(0.085, 0.12)
    lit = 0.62 if lamp else 0.0
    columns, rows = int((w - cell) / (cell * 1.75)), int((h - cell * 2) / (cell * 2.4))
    for row in range(rows):
        for column in range(columns):
            if dice.random() < lit * 0.62:
                warm = "#ffe7c4" if dice.happens(0.25) else lamp
                wx, wy = x + cell * 0.7 + column * cell * 1.75, y + cell * 1.4 + row * cell * 2.4
                sheet.rect(wx, wy, cell, cell * 1.35, warm, dice.between(0.3, 0.9) * (0.4 + k * 0.6))
            elif not lamp and dice.happens(0.5):
                wx, wy = x + cell * 0.7 + column * cell * 1.75, y + cell * 1.4 + row * cell * 2.4
                sheet.rect(wx, wy, cell, cell * 1.35, darker(colour, 0.22), 0.5)


def castle(stage: Stage, sheet: Sheet, x: float, base: float, size: float) -> None:
    """Towers of unequal height around a keep, pointed roofs, lit slits, banners."""
    p, dice = stage.palette, stage.rolls("castle")
    stone = mix(mix("#8d8a92", p.mid, 0.35), p.near, 0.25)
    roof = mix(dice.choice(("#7a3b34", "#3d4f72", "#5a4470")), p.near, 0.25)
    plan = ((-0.42, 0.52, 0.12), (0.4, 0.6, 0.13), (-0.2, 0.78, 0.13), (0.2, 0.72, 0.12), (0.0, 1.0, 0.17))
    sheet.rect(x - size * 0.46, base - size * 0.3, size * 0.92, size * 0.34, darker(stone, 0.12))
    for k in range(13):
        sheet.rect(
            x - size * 0.46 + k * size * 0.074, base - size * 0.335, size * 0.04, size * 0.045, darker(stone, 0.12)
        )
    for across, high, wide in plan:
        _tower(sheet, x + across * size, base, size * wide, size * high, stone, roof, p.lamp, dice)
    gate, top = size * 0.075, base - size * 0.1
    sheet.path(
        f"M{x - gate:.1f} {base:.1f}V{top:.1f}A{gate:.1f} {gate:.1f} 0 0 1 {x + gate:.1f} {top:.1f}V{base:.1f}Z",
        darker(stone, 0.6),
    )
    sheet.glow(x, base - size * 0.06, size * 0.2, "#ffb25e", 0.45)


def _tower(
    sheet: Sheet, x: float, base: float, w: float, h: float, stone: str, roof: str, lamp: str, dice: Chance
) -> None:
    top, half = base - h, w / 2
    shade = sheet.across(x - half, x + half, (0, lighter(stone, 0.16)), (0.5, stone), (1, darker(stone, 0.38)))
    sheet.rect(x - half, top, w, h, shade)
    sheet.rect(x - half * 1.18, top - w * 0.02, w * 1.18, w * 0.14, darker(stone, 0.16))
    peak = top - w * dice.between(1.25, 1.75)
    sheet.poly([(x - half * 1.25, top), (x, peak), (x + half * 1.25, top)], roof)
    sheet.poly([(x, peak), (x + half * 1.25, top), (x + half * 0.15, top)], darker(roof, 0.35), 0.7)
    sheet.rect(x - 0.8, peak - w * 0.3, 1.8, w * 0.32, darker(roof, 0.4))
    way = w * 0.42
    sheet.path(
        f"M{x:.1f} {peak - w * 0.3:.1f}q{way * 0.5:.1f} {-w * 0.05:.1f} {way:.1f} {w * 0.06:.1f}q{-way * 0.5:.1f} {w * 0.02:.1f} {-way:.1f} {w * 0.1:.1f}Z",
        "#c8502e",
    )
    for k in (0.16, 0.4, 0.64):
        if h * k > w * 0.3 and dice.happens(0.75):
            sheet.rect(x - w * 0.06, top + h * k, w * 0.12, w * 0.24, lamp, 0.92, r=w * 0.06)
            sheet.glow(x, top + h * k + w * 0.1, w * 0.5, "#ffb25e", 0.35)


def viaduct(stage: Stage, y: float) -> None:
    """Arches across the whole picture, and a lit train with its smoke."""
    sheet, p, s, dice = stage.front, stage.palette, stage.s, stage.rolls("train")
    ink = mix(p.near, p.far, 0.25)
    sheet.rect(0, y, stage.w, s * 0.035, ink)
    arches = max(4, round(stage.w / s * 5))
    wide = stage.w / arches
    foot = sheet.down(y, stage.h, (0, ink), (1, mix(ink, p.low, 0.35)))
    for index in range(arches + 1):
        x = index * wide
        right = f"L{x + wide * 0.5:.1f} {y:.1f}Q{x + wide * 0.13:.1f} {y + wide * 0.05:.1f} {x + wide * 0.12:.1f} {y + wide * 0.6:.1f}L{x + wide * 0.14:.1f} {stage.h:.1f}"
        left = f"L{x - wide * 0.14:.1f} {stage.h:.1f}L{x - wide * 0.12:.1f} {y + wide * 0.6:.1f}Q{x - wide * 0.13:.1f} {y + wide * 0.05:.1f} {x - wide * 0.5:.1f} {y:.1f}Z"
        sheet.path(f"M{x - wide * 0.5:.1f} {y:.1f}{right}{left}", foot)
    x = stage.w * dice.between(0.12, 0.3)
    start, body = x, mix(p.near, "#6a2a20", 0.5)
    for car in range(5 if stage.w > s * 1.1 else 4):
        long = s * (0.17 if car else 0.13)
        sheet.rect(x, y - s * 0.062, long, s * 0.056, body, r=s * 0.01)
        for k in range(4):
            sheet.rect(x + long * (0.1 + k * 0.22), y - s * 0.05, long * 0.13, s * 0.02, "#ffd08a")
        sheet.glow(x + long / 2, y - s * 0.04, s * 0.12, "#ffb25e", 0.35)
        x += long + s * 0.008
    fill = sheet.soft(mix(p.low, "#ffffff", 0.4))
    for i in range(18):
        r = s * (0.024 + i * 0.0052)
        sheet.ellipse(
            start + s * 0.03 - i * s * 0.03,
            y - s * 0.085 - i * s * 0.014 - dice.random() * s * 0.02,
            r * 1.5,
            r,
            fill,
            0.6 - i * 0.028,
        )


def windmill(stage: Stage, sheet: Sheet, x: float, base: float, tall: float) -> None:
    p, wide = stage.palette, tall * 0.2
    body = mix("#c9b79a", p.near, 0.35)
    wall = sheet.across(x - wide, x + wide, (0, lighter(body, 0.15)), (1, darker(body, 0.4)))
    sheet.poly(
        [(x - wide * 0.55, base - tall), (x + wide * 0.55, base - tall), (x + wide, base), (x - wide, base)], wall
    )
    sheet.poly(
        [(x - wide * 0.68, base - tall * 0.98), (x, base - tall * 1.2), (x + wide * 0.68, base - tall * 0.98)],
        mix("#6e3b2c", p.near, 0.3),
    )
    sheet.ellipse(x, base - tall * 0.6, wide * 0.14, wide * 0.22, p.lamp, 0.9)
    sheet.rect(x - wide * 0.2, base - tall * 0.24, wide * 0.4, tall * 0.24, darker(body, 0.6), r=wide * 0.08)
    turn, hub = stage.rolls("sails").between(8, 40), base - tall * 1.0
    for arm in range(4):
        with sheet.group(f"translate({x:.1f} {hub:.1f}) rotate({turn + arm * 90:.1f})"):
            sheet.rect(-1.6, -tall * 0.72, 3.2, tall * 0.72, p.ink)
            sheet.rect(1.6, -tall * 0.7, wide * 0.42, tall * 0.5, lighter(mix(body, p.low, 0.4), 0.2), 0.85)
            for bar in range(6):
                sheet.rect(0, -tall * (0.7 - bar * 0.1), wide * 0.44, 1.6, p.ink, 0.8)
    sheet.dot(x, hub, wide * 0.12, p.ink)
