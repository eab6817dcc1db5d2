"""Numbers that fit their bounds and, where a field's name tells, make sense."""

import math

from fabula.engines.builtin.storyteller.writing.dice import Dice
from fabula.engines.builtin.storyteller.writing.prompt import Schema

USUAL: dict[str, tuple[float, float]] = {
    "width": (832, 832),
    "height": (1216, 1216),
    "steps": (24, 30),
    "cfg": (5, 7),
    "cfg_scale": (5, 7),
    "guidance": (3, 4),
    "denoise": (0.55, 0.7),
    "seed": (1, 2**31 - 1),
    "age": (19, 41),
    "score": (6, 9),
    "rating": (6, 9),
    "confidence": (0.6, 0.9),
    "probability": (0.3, 0.8),
    "year": (1890, 2040),
    "day": (1, 28),
    "month": (1, 12),
    "hour": (0, 23),
    "minute": (0, 59),
    "percent": (40, 90),
    "index": (0, 3),
    "count": (1, 4),
}
ANYTHING = (1.0, 12.0)


def number(schema: Schema, name: str, dice: Dice, *, is_whole: bool, said: list[float]) -> int | float:
    """A number between the bounds, one from the prompt where it fits."""
    low, high = _bounds(schema, is_whole=is_whole)
    usual_low, usual_high = USUAL.get(name, ANYTHING)
    start, end = _inside(max(low, usual_low), low, high), _inside(min(high, usual_high), low, high)
    fitting = [value for value in said if low <= value <= high and (not is_whole or value == int(value))]
    chosen = fitting[0] if fitting and name not in USUAL else start + (end - start) * dice.number(0, 1000) / 1000
    step = float(schema.get("multipleOf") or (1 if is_whole else 0))
    if step:
        chosen = _stepped(chosen, step, low, high)
    return int(chosen) if is_whole else round(float(chosen), 6 if step else 3)


def _bounds(schema: Schema, *, is_whole: bool) -> tuple[float, float]:
    nudge = 1.0 if is_whole else 1e-3
    lows = [
        float(schema[key]) + extra
        for key, extra in (("minimum", 0.0), ("exclusiveMinimum", nudge))
        if _is_set(schema, key)
    ]
    highs = [
        float(schema[key]) - extra
        for key, extra in (("maximum", 0.0), ("exclusiveMaximum", nudge))
        if _is_set(schema, key)
    ]
    low, high = max(lows, default=-math.inf), min(highs, default=math.inf)
    return (
        (math.ceil(low), math.floor(high)) if is_whole and math.isfinite(low) and math.isfinite(high) else (low, high)
    )


def _is_set(schema: Schema, key: str) -> bool:
    return isinstance(schema.get(key), int | float) and not isinstance(schema.get(key), bool)


def _inside(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def _stepped(value: float, step: float, low: float, high: float) -> float:
    stepped = round(value / step) * step
    if stepped < low:
        stepped = math.ceil(low / step) * step
    if stepped > high:
        stepped = math.floor(high / step) * step
    return stepped
