"""Where land ends: sea, lighthouse, harbour, lake."""

from fabula.engines.builtin.painter.picture.motifs import animals, built, land, sky, weather
from fabula.engines.builtin.painter.picture.stage import Spot, Stage
from fabula.engines.builtin.painter.picture.tools.chance import fractal
from fabula.engines.builtin.painter.picture.tools.colour import darker, lighter, mix


def _open_water(stage: Stage, horizon: float, sun_x: float) -> None:
    p, s, dice = stage.palette, stage.s, stage.rolls("far shore")
    sky.sky(stage, horizon, sun_x)
    seed = dice.random()
    if dice.happens(0.7):
        land.ridge(
            stage.back,
            (seed, 1),
            stage.w,
            horizon + 1,
            horizon - s * 0.025,
            s * 0.055,
            3,
            mix(p.far, p.low, 0.55),
            p.low,
        )
        land.ridge(
            stage.back, (seed, 2), stage.w, horizon + 1, horizon - s * 0.004, s * 0.04, 5, mix(p.far, p.low, 0.2)
        )
    land.water(stage, horizon, clear=0.6)
    land.waves(stage, horizon)
    if stage.lit is not None:
        land.shine(stage, horizon, stage.lit[0])
    if stage.idea.weather not in ("storm", "rain"):
        weather.gulls(stage, horizon * 0.5, 6 if "bird" in stage.idea.figures else 4, p.ink)


def headland(stage: Stage, left: float, top: float, name: str) -> None:
    """A rock that rises from the water to the right edge, with light on its crest."""
    sheet, p, s = stage.front, stage.palette, stage.s
    rough = fractal((name, stage.rolls(name).random()))
    points: list[tuple[float, float]] = []
    x = stage.w
    while x > left - s * 0.62:
        t = (left - x) / s
        drop = max(0.0, t - 0.1) ** 1.6 * s * 0.62
        points.append((x, top + drop + (rough(x / s * 7) - 0.5) * s * 0.06))
        x -= 4
    bottom = [(left - s * 0.66, stage.h), (stage.w, stage.h)]
    crest = mix(mix(p.near, p.far, 0.55), p.leaf, 0.35)
    fill = sheet.down(top - s * 0.05, stage.h, (0, crest), (0.4, p.near), (1, darker(p.near, 0.45)))
    sheet.poly([*points, *bottom], fill)
    line = "M" + "L".join(f"{px:.0f} {py:.0f}" for px, py in points)
    sheet.stroke(line, mix(p.glow, crest, 0.45), s * 0.005, 0.65)
    dice = stage.rolls(f"{name} stones")
    for _ in range(stage.many(26)):
        px, py = points[dice.randrange(len(points))]
        size = s * dice.between(0.01, 0.035)
        y = py + s * dice.between(0.03, 0.2)
        sheet.poly(
            [
                (px - size, y),
                (px - size * 0.3, y - size * 0.6),
                (px + size * 0.8, y - size * 0.2),
                (px + size, y + size * 0.3),
            ],
            lighter(p.near, 0.1),
            0.35,
        )
    if stage.idea.season == "winter":
        sheet.stroke(line, p.snow, s * 0.016, 0.9)


def lighthouse(stage: Stage) -> None:
    dice, s = stage.rolls("lighthouse"), stage.s
    horizon = stage.h * dice.between(0.6, 0.68)
    x = stage.w * dice.between(0.62, 0.74)
    _open_water(stage, horizon, dice.between(0.16, 0.36))
    top = horizon + s * dice.between(0.02, 0.06)
    headland(stage, x, top, "cape")
    base, tall = top + s * 0.025, s * dice.between(0.36, 0.44) * (1.12 if stage.h > stage.w else 1)
    p = stage.palette
    hx = x + s * 0.1
    built.lighthouse(stage, stage.front, x, base, tall)
    built.house(
        stage, stage.front, hx, base + s * 0.012, s * 0.14, dice, mix(p.near, p.far, 0.5), mix(p.ink, p.far, 0.25)
    )
    if "ship" in stage.idea.figures:
        animals.ship(stage, stage.front, stage.w * 0.24, horizon + s * 0.07, s * 0.17)
    stage.spot = Spot(x - s * 0.12, top + s * 0.03, s * 0.12)


