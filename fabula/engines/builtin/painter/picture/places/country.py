"""Open country: mountains, forest, meadow, desert, the far north."""

import math

from fabula.engines.builtin.painter.picture.motifs import animals, built, land, sky, weather
from fabula.engines.builtin.painter.picture.stage import Spot, Stage
from fabula.engines.builtin.painter.picture.tools.chance import Chance, fractal
from fabula.engines.builtin.painter.picture.tools.colour import darker, lighter, mix


def mountains(stage: Stage) -> None:
    dice, s, p = stage.rolls("mountains"), stage.s, stage.palette
    horizon = stage.h * dice.between(0.52, 0.6)
    sky.sky(stage, horizon + s * 0.1, dice.between(0.25, 0.75), None if p.is_dark else dice.between(0.4, 0.62))
    stage.back.rect(0, horizon, stage.w, stage.h, p.low)
    seed = dice.random()
    land.peaks(
        stage,
        seed,
        horizon + s * 0.06,
        stage.h * dice.between(0.28, 0.36),
        p.land(0.12),
        lighter(p.glow, 0.2),
        4 if stage.is_wide else 3,
    )
    for index in range(5):
        k = index / 4
        base, amplitude = stage.h * (0.56 + k * 0.32), stage.h * (0.13 - k * 0.05)
        colour = mix(p.land(0.22 + k * 0.7), p.leaf, 0.12 + 0.12 * k)
        land.ridge(
            stage.back,
            (seed, index),
            stage.w,
            stage.h,
            base,
            amplitude,
            2.0 + k * 1.6,
            colour,
            mix(colour, p.low, 0.5 * (1 - k)),
        )
        _mist(stage, base + amplitude * 0.7, 0.32 * (1 - k))
    snow = p.snow if stage.idea.season == "winter" else ""
    line = land.profile((seed, "front"), stage.h * 0.92, s * 0.04, 2, stage.w)
    ground = snow or darker(mix(p.near, p.leaf, 0.3), 0.1)
    for _ in range(stage.many(30)):
        x = dice.random() * stage.w
        if abs(x / stage.w - 0.5) > 0.16 or not stage.idea.figures:
            land.conifer(
                stage.front,
                x,
                line(x) + s * 0.02,
                s * dice.between(0.08, 0.24),
                dice,
                darker(mix(p.near, p.leaf, 0.18), 0.15),
                snow,
            )
    land.fill_below(
        stage.front,
        line,
        stage.w,
        stage.h,
        stage.front.down(stage.h * 0.88, stage.h, (0, ground), (1, darker(ground, 0.4))),
    )
    if not p.is_dark:
        weather.gulls(stage, stage.h * 0.3, 3, p.ink)
    _inhabit(stage, horizon)
    stage.spot = Spot(stage.w * 0.5, stage.h * 0.945, s * 0.2)


def _inhabit(stage: Stage, horizon: float) -> None:
    if "castle" in stage.idea.other_places:
        built.castle(stage, stage.back, stage.w * 0.5, horizon + stage.s * 0.2, stage.s * 0.34)
    if "house" in stage.idea.figures:
        x, base = stage.w * 0.3, stage.h * 0.9
        p = stage.palette
        built.house(
            stage,
            stage.front,
            x,
            base,
            stage.s * 0.17,
            stage.rolls("cabin"),
            mix("#7a5236", p.near, 0.25),
            mix("#4a2a22", p.near, 0.3),
        )


def _mist(stage: Stage, y: float, opacity: float) -> None:
    sheet, low = stage.back, stage.palette.low
    tall = stage.h * 0.16
    sheet.rect(
        0,
        y - tall,
        stage.w,
        tall * 1.6,
        sheet.down(y - tall, y + tall * 0.6, (0, low, 0), (0.6, low, max(0.01, opacity)), (1, low, 0)),
    )


