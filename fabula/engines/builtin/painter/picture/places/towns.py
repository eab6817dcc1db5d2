"""Where people live: village, city, castle, railway."""

from fabula.engines.builtin.painter.picture.motifs import animals, built, land, sky
from fabula.engines.builtin.painter.picture.stage import Spot, Stage
from fabula.engines.builtin.painter.picture.tools.colour import darker, lighter, mix

_WALLS = ("#c9a27a", "#b5746a", "#d9c9ae", "#a87a5a", "#8f9a94")
_ROOFS = ("#8a3a2a", "#6b4a3a", "#7a4a52")


def village(stage: Stage) -> None:
    dice, s, p = stage.rolls("village"), stage.s, stage.palette
    horizon = stage.h * dice.between(0.5, 0.58)
    sky.sky(stage, horizon + s * 0.04, dice.between(0.2, 0.8))
    seed = dice.random()
    snow = p.snow if stage.idea.season == "winter" else ""
    if dice.happens(0.6):
        land.peaks(stage, seed, horizon + s * 0.03, stage.h * 0.22, p.land(0.16), lighter(p.glow, 0.1), 3)
    for index in range(3):
        k = index / 2
        hill = mix(p.land(0.3 + k * 0.45), p.leaf, 0.4)
        hill = mix(snow, p.mid, 0.45 - k * 0.25) if snow else hill
        base = horizon + (stage.h - horizon) * (0.04 + k * 0.34)
        line = land.profile((seed, index), base, s * 0.07, 1.7 + k, stage.w)
        land.fill_below(
            stage.back,
            line,
            stage.w,
            stage.h,
            stage.back.down(base - s * 0.08, base + s * 0.35, (0, lighter(hill, 0.08)), (1, darker(hill, 0.25))),
        )
        _houses(stage, line, k, snow)
    line = land.profile((seed, "front"), stage.h * 0.88, s * 0.05, 1.6, stage.w)
    ground = mix(snow, p.mid, 0.16) if snow else mix(p.near, p.leaf, 0.5)
    land.fill_below(
        stage.front,
        line,
        stage.w,
        stage.h,
        stage.front.down(stage.h * 0.84, stage.h, (0, ground), (1, darker(ground, 0.4))),
    )
    if not snow:
        land.grass(stage, stage.front, line, mix(ground, p.leaf, 0.4), stage.many(200), s * 0.04)
    for x in (stage.w * dice.between(0.0, 0.1), stage.w * dice.between(0.9, 1.0)):
        land.round_tree(
            stage.front,
            x,
            line(max(0, min(stage.w, x))) + s * 0.03,
            s * 0.4,
            dice,
            darker(mix(p.leaf, p.near, 0.35), 0.1),
            p.glow,
            bool(snow),
        )
    _fence(stage, line)
    stage.spot = Spot(stage.w * dice.between(0.4, 0.6), stage.h * 0.92, s * 0.2)


def _houses(stage: Stage, line: land.Profile, k: float, snow: str) -> None:
    dice, s, p = stage.rolls(f"houses {k:.1f}"), stage.s, stage.palette
    count = round((7 - k * 3) * max(1.0, stage.w / stage.h))
    for index in range(count):
        wide = s * (0.07 + k * 0.1) * dice.between(0.85, 1.15)
        x = stage.w * (index + dice.between(0.1, 0.55)) / count
        wall = mix(mix(dice.choice(_WALLS), p.low, 0.3 * (1 - k)), p.near, 0.4 if p.is_dark else 0.12)
        roof = mix(mix(dice.choice(_ROOFS), p.low, 0.25 * (1 - k)), p.near, 0.3)
        base = line(x + wide / 2) + wide * 0.16
        if dice.happens(0.45):
            tree = x - wide * 0.3
            if snow:
                land.conifer(stage.back, tree, base, wide * 1.5, dice, mix(p.land(0.4 + k * 0.5), p.leaf, 0.3), snow)
            else:
                land.round_tree(
                    stage.back, tree, base, wide * 1.4, dice, darker(mix(p.leaf, p.land(0.5), 0.3), 0.15), p.glow, False
                )
        built.house(stage, stage.back, x, base, wide, dice, wall, roof)
        if k == 0 and index == count // 2:
            _church(stage, x + wide * 1.25, base, wide, wall, roof)


def _church(stage: Stage, x: float, base: float, wide: float, wall: str, roof: str) -> None:
    sheet = stage.back
    sheet.rect(
        x,
        base - wide * 1.3,
        wide * 0.42,
        wide * 1.3,
        sheet.across(x, x + wide * 0.42, (0, lighter(wall, 0.1)), (1, darker(wall, 0.3))),
    )
    sheet.poly(
        [
            (x - wide * 0.06, base - wide * 1.28),
            (x + wide * 0.21, base - wide * 2.2),
            (x + wide * 0.48, base - wide * 1.28),
        ],
        roof,
    )
    sheet.rect(x + wide * 0.16, base - wide * 1.05, wide * 0.1, wide * 0.2, stage.palette.lamp, r=wide * 0.05)


