"""Land: ridges that fade with distance, dunes, fields, water with its shine, trees."""

import math
from collections.abc import Callable

from fabula.engines.builtin.painter.picture.stage import Stage, Water
from fabula.engines.builtin.painter.picture.tools.chance import Chance, fractal
from fabula.engines.builtin.painter.picture.tools.colour import darker, lighter, mix
from fabula.engines.builtin.painter.picture.tools.sheet import Sheet

Profile = Callable[[float], float]


def profile(name: object, base: float, amplitude: float, frequency: float, w: float) -> Profile:
    at = fractal(name)
    return lambda x: base - (at(x / w * frequency) - 0.5) * amplitude * 2


def fill_below(sheet: Sheet, line: Profile, w: float, h: float, fill: str, step: float = 5) -> None:
    points = [(x, line(x)) for x in _along(w, step)]
    sheet.poly([(0, h), *points, (w, h)], fill)


def ridge(
    sheet: Sheet, name: object, w: float, h: float, base: float, amp: float, freq: float, a: str, b: str = ""
) -> Profile:
    """One row of hills; a second colour is where it melts into the haze at its foot."""
    line = profile(name, base, amp, freq, w)
    fill = sheet.down(base - amp, min(h, base + amp * 2.2), (0, a), (1, b)) if b else a
    fill_below(sheet, line, w, h, fill)
    return line


def peaks(stage: Stage, name: object, base: float, tall: float, colour: str, light: str, count: int) -> None:
    """Angular mountains with a lit side and caps of snow."""
    sheet, dice = stage.back, stage.rolls(f"peaks {name}")
    for index in range(count):
        x = stage.w * (index + 0.5 + dice.wobble(0.35)) / count
        top, half = base - tall * dice.between(0.6, 1.0), tall * dice.between(0.75, 1.15)
        _peak(sheet, x, top, base, half, colour, light, stage.palette.snow, dice)


def _peak(
    sheet: Sheet, x: float, top: float, base: float, half: float, colour: str, light: str, snow: str, dice: Chance
) -> None:
    tall = base - top

    def side(direction: int) -> list[tuple[float, float]]:
        return [
            (x + direction * half * t + dice.wobble(half * 0.05), top + tall * t**0.92 + dice.wobble(tall * 0.03))
            for t in (0.12, 0.25, 0.4, 0.58, 0.78, 1.0)
        ]

    left, right = side(-1), side(1)
    ground = sheet.down(top, base, (0, colour), (1, mix(colour, light, 0.45)))
    sheet.poly([(x, top), *right, *reversed(left)], ground)
    middle = [
        (x + dice.wobble(half * 0.1) + half * 0.1 * i, top + tall * t) for i, t in enumerate((0.2, 0.42, 0.7, 1.0))
    ]
    sheet.poly([(x, top), *middle, *reversed(left)], sheet.down(top, base, (0, light, 0.5), (1, light, 0.05)))
    jag = [
        (x + half * 0.34 * (1 - 2 * i / 6), top + tall * (0.3 if i % 2 else 0.19 + 0.05 * dice.random()))
        for i in range(7)
    ]
    sheet.poly(
        [(x, top), right[0], (right[1][0], right[1][1]), *jag[1:-1], (left[1][0], left[1][1]), left[0]], snow, 0.85
    )
    shade = [(x, top), right[0], right[1], *jag[1:3], (x + half * 0.03, top + tall * 0.2)]
    sheet.poly(shade, mix(colour, snow, 0.4), 0.7)


def water(stage: Stage, top: float, bottom: float | None = None, clear: float = 0.5, ripple: float = 1.0) -> None:
    """A sheet of water in the back: the mirror is made when the sheets become pixels."""
    p = stage.palette
    stage.water = Water(top, stage.h if bottom is None else bottom, p.water, p.deep, clear, ripple)
    stage.back.rect(
        0, top, stage.w, stage.h - top, stage.back.down(top, stage.h, (0, mix(p.water, p.low, 0.35)), (1, p.deep))
    )


def shine(stage: Stage, top: float, x: float, strength: float = 1.0) -> None:
    """Short strokes of light on water, under the light itself."""
    sheet, p, dice, h = stage.front, stage.palette, stage.rolls("shine"), stage.h
    for _ in range(stage.many(150)):
        t = dice.random()
        spread, long = stage.w * (0.012 + t * 0.07), stage.w * (0.008 + 0.03 * t) * (dice.random() + 0.4)
        across = x + (dice.random() + dice.random() - 1) * spread
        opacity = (0.62 - t * 0.45) * dice.random() * strength
        sheet.rect(across - long / 2, top + t * (h - top), long, h * 0.0022 * (1 + t * 2), p.glow, max(0.01, opacity))


def waves(stage: Stage, top: float) -> None:
    sheet, p, dice = stage.front, stage.palette, stage.rolls("waves")
    is_wild = stage.idea.weather == "storm"
    for _ in range(stage.many(190)):
        t = dice.random() ** 1.4
        y, long = top + t * (stage.h - top), (0.01 + t * 0.07) * stage.w * (dice.random() + 0.3)
        colour, opacity = (lighter(p.low, 0.2), 0.12) if dice.happens(0.45) else (p.deep, 0.2)
        sheet.rect(
            dice.random() * stage.w - long / 2, y, long, max(1.0, stage.h * 0.0016 * (1 + t * 3)), colour, opacity
        )
    if is_wild:
        for row in range(6):
            _breakers(stage, top + (stage.h - top) * (0.12 + row * 0.17), row, dice)