def forest(stage: Stage) -> None:
    dice, s, p = stage.rolls("forest"), stage.s, stage.palette
    gap = dice.between(0.4, 0.6)
    air = mix(p.low, p.leaf, 0.28) if not p.is_dark else mix(p.mid, p.leaf, 0.25)
    deep = darker(mix(p.near, p.leaf, 0.3), 0.25)
    sheet = stage.sky
    sheet.rect(
        0,
        0,
        stage.w,
        stage.h,
        sheet.down(0, stage.h, (0, mix(p.mid, air, 0.4)), (0.5, lighter(air, 0.1)), (1, mix(air, deep, 0.3))),
    )
    if p.is_dark:
        sky.stars(sheet, stage.w, stage.h * 0.4, dice, stage.many(90))
        if stage.idea.wants("moon", True):
            sky.moon(stage, stage.w * gap, stage.h * 0.2)
    sheet.glow(stage.w * gap, stage.h * 0.36, max(stage.w, stage.h) * 0.6, p.glow, 0.75 if not p.is_dark else 0.4)
    is_leafy = stage.idea.season in ("autumn", "spring", "summer") and dice.happens(0.75)
    snow = p.snow if stage.idea.season == "winter" else ""
    for row in range(5):
        _row(stage, row / 5, gap, air, deep, is_leafy, snow)
        _mist_between(stage, stage.h * (0.62 + row * 0.06), air, 0.5 - row * 0.085)
    if not stage.idea.weather:
        sky.rays(stage, stage.sky, stage.w * gap, -stage.h * 0.1, p.glow, 0.3 if not p.is_dark else 0.14)
    _floor(stage, gap, deep, snow)
    _row(stage, 1.0, gap, air, deep, is_leafy, snow)
    stage.spot = Spot(stage.w * gap, stage.h * 0.93, s * 0.2)


def _row(stage: Stage, k: float, gap: float, air: str, deep: str, is_leafy: bool, snow: str) -> None:
    sheet = stage.front if k >= 1 else stage.back
    dice, colour = stage.rolls(f"row {k:.1f}"), mix(air, deep, 0.14 + k * 0.84)
    base, tall = stage.h * (0.64 + k * 0.32), stage.h * (0.36 + k * 0.6)
    count = max(4, round((15 - k * 9) * stage.w / stage.h))
    for index in range(count):
        x = stage.w * ((index + dice.random() * 0.9) / count * 1.15 - 0.07)
        if k > 0.4 and abs(x / stage.w - gap) < 0.08 + k * 0.13:
            continue
        foot = base + dice.random() * stage.h * 0.04
        if is_leafy and k < 1:
            leaf = _foliage(stage, dice, air, k)
            land.round_tree(sheet, x, foot, tall * dice.between(0.55, 0.9), dice, leaf, stage.palette.glow, False)
        elif k >= 1 and dice.happens(0.6):
            _trunk(stage, x, colour)
        else:
            land.conifer(
                sheet,
                x,
                foot,
                tall * dice.between(0.62, 1.1),
                dice,
                colour,
                mix(snow, colour, 0.5 - 0.4 * k) if snow else "",
            )


def _foliage(stage: Stage, dice: Chance, air: str, k: float) -> str:
    leaf = stage.palette.leaf
    if stage.idea.season == "autumn":
        leaf = mix(leaf, dice.choice(("#c8602a", "#d9a23c", "#a8402a")), 0.6)
    return mix(leaf, air, 0.6 - k * 0.6)


def _trunk(stage: Stage, x: float, colour: str) -> None:
    rolls = stage.rolls(f"trunk {x:.0f}")
    wide, lean = stage.s * rolls.between(0.03, 0.06), rolls.wobble(stage.s * 0.05)
    sheet, h = stage.front, stage.h
    sheet.path(
        f"M{x - wide:.0f} {h * 1.02:.0f}C{x - wide * 0.5:.0f} {h * 0.7:.0f} {x - wide * 0.5 + lean:.0f} {h * 0.3:.0f} {x - wide * 0.4 + lean:.0f} 0"
        f"H{x + wide * 0.4 + lean:.0f}C{x + wide * 0.5 + lean:.0f} {h * 0.3:.0f} {x + wide * 0.5:.0f} {h * 0.7:.0f} {x + wide:.0f} {h * 1.02:.0f}Z",
        sheet.across(
            x - wide, x + wide, (0, colour), (0.7, darker(colour, 0.3)), (1, mix(colour, stage.palette.glow, 0.25))
        ),
    )


def _mist_between(stage: Stage, y: float, air: str, opacity: float) -> None:
    tall = stage.h * 0.3
    fill = stage.back.down(
        y - tall, y + tall * 0.2, (0, air, 0), (0.8, lighter(air, 0.1), max(0.02, opacity)), (1, air, 0)
    )
    stage.back.rect(0, y - tall, stage.w, tall * 1.2, fill)