def _fence(stage: Stage, line: land.Profile) -> None:
    sheet, s = stage.front, stage.s
    wood = darker(mix("#8a6a4a", stage.palette.near, 0.45), 0.1)
    rails = ""
    for index in range(int(stage.w / (s * 0.055)) + 1):
        x = index * s * 0.055
        if abs(x / stage.w - 0.5) < 0.14:
            continue
        y = line(min(x, stage.w)) + s * 0.03
        sheet.rect(x, y - s * 0.06, s * 0.01, s * 0.065, wood, r=s * 0.003)
        rails += f"M{x:.0f} {y - s * 0.042:.0f}h{s * 0.055:.0f}M{x:.0f} {y - s * 0.02:.0f}h{s * 0.055:.0f}"
    sheet.stroke(rails or "M0 0", wood, s * 0.006)


def city(stage: Stage) -> None:
    dice, s, p = stage.rolls("city"), stage.s, stage.palette
    is_river = dice.happens(0.72) and not (stage.idea.person or stage.idea.creature)
    horizon = stage.h * (0.72 if is_river else 0.86)
    sky.sky(stage, horizon, dice.between(0.55, 0.75), None if not p.is_dark else dice.between(0.22, 0.34))
    built.skyline(stage, stage.back, horizon, 4, 1.0 if is_river else 1.25)
    if stage.idea.has("lights") or any(
        word.startswith(("cyber", "кибер", "neon", "неон")) for word in stage.idea.words
    ):
        _neon(stage, horizon)
    stage.back.glow(stage.w * 0.5, horizon, stage.w * 0.55, p.lamp, 0.25)
    if is_river:
        stage.back.rect(0, horizon - s * 0.012, stage.w, s * 0.016, darker(p.near, 0.2))
        land.water(stage, horizon, clear=0.75, ripple=1.3)
        _light_on_water(stage, horizon)
        stage.spot = Spot(stage.w * 0.5, stage.h * 0.97, s * 0.2)
    else:
        _street(stage, horizon)


def _light_on_water(stage: Stage, top: float) -> None:
    sheet, dice, p = stage.front, stage.rolls("lights"), stage.palette
    for _ in range(stage.many(130)):
        y = top + dice.random() * (stage.h - top)
        long = stage.w * 0.035 * dice.random()
        colour, opacity = (p.lamp, 0.25) if dice.happens(0.4) and p.is_dark else (p.near, 0.16)
        sheet.rect(dice.random() * stage.w, y, long, max(1.0, stage.h * 0.0028), colour, opacity * dice.random() + 0.05)


def _neon(stage: Stage, horizon: float) -> None:
    sheet, dice, s = stage.back, stage.rolls("neon"), stage.s
    for _ in range(13):
        colour = dice.choice(("#ff5a8a", "#5ad0e6", "#ffb35a", "#a87aff"))
        x, y = dice.random() * stage.w, horizon - s * dice.between(0.06, 0.36)
        wide, tall = (
            (s * 0.012, s * dice.between(0.05, 0.1)) if dice.happens(0.6) else (s * dice.between(0.05, 0.09), s * 0.016)
        )
        sheet.rect(x, y, wide, tall, colour, 0.92, r=s * 0.004)
        sheet.glow(x + wide / 2, y + tall / 2, max(wide, tall) * 1.9, colour, 0.7)


def _street(stage: Stage, horizon: float) -> None:
    sheet, s, p, dice = stage.front, stage.s, stage.palette, stage.rolls("street")
    wet = stage.idea.weather in ("rain", "storm")
    stone = mix(p.near, "#4a4450", 0.3)
    sheet.rect(
        0,
        horizon,
        stage.w,
        stage.h - horizon,
        sheet.down(horizon, stage.h, (0, lighter(stone, 0.1)), (1, darker(stone, 0.35))),
    )
    for index in range(4):
        x = stage.w * (0.1 + index * 0.27)
        top = horizon - s * 0.24
        sheet.rect(x - 2, top, 4, s * 0.27, p.ink)
        sheet.path(f"M{x - 9:.0f} {top:.0f}L{x - 6:.0f} {top - 18:.0f}H{x + 6:.0f}L{x + 9:.0f} {top:.0f}Z", "#ffe3a8")
        sheet.glow(x, top - 8, s * 0.17, "#ffc070", 0.75)
        sheet.ellipse(x, horizon + s * 0.06, s * 0.05, s * (0.06 if wet else 0.02), sheet.soft("#ffc070"), 0.6)
    for _ in range(stage.many(90)):
        y = horizon + dice.random() ** 1.3 * (stage.h - horizon)
        sheet.rect(
            dice.random() * stage.w,
            y,
            stage.w * 0.03 * dice.random(),
            1.6,
            p.lamp if dice.happens(0.35) else p.ink,
            0.22,
        )
    stage.spot = Spot(stage.w * dice.between(0.4, 0.6), stage.h * 0.95, s * 0.24)


