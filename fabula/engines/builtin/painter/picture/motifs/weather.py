"""What falls and floats: rain, snow, fog, petals, leaves, fireflies, birds."""

from fabula.engines.builtin.painter.picture.stage import Stage
from fabula.engines.builtin.painter.picture.tools.colour import lighter, mix


def weather(stage: Stage) -> None:
    if stage.is_indoors:
        return
    falls = {"rain": rain, "storm": rain, "snow": snow}
    if stage.idea.weather in falls:
        falls[stage.idea.weather](stage)
    elif stage.idea.season == "autumn" and stage.rolls("leaves").happens(0.75):
        drift(stage, ("#d9822b", "#b5532a", "#e0b23c"), 34)
    elif stage.idea.season == "spring":
        drift(stage, ("#f3c6cf", "#f7dfe2", "#e9a9b8"), 46)
    if stage.idea.wants("fireflies"):
        fireflies(stage)


def rain(stage: Stage) -> None:
    sheet, dice = stage.front, stage.rolls("rain")
    for width, opacity, count in ((1.1, 0.2, 150), (1.9, 0.26, 60)):
        drops: list[str] = []
        for _ in range(stage.many(count)):
            x, y, long = dice.random() * stage.w * 1.1, dice.random() * stage.h, stage.h * dice.between(0.02, 0.06)
            drops.append(f"M{x:.0f} {y:.0f}l{-long * 0.18:.0f} {long:.0f}")
        sheet.stroke("".join(drops), lighter(stage.palette.low, 0.45), width, opacity)


def snow(stage: Stage) -> None:
    sheet, dice = stage.front, stage.rolls("snow")
    for _ in range(stage.many(230)):
        size = dice.random() ** 3 * 5.5 + 0.9
        sheet.dot(dice.random() * stage.w, dice.random() * stage.h, size, "#f6f6f4", 0.35 + 0.55 * dice.random())


def drift(stage: Stage, colours: tuple[str, ...], count: int) -> None:
    sheet, dice = stage.front, stage.rolls("drift")
    for _ in range(stage.many(count)):
        x, y, size = dice.random() * stage.w, dice.random() * stage.h, dice.between(2.5, 7.5)
        sheet.ellipse(x, y, size, size * 0.45, dice.choice(colours), 0.85, dice.random() * 360)


def fireflies(stage: Stage) -> None:
    sheet, dice = stage.front, stage.rolls("fireflies")
    for _ in range(stage.many(34)):
        x, y, size = dice.random() * stage.w, stage.h * dice.between(0.42, 0.97), dice.between(1.3, 3.2)
        sheet.glow(x, y, size * 9, "#ffe08a", 0.75)
        sheet.dot(x, y, size, "#fff6cf")


def fog(stage: Stage) -> None:
    """Lies over the place, and behind whoever stands in it."""
    sheet, dice, p = stage.front, stage.rolls("fog"), stage.palette
    colour = mix(p.low, "#ffffff", 0.1 if p.is_dark else 0.35)
    sheet.rect(0, 0, stage.w, stage.h, sheet.down(0, stage.h, (0, colour, 0.05), (0.55, colour, 0.5), (1, colour, 0.2)))
    fill = sheet.soft(colour)
    for _ in range(16):
        y = stage.h * dice.between(0.4, 0.95)
        sheet.ellipse(
            dice.random() * stage.w,
            y,
            stage.w * dice.between(0.25, 0.6),
            stage.h * dice.between(0.02, 0.07),
            fill,
            0.55,
        )


def gulls(stage: Stage, y: float, count: int, colour: str) -> None:
    """Birds far away: two strokes of a wing."""
    sheet, dice = stage.front, stage.rolls("gulls")
    cx = stage.w * dice.between(0.25, 0.75)
    for _ in range(count):
        x, level, size = (
            cx + dice.wobble(stage.w * 0.2),
            y + dice.wobble(stage.h * 0.09),
            stage.s * dice.between(0.008, 0.02),
        )
        d = f"M{x - size:.1f} {level - size * 0.3:.1f}Q{x - size * 0.4:.1f} {level - size * 0.75:.1f} {x:.1f} {level:.1f}Q{x + size * 0.4:.1f} {level - size * 0.75:.1f} {x + size:.1f} {level - size * 0.3:.1f}"
        sheet.stroke(d, colour, max(1.3, size * 0.14), 0.85)