def _floor(stage: Stage, gap: float, deep: str, snow: str) -> None:
    sheet, s, p, dice = stage.front, stage.s, stage.palette, stage.rolls("floor")
    line = land.profile(("floor", dice.random()), stage.h * 0.86, s * 0.05, 2.4, stage.w)
    ground = (
        mix(snow, p.mid, 0.2)
        if snow
        else mix(deep, mix(p.leaf, "#b5652e", 0.5 if stage.idea.season == "autumn" else 0), 0.35)
    )
    land.fill_below(
        sheet, line, stage.w, stage.h, sheet.down(stage.h * 0.82, stage.h, (0, ground), (1, darker(ground, 0.4)))
    )
    path = lighter(mix(ground, p.glow, 0.35), 0.08)
    x = stage.w * gap
    sheet.path(
        f"M{x - s * 0.02:.0f} {line(x):.0f}C{x - s * 0.1:.0f} {stage.h * 0.92:.0f} {x + s * 0.06:.0f} {stage.h * 0.95:.0f} {x - s * 0.22:.0f} {stage.h:.0f}"
        f"H{x + s * 0.2:.0f}C{x + s * 0.16:.0f} {stage.h * 0.95:.0f} {x + s * 0.02:.0f} {stage.h * 0.92:.0f} {x + s * 0.03:.0f} {line(x):.0f}Z",
        sheet.down(line(x), stage.h, (0, path), (1, mix(path, ground, 0.6))),
        0.8,
    )
    if not snow:
        land.grass(stage, sheet, line, mix(ground, p.leaf, 0.5), stage.many(150), s * 0.035)
        _mushrooms(stage, line)


def _mushrooms(stage: Stage, line: land.Profile) -> None:
    sheet, dice = stage.front, stage.rolls("mushrooms")
    for _ in range(5):
        x, size = dice.random() * stage.w, stage.s * dice.between(0.008, 0.016)
        y = line(x) + stage.h * dice.between(0.05, 0.1)
        sheet.rect(x - size * 0.25, y - size * 0.9, size * 0.5, size, "#e6d8c2", r=size * 0.2)
        sheet.path(
            f"M{x - size:.1f} {y - size * 0.8:.1f}A{size:.1f} {size:.1f} 0 0 1 {x + size:.1f} {y - size * 0.8:.1f}Z",
            mix("#c8402e", stage.palette.near, 0.25),
        )


_BLOOMS = (
    ("#cf4a2a", "#dd6a3a", "#b93a2a"),
    ("#e0b23c", "#f0d27a", "#fff1d0"),
    ("#7a569e", "#a98ac8", "#d9c2ea"),
    ("#d98aa0", "#f3c6cf", "#fff0f0"),
)


def meadow(stage: Stage) -> None:
    dice, s, p = stage.rolls("meadow"), stage.s, stage.palette
    horizon = stage.h * dice.between(0.44, 0.54)
    sky.sky(stage, horizon + s * 0.03, dice.between(0.25, 0.75))
    seed = dice.random()
    land.ridge(stage.back, (seed, 0), stage.w, stage.h, horizon, s * 0.1, 2, p.land(0.22), p.low)
    snow = p.snow if stage.idea.season == "winter" else ""
    lines: list[land.Profile] = []
    for index in range(4):
        k = index / 3
        field = mix(mix(p.land(0.35 + k * 0.5), p.leaf, 0.62), p.glow, 0.2 * (1 - k))
        field = mix(field, snow, 0.8) if snow else field
        base = horizon + (stage.h - horizon) * (0.1 + k * 0.42)
        line = land.profile((seed, index + 1), base, s * (0.05 + 0.02 * k), 1.5 + index * 0.3, stage.w)
        land.fill_below(
            stage.back,
            line,
            stage.w,
            stage.h,
            stage.back.down(base - s * 0.06, base + s * 0.4, (0, lighter(field, 0.1)), (1, darker(field, 0.22))),
        )
        lines.append(line)
        _hedge(stage, line, k, field)
    _farm(stage, lines[1])
    _bloom(stage, lines[2], snow)
    if "balloon" in stage.idea.figures:
        for index in range(4):
            animals.balloon(
                stage,
                stage.back,
                stage.w * (0.16 + index * 0.22 + dice.wobble(0.05)),
                horizon * dice.between(0.22, 0.62),
                s * dice.between(0.07, 0.19),
                dice,
            )
    elif not p.is_dark:
        weather.gulls(stage, horizon * 0.6, 4, p.ink)
    x = stage.w * dice.between(0.38, 0.62)
    stage.spot = Spot(x, stage.h * 0.9, s * 0.22)


def _hedge(stage: Stage, line: land.Profile, k: float, field: str) -> None:
    dice, s = stage.rolls(f"hedge {k:.1f}"), stage.s
    is_bare = stage.idea.season == "winter"
    for _ in range(3 if k < 0.6 else 1):
        x, size = dice.random() * stage.w, s * (0.07 + k * 0.2) * dice.between(0.7, 1.15)
        if k > 0.6:
            x = stage.w * (dice.between(0.02, 0.16) if dice.happens(0.5) else dice.between(0.84, 0.98))
        leaf = darker(mix(field, stage.palette.leaf, 0.6), 0.25)
        land.round_tree(stage.back, x, line(x) + s * 0.008, size, dice, leaf, stage.palette.glow, is_bare)