def sea(stage: Stage) -> None:
    dice, s = stage.rolls("sea"), stage.s
    horizon = stage.h * dice.between(0.5, 0.6)
    _open_water(stage, horizon, dice.between(0.3, 0.7))
    has_ship = "ship" in stage.idea.figures or (not stage.idea.figures and dice.happens(0.6))
    if "lighthouse" in stage.idea.other_places:
        headland(stage, stage.w * 0.82, horizon + s * 0.03, "cape")
        built.lighthouse(stage, stage.front, stage.w * 0.84, horizon + s * 0.05, s * 0.26)
    if has_ship:
        size = 0.3 if "ship" in stage.idea.figures else 0.15
        animals.ship(
            stage, stage.front, stage.w * dice.between(0.32, 0.6), horizon + s * (0.05 + size * 0.33), s * size
        )
    if (stage.idea.figures and not has_ship) or stage.idea.person or stage.idea.creature:
        _beach(stage, horizon)


def _beach(stage: Stage, horizon: float) -> None:
    sheet, p, s = stage.front, stage.palette, stage.s
    dice = stage.rolls("beach")
    top = stage.h * 0.84
    sand = mix(mix("#e6cba0", p.mid, 0.3), p.near, 0.5 if p.is_dark else 0.18)
    line = land.profile(("beach", dice.random()), top, s * 0.05, 1.6, stage.w)
    land.fill_below(sheet, lambda x: line(x) - s * 0.014, stage.w, stage.h, lighter(p.low, 0.45))
    land.fill_below(
        sheet,
        line,
        stage.w,
        stage.h,
        sheet.down(top - s * 0.05, stage.h, (0, darker(sand, 0.16)), (0.2, sand), (1, darker(sand, 0.32))),
    )
    x = stage.w * dice.between(0.36, 0.64)
    stage.spot = Spot(x, line(x) + s * 0.055, s * 0.24)


def harbour(stage: Stage) -> None:
    dice, s, p = stage.rolls("harbour"), stage.s, stage.palette
    horizon = stage.h * dice.between(0.56, 0.64)
    sky.sky(stage, horizon, dice.between(0.2, 0.4))
    seed = dice.random()
    land.ridge(
        stage.back, (seed, 3), stage.w, horizon + 2, horizon - s * 0.14, s * 0.17, 2.2, mix(p.far, p.low, 0.4), p.low
    )
    land.ridge(stage.back, (seed, 8), stage.w, horizon + 2, horizon - s * 0.05, s * 0.1, 3, p.far)
    for row in range(3):
        base = horizon - s * (0.088 - row * 0.036)
        land.ridge(
            stage.back,
            (seed, row + 20),
            stage.w,
            horizon + 1,
            base,
            s * 0.03,
            4,
            mix(mix(p.far, p.low, 0.12), p.near, 0.15 + row * 0.25),
        )
        count = round(stage.w / s * 10)
        for index in range(count):
            wide = s * dice.between(0.05, 0.085)
            x = stage.w * index / count + dice.wobble(s * 0.02)
            wall = mix(
                mix(dice.choice(("#c9a27a", "#b5746a", "#8f9a94", "#c9bfa8", "#a87a5a")), p.mid, 0.3),
                p.near,
                0.45 if p.is_dark else 0.2 + row * 0.08,
            )
            roof = mix(mix("#8a3a2a", p.near, 0.5), p.far, 0.15)
            built.house(stage, stage.back, x, base + s * 0.03 + dice.random() * s * 0.012, wide, dice, wall, roof)
    stage.back.rect(0, horizon - s * 0.014, stage.w, s * 0.02, mix(p.near, p.far, 0.2))
    land.water(stage, horizon, clear=0.72)
    land.waves(stage, horizon)
    if stage.lit is not None:
        land.shine(stage, horizon, stage.lit[0], 0.7)
    for index in range(5):
        row = index % 2
        _boat(
            stage,
            stage.w * (0.06 + index * 0.2 + dice.random() * 0.06),
            horizon + s * (0.1 + row * 0.12 + dice.random() * 0.03),
            s * (0.09 + row * 0.035),
        )
    pier = stage.h * 0.93
    stage.front.rect(
        0, pier, stage.w, stage.h - pier, stage.front.down(pier, stage.h, (0, mix(p.near, "#4a3426", 0.35)), (1, p.ink))
    )
    stage.front.stroke(f"M0 {pier:.0f}H{stage.w:.0f}", mix(p.glow, p.near, 0.5), 2.2, 0.6)
    stage.spot = Spot(stage.w * dice.between(0.35, 0.65), pier + s * 0.02, s * 0.2)


