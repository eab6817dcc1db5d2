"""`keep_alive`: a number of seconds, or a duration as Go writes it."""

import math
import re

from fabula.engines.builtin.storyteller.protocol.failures import Refused

UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
PART = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)")


def seconds_of(keep_alive: float | str | None) -> float | None:
    """Seconds; negative means for ever, which is infinity here."""
    if keep_alive is None:
        return None
    seconds = _parsed(keep_alive) if isinstance(keep_alive, str) else float(keep_alive)
    return math.inf if seconds < 0 else seconds


def _parsed(words: str) -> float:
    sign = -1 if words.startswith("-") else 1
    rest = words.lstrip("+-")
    if rest == "0":
        return 0.0
    parts = PART.findall(rest)
    if not parts or "".join(number + unit for number, unit in parts) != rest:
        unit = "missing unit in" if re.fullmatch(r"[\d.]+", rest) else "invalid"
        raise Refused(400, f'time: {unit} duration "{words}"')
    return sign * sum(float(number) * UNITS[unit] for number, unit in parts)