def _breakers(stage: Stage, y: float, row: int, dice: Chance) -> None:
    sheet, p = stage.front, stage.palette
    size = stage.s * (0.02 + row * 0.014)
    x = -size * dice.random() * 4
    crest = [(x, y)]
    while x < stage.w + size * 3:
        x += size * dice.between(1.6, 3.4)
        crest += [(x - size * 0.7, y - size * dice.between(0.5, 1.25)), (x, y)]
    line = "".join(
        f"Q{a[0]:.0f} {a[1]:.0f} {b[0]:.0f} {b[1]:.0f}" for a, b in zip(crest[1::2], crest[2::2], strict=False)
    )
    d = f"M{crest[0][0]:.0f} {y:.0f}{line}"
    sheet.path(f"{d}V{y + size * 2.2:.0f}H{crest[0][0]:.0f}Z", mix(p.water, p.deep, 0.25 + row * 0.12), 0.75)
    sheet.stroke(d, lighter(p.low, 0.5), 1.4 + row * 0.7, 0.65)


def conifer(sheet: Sheet, x: float, y: float, tall: float, dice: Chance, colour: str, snow: str = "") -> None:
    """A fir of ragged tiers, with snow on its shoulders when there is some."""
    sheet.rect(x - tall * 0.012, y - tall * 0.06, tall * 0.024, tall * 0.08, darker(colour, 0.25))
    right: list[tuple[float, float]] = []
    left: list[tuple[float, float]] = []
    for tier in range(1, 10):
        t = tier / 9
        level = y - tall + tall * 0.97 * t
        for points, way in ((right, 1), (left, -1)):
            reach = tall * 0.2 * t * dice.between(0.82, 1.18)
            points += [(x + way * reach, level), (x + way * reach * 0.5, level - tall * 0.015)]
    sheet.poly([(x, y - tall), *right, *reversed(left)], colour)
    if snow:
        for tier in (2, 4, 6, 8):
            t = tier / 9
            level, reach = y - tall + tall * 0.97 * t, tall * 0.2 * t
            tip = [
                (x - reach * 0.9, level - 1),
                (x - reach * 0.1, level - tall * 0.075),
                (x + reach * 0.5, level - tall * 0.03),
            ]
            sheet.poly([*tip, (x, level - tall * 0.028)], snow, 0.8)


def round_tree(
    sheet: Sheet, x: float, y: float, tall: float, dice: Chance, leaf: str, light: str, is_bare: bool
) -> None:
    """A broad-leaved tree: a crown of clumps, dark below and lit above; bare in winter."""
    bark = darker(mix(leaf, "#4a3428", 0.75), 0.25)
    sway = dice.wobble(tall * 0.05)
    trunk = f"M{x - tall * 0.035:.1f} {y:.1f}Q{x - tall * 0.02:.1f} {y - tall * 0.3:.1f} {x + sway:.1f} {y - tall * 0.62:.1f}"
    sheet.path(
        f"{trunk}L{x + sway + tall * 0.02:.1f} {y - tall * 0.6:.1f}Q{x + tall * 0.02:.1f} {y - tall * 0.3:.1f} {x + tall * 0.04:.1f} {y:.1f}Z",
        bark,
    )
    if is_bare:
        _branches(sheet, x + sway * 0.6, y - tall * 0.42, -math.pi / 2, tall * 0.26, tall * 0.02, dice, bark, 5)
        return
    clumps = [(dice.wobble(1.0), dice.random()) for _ in range(9)]
    for colour, lift, size in ((darker(leaf, 0.3), 0.0, 1.0), (leaf, 0.05, 0.86), (mix(leaf, light, 0.38), 0.12, 0.56)):
        for across, up in clumps:
            r = tall * (0.12 + 0.1 * (1 - abs(across))) * size
            cx = x + sway + across * tall * 0.27 - lift * tall * 0.35
            cy = y - tall * (0.52 + up * 0.34 * (1 - abs(across) * 0.6)) - lift * tall * 0.5
            sheet.ellipse(cx, cy, r * 1.1, r, colour, 0.96)


def _branches(
    sheet: Sheet, x: float, y: float, angle: float, long: float, thick: float, dice: Chance, colour: str, depth: int
) -> None:
    if depth == 0 or long < 2:
        return
    ex, ey = x + math.cos(angle) * long, y + math.sin(angle) * long
    sheet.stroke(f"M{x:.1f} {y:.1f}L{ex:.1f} {ey:.1f}", colour, thick)
    for turn in (-0.5, 0.42):
        _branches(
            sheet,
            ex,
            ey,
            angle + turn + dice.wobble(0.18),
            long * dice.between(0.62, 0.8),
            thick * 0.62,
            dice,
            colour,
            depth - 1,
        )


def grass(stage: Stage, sheet: Sheet, line: Profile, colour: str, count: int, tall: float) -> None:
    dice = stage.rolls("grass")
    for shade in (darker(colour, 0.25), colour, lighter(colour, 0.12)):
        blades: list[str] = []
        for _ in range(count // 3):
            x = dice.random() * stage.w
            y, high, lean = (
                line(x) + dice.random() * stage.h * 0.08,
                tall * dice.between(0.5, 1.2),
                dice.wobble(tall * 0.5),
            )
            blades.append(f"M{x:.0f} {y:.0f}q{lean * 0.2:.0f} {-high * 0.6:.0f} {lean:.0f} {-high:.0f}")
        if blades:
            sheet.stroke("".join(blades), shade, 2.2, 0.85)


def _along(w: float, step: float) -> list[float]:
    count = max(2, round(w / step))
    return [w * i / count for i in range(count + 1)]