def _farm(stage: Stage, line: land.Profile) -> None:
    rolls, p, s = stage.rolls("farm"), stage.palette, stage.s
    x = stage.w * rolls.between(0.2, 0.8)
    if "windmill" in stage.idea.figures or rolls.happens(0.35):
        built.windmill(stage, stage.back, x, line(x) + s * 0.01, s * 0.18)
    else:
        wall, roof = mix("#d9c9ae", p.near, 0.35 if p.is_dark else 0.15), mix("#a8452e", p.near, 0.25)
        built.house(stage, stage.back, x, line(x) + s * 0.012, s * 0.1, rolls, wall, roof)
        built.house(stage, stage.back, x + s * 0.12, line(x + s * 0.12) + s * 0.014, s * 0.065, rolls, wall, roof)


def _bloom(stage: Stage, line: land.Profile, snow: str) -> None:
    sheet, s, p, rolls = stage.front, stage.s, stage.palette, stage.rolls("bloom")
    if snow:
        return
    green = darker(mix(p.leaf, p.near, 0.35), 0.05)
    land.grass(stage, sheet, line, green, stage.many(260), s * 0.06)
    colours = (
        _BLOOMS[2]
        if stage.idea.has("lavender")
        else _BLOOMS[1]
        if stage.idea.has("sunflowers")
        else rolls.choice(_BLOOMS[:2] + _BLOOMS[3:])
    )
    if "red" in stage.idea.colours or any(word.startswith(("popp", "мак")) for word in stage.idea.words):
        colours = _BLOOMS[0]
    for _ in range(stage.many(150 if stage.idea.has("flowers", "lavender", "sunflowers") else 70)):
        t = rolls.random() ** 0.8
        x, y = rolls.random() * stage.w, stage.h * (0.76 + t * 0.26)
        size, tint = (
            s * (0.004 + t * 0.013) * rolls.between(0.7, 1.3),
            mix(rolls.choice(colours), p.near, 0.3 if p.is_dark else 0.05),
        )
        _flower(stage, x, y, size, tint, green, rolls.random())


def _flower(stage: Stage, x: float, y: float, size: float, tint: str, green: str, turn: float) -> None:
    sheet = stage.front
    sheet.stroke(
        f"M{x:.1f} {y:.1f}q{size * (turn - 0.5):.1f} {size * 2:.1f} 0 {size * 4.5:.1f}", green, max(1, size * 0.22)
    )
    if stage.idea.has("lavender"):
        for k in range(6):
            sheet.ellipse(x + (k % 2 - 0.5) * size * 0.5, y - k * size * 0.42, size * 0.34, size * 0.3, tint, 0.95)
        return
    for k in range(5):
        angle = (k / 5 + turn) * math.tau
        sheet.ellipse(
            x + math.cos(angle) * size * 0.5, y + math.sin(angle) * size * 0.42, size * 0.55, size * 0.48, tint, 0.95
        )
    centre = "#5a3418" if stage.idea.has("sunflowers") else "#2b1a1a"
    sheet.ellipse(x, y, size * 0.34, size * 0.3, centre, 0.9)


def desert(stage: Stage) -> None:
    dice, s, p = stage.rolls("desert"), stage.s, stage.palette
    horizon = stage.h * 0.52
    sky.sky(stage, horizon + s * 0.12, dice.between(0.2, 0.42), None if p.is_dark else dice.between(0.36, 0.56))
    sand = [mix(each, p.near, 0.42 if p.is_dark else 0.0) for each in ("#e7b98a", "#dc9f68", "#cf8450", "#b3623a")]
    dark = [mix(each, p.near, 0.5 if p.is_dark else 0.08) for each in ("#c98a5c", "#a8613b", "#7d412b", "#4f2620")]
    has_pyramids = any(word.startswith(("pyramid", "пирамид")) for word in stage.idea.words) or dice.happens(0.35)
    if has_pyramids:
        for across, size in ((0.66, 0.2), (0.82, 0.14)):
            _pyramid(
                stage,
                stage.w * across,
                horizon + s * 0.07,
                s * size,
                mix(sand[1], p.low, 0.3),
                mix(dark[1], p.mid, 0.3),
            )
    seed = dice.random()
    for index, (a, b) in enumerate(zip(sand, dark, strict=True)):
        _dune(stage, index, a, b, seed)
    crest = stage.h * 0.66
    for index in range(0 if stage.idea.figures else 4):
        _camel(stage, stage.w * (0.3 + index * 0.075), crest + math.sin(index) * 3, s * 0.045, darker(dark[3], 0.25))
    stage.spot = Spot(stage.w * dice.between(0.4, 0.6), stage.h * 0.9, s * 0.2)


