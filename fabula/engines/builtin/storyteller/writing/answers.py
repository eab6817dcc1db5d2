"""Plain answers of an assistant: sums, greetings, an honest word where facts are asked for, else a story."""

import re

from fabula.engines.builtin.storyteller.phrases import sections
from fabula.engines.builtin.storyteller.writing.reading import Reading
from fabula.engines.builtin.storyteller.writing.replies import is_factual, moment
from fabula.engines.builtin.storyteller.writing.stories import narration
from fabula.engines.builtin.storyteller.writing.telling import told
from fabula.engines.builtin.storyteller.writing.words import contains

SUM = re.compile(
    r"(-?\d{1,9}(?:[.,]\d{1,6})?)\s*"
    r"(\+|-|−|–|\*|×|x|х|/|:|÷|plus|minus|times|divided by|плюс|минус|умножить на|разделить на)\s*"
    r"(\d{1,9}(?:[.,]\d{1,6})?)",
    re.IGNORECASE,
)
SIGNS = {
    **dict.fromkeys(("+", "plus", "плюс"), "+"),
    **dict.fromkeys(("-", "−", "–", "minus", "минус"), "−"),
    **dict.fromkeys(("*", "×", "x", "х", "times", "умножить на"), "×"),
    **dict.fromkeys(("/", ":", "÷", "divided by", "разделить на"), "÷"),
}
LONGEST_SUM = 80
ABLE = r"what can you do|what are you able|help me\??$|что (?:ты )?(?:умеешь|можешь)|^помощь|^help$"


def answer(reading: Reading) -> str:
    """An answer without a persona."""
    lines = sections(reading.language)
    if result := _sum(reading):
        return result
    kind = moment(reading)
    if contains(reading.last, [ABLE]):
        return lines["able"].lines[0]
    if kind in ("greet", "whoareyou") or (
        not reading.said and len(reading.last.split()) < 3 and "?" not in reading.last
    ):
        return reading.dice.line(lines["hello"].lines)
    if kind in ("thanks", "bye", "howareyou"):
        return reading.dice.line(lines[kind].lines)
    if kind:
        return f"{reading.dice.line(lines[kind].lines)} {reading.dice.line(lines['ask'].lines)}"
    if is_factual(reading.last) or reading.last.rstrip().endswith("?"):
        return f"{reading.dice.line(lines['demo'].lines)}\n\n{reading.dice.line(lines['demo.tail'].lines)}"
    opening = narration(reading, 4)
    return told(reading.dice.line(lines["offer"].lines), {"opening": opening})


def _sum(reading: Reading) -> str:
    found = SUM.search(reading.last) if len(reading.last) <= LONGEST_SUM else None
    if not found:
        return ""
    first, second = (float(number.replace(",", ".")) for number in (found[1], found[3]))
    sign = SIGNS[found[2].lower()]
    if sign == "÷" and second == 0:
        return ""
    result = {"+": first + second, "−": first - second, "×": first * second, "÷": first / second if second else 0.0}[
        sign
    ]
    slots = {"a": _written(first), "b": _written(second), "sign": sign, "result": _written(result)}
    return told(sections(reading.language)["sum"].lines[0], slots)


def _written(number: float) -> str:
    return str(int(number)) if number == int(number) else f"{number:.6g}"