def _boat(stage: Stage, x: float, y: float, long: float) -> None:
    sheet, p = stage.front, stage.palette
    dice = stage.rolls(f"boat {x:.0f}")
    ink = darker(mix(p.near, dice.choice(("#7a3b2a", "#2f4f5e", "#5a4a3a")), 0.3), 0.15)
    sheet.ellipse(x, y + long * 0.22, long * 0.95, long * 0.1, sheet.soft(ink), 0.7)
    hull = f"M{x - long:.1f} {y - long * 0.16:.1f}Q{x:.1f} {y - long * 0.02:.1f} {x + long * 1.05:.1f} {y - long * 0.24:.1f}Q{x + long * 0.75:.1f} {y + long * 0.14:.1f} {x:.1f} {y + long * 0.14:.1f}Q{x - long * 0.8:.1f} {y + long * 0.14:.1f} {x - long:.1f} {y - long * 0.16:.1f}Z"
    sheet.path(hull, sheet.down(y - long * 0.2, y + long * 0.14, (0, lighter(ink, 0.16)), (1, ink)))
    mast = y - long * 1.5
    sheet.rect(x - long * 0.05, mast, long * 0.04, long * 1.45, ink)
    sheet.rect(x + long * 0.28, y - long * 0.4, long * 0.34, long * 0.28, lighter(ink, 0.1))
    sheet.rect(x + long * 0.36, y - long * 0.33, long * 0.1, long * 0.1, p.lamp)
    ropes = f"M{x - long * 0.03:.1f} {mast:.1f}L{x + long:.1f} {y - long * 0.24:.1f}M{x - long * 0.03:.1f} {mast:.1f}L{x - long * 0.98:.1f} {y - long * 0.16:.1f}"
    sheet.stroke(ropes, ink, 1.1)
    sheet.glow(x - long * 0.03, mast + long * 0.04, long * 0.5, "#ffc070", 0.7)


def lake(stage: Stage) -> None:
    dice, s, p = stage.rolls("lake"), stage.s, stage.palette
    horizon = stage.h * dice.between(0.52, 0.6)
    sky.sky(stage, horizon, dice.between(0.25, 0.75))
    seed = dice.random()
    land.peaks(stage, seed, horizon, stage.h * 0.28, p.land(0.2), lighter(p.glow, 0.1), 3 if stage.is_wide else 2)
    land.ridge(stage.back, (seed, 1), stage.w, horizon, horizon - s * 0.06, s * 0.08, 2.4, p.land(0.4), p.land(0.25))
    snow = p.snow if stage.idea.season == "winter" else ""
    for _ in range(stage.many(46)):
        x = dice.random() * stage.w
        land.conifer(
            stage.back, x, horizon + s * 0.006, s * dice.between(0.05, 0.13), dice, mix(p.land(0.62), p.leaf, 0.3), snow
        )
    land.water(stage, horizon, clear=0.8, ripple=0.6)
    if stage.lit is not None:
        land.shine(stage, horizon, stage.lit[0], 0.6)
    shore(stage, dice.between(0.86, 0.9), snow)


def shore(stage: Stage, share: float, snow: str) -> None:
    """Grass and firs in front, a small jetty, somewhere to stand."""
    sheet, s, p, dice = stage.front, stage.s, stage.palette, stage.rolls("shore")
    base = stage.h * share
    line = land.profile(("shore", dice.random()), base, s * 0.06, 2.2, stage.w)
    ground = snow or mix(p.near, p.leaf, 0.45)
    land.fill_below(
        sheet,
        line,
        stage.w,
        stage.h,
        sheet.down(base - s * 0.06, stage.h, (0, ground), (1, darker(ground, 0.55 if not snow else 0.2))),
    )
    for side in (0.0, 1.0):
        for _ in range(stage.many(5)):
            x = stage.w * (side + (dice.random() * 0.2 - 0.03) * (1 if side == 0 else -1))
            land.conifer(
                sheet,
                x,
                line(min(stage.w, max(0, x))) + s * 0.02,
                s * dice.between(0.22, 0.42),
                dice,
                darker(mix(p.near, p.leaf, 0.25), 0.15),
                snow,
            )
    if not snow:
        land.grass(stage, sheet, line, mix(p.near, p.leaf, 0.6), stage.many(160), s * 0.04)
    x = stage.w * dice.between(0.42, 0.58)
    stage.spot = Spot(x, line(x) + s * 0.035, s * 0.2)