def _dune(stage: Stage, index: int, light: str, dark: str, seed: float) -> None:
    sheet, w, h = stage.back if index < 3 else stage.front, stage.w, stage.h
    base, rough = h * (0.53 + index * 0.125), fractal((seed, index), 2)

    def line(x: float) -> float:
        return (
            base
            - math.sin(x / w * (3.2 - index * 0.4) + index * 1.9 + seed * 6) * h * 0.055
            - rough(x / w * 2) * h * 0.06
        )

    land.fill_below(
        sheet, line, w, h, sheet.down(base - h * 0.1, base + h * 0.28, (0, light), (1, mix(light, dark, 0.7)))
    )
    clip = (
        "M"
        + "L".join(f"{x * w / 100:.0f} {line(x * w / 100):.0f}" for x in range(101))
        + f"L{w:.0f} {h:.0f}L0 {h:.0f}Z"
    )
    with sheet.group(clip=clip, opacity=0.42):
        slip = [
            (x * w / 100 + w * 0.03, line(x * w / 100) + max(0.0, math.sin(x / 100 * 7 + index * 2)) * h * 0.12)
            for x in range(101)
        ]
        sheet.poly([(w * 0.1, h), *slip, (w, h)], dark)
    sheet.stroke(clip.split("L" + f"{w:.0f} {h:.0f}")[0], lighter(light, 0.35), 2.2, 0.5)


def _pyramid(stage: Stage, x: float, base: float, tall: float, light: str, dark: str) -> None:
    stage.back.poly([(x, base - tall), (x + tall * 0.9, base), (x - tall * 0.9, base)], light)
    stage.back.poly([(x, base - tall), (x + tall * 0.9, base), (x + tall * 0.18, base)], dark)


def _camel(stage: Stage, x: float, y: float, tall: float, ink: str) -> None:
    with stage.back.group(stage.back.placed(x, y, tall / 100)):
        stage.back.path(
            "M-46 -44C-44 -62 -34 -62 -28 -58C-24 -84 -12 -84 -6 -58C0 -54 6 -56 10 -60C20 -62 26 -80 36 -84C44 -86 52 -80 52 -74C46 -72 42 -74 38 -70C32 -56 24 -42 14 -38L16 0H10L6 -34H-22L-26 0H-32L-34 -36C-42 -36 -48 -38 -46 -44Z",
            ink,
        )


def north(stage: Stage) -> None:
    dice, s, p = stage.rolls("north"), stage.s, stage.palette
    horizon = stage.h * 0.66
    sky.sky(stage, horizon, 0.2)
    if not stage.idea.has("aurora"):
        sky.aurora(stage, horizon)
    seed = dice.random()
    land.peaks(stage, seed, horizon + s * 0.04, stage.h * 0.2, p.land(0.3), mix(p.mid, "#8fe0b8", 0.35), 4)
    snow = mix(p.snow, p.mid, 0.35)
    stage.back.rect(0, horizon, stage.w, stage.h - horizon, mix(snow, p.mid, 0.5))
    land.ridge(stage.back, (seed, 5), stage.w, stage.h, stage.h * 0.75, stage.h * 0.05, 3, snow, mix(snow, p.mid, 0.5))
    for _ in range(stage.many(28)):
        x = dice.random() * stage.w
        if abs(x / stage.w - 0.62) > 0.12:
            land.conifer(
                stage.back,
                x,
                stage.h * dice.between(0.76, 0.9),
                stage.h * dice.between(0.08, 0.22),
                dice,
                mix(p.near, p.far, dice.random() * 0.5),
                mix(snow, p.mid, 0.2),
            )
    x, y = stage.w * 0.62, stage.h * 0.85
    built.house(
        stage, stage.back, x - s * 0.1, y, s * 0.2, dice, mix("#5a3a2a", p.near, 0.35), mix("#3a2a26", p.near, 0.2)
    )
    stage.back.glow(x, y - s * 0.05, s * 0.36, "#ffad58", 0.5)
    front = mix(p.snow, p.mid, 0.2)
    land.ridge(
        stage.front, (seed, 11), stage.w, stage.h, stage.h * 0.9, stage.h * 0.03, 2, front, mix(front, p.mid, 0.55)
    )
    stage.spot = Spot(stage.w * 0.34, stage.h * 0.93, s * 0.19)