def castle(stage: Stage) -> None:
    dice, s, p = stage.rolls("castle place"), stage.s, stage.palette
    horizon = stage.h * 0.66
    sky.sky(stage, horizon, dice.between(0.2, 0.8), None if not p.is_dark else 0.26)
    seed = dice.random()
    land.peaks(stage, seed, horizon, stage.h * 0.26, p.land(0.14), lighter(p.glow, 0.1), 3)
    land.ridge(stage.back, (seed, 1), stage.w, stage.h, horizon - s * 0.02, s * 0.07, 2.2, p.land(0.34), p.low)
    x, base = stage.w * dice.between(0.44, 0.56), stage.h * 0.66
    hill = mix(p.land(0.62), p.leaf, 0.35)
    hill = mix(p.snow, hill, 0.25) if stage.idea.season == "winter" else hill
    rock = f"M{x - s * 0.62:.0f} {stage.h:.0f}C{x - s * 0.44:.0f} {stage.h * 0.86:.0f} {x - s * 0.4:.0f} {base:.0f} {x - s * 0.22:.0f} {base:.0f}H{x + s * 0.24:.0f}C{x + s * 0.4:.0f} {base:.0f} {x + s * 0.48:.0f} {stage.h * 0.86:.0f} {x + s * 0.68:.0f} {stage.h:.0f}Z"
    stage.back.path(rock, stage.back.down(base, stage.h, (0, hill), (1, darker(hill, 0.5))))
    built.castle(stage, stage.back, x, base + s * 0.02, s * dice.between(0.4, 0.46))
    line = land.profile((seed, 9), stage.h * 0.88, s * 0.07, 2, stage.w)
    ground = darker(mix(p.near, p.leaf, 0.25), 0.1)
    snow = p.snow if stage.idea.season == "winter" else ""
    for _ in range(stage.many(22)):
        tx = dice.random() * stage.w
        if abs(tx - x) > s * 0.12:
            land.conifer(
                stage.front,
                tx,
                line(tx) + s * 0.02,
                s * dice.between(0.1, 0.24),
                dice,
                darker(mix(p.near, p.leaf, 0.2), 0.1),
                snow,
            )
    land.fill_below(
        stage.front,
        line,
        stage.w,
        stage.h,
        stage.front.down(stage.h * 0.84, stage.h, (0, snow or ground), (1, darker(ground, 0.4))),
    )
    if "dragon" in stage.idea.figures:
        animals.dragon(stage, stage.back, stage.w * 0.3, stage.h * 0.24, s * 0.2)
    stage.spot = Spot(x, stage.h * 0.93, s * 0.17)


def railway(stage: Stage) -> None:
    dice, s, p = stage.rolls("railway"), stage.s, stage.palette
    horizon = stage.h * 0.7
    sky.sky(stage, horizon, dice.between(0.25, 0.6), None if not p.is_dark else 0.25)
    stage.back.rect(0, horizon, stage.w, stage.h - horizon, p.low)
    seed = dice.random()
    land.ridge(
        stage.back, (seed, 2), stage.w, stage.h, stage.h * 0.62, stage.h * 0.14, 2.5, mix(p.low, p.far, 0.5), p.low
    )
    land.ridge(
        stage.back,
        (seed, 6),
        stage.w,
        stage.h,
        stage.h * 0.74,
        stage.h * 0.1,
        3,
        mix(p.far, p.leaf, 0.15),
        mix(p.far, p.low, 0.5),
    )
    built.viaduct(stage, stage.h * dice.between(0.5, 0.58))
    front = darker(mix(p.near, p.leaf, 0.2), 0.1)
    line = land.profile((seed, 12), stage.h * 0.9, stage.h * 0.05, 4, stage.w)
    for _ in range(stage.many(20)):
        x = dice.random() * stage.w
        land.conifer(
            stage.front,
            x,
            line(x) + s * 0.01,
            s * dice.between(0.05, 0.13),
            dice,
            front,
            p.snow if stage.idea.season == "winter" else "",
        )
    land.fill_below(stage.front, line, stage.w, stage.h, front)
    stage.spot = Spot(stage.w * 0.5, stage.h * 0.95, s * 0.15)
