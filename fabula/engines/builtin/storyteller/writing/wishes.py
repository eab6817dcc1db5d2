"""Wishes for pictures, as Fabula tells them: the wish after its word, and before it what the picture shows now."""

import re
from collections.abc import Sequence
from typing import Any

from fabula.engines.builtin.storyteller.writing.reading import Reading
from fabula.engines.builtin.storyteller.writing.words import contains

WISH = re.compile(r"(?:^|\n)Wish:\s*(.+)", re.DOTALL)
NOW = re.compile(r"(?:^|\n)The picture now:\s*(.+?)\n\nWish:", re.DOTALL)
COLOURS = re.compile(r"main colours? (?:is|are) ([^.]+)\.")
SHARE = re.compile(r"\s*\(\d+%\)")
ASKING = re.compile(
    r"^\W*(?:пожалуйста,? )?(?:с?делай|сделать|перекрась|перекрасить|покрась|покрасить|добавь|добавить|замени|заменить"
    r"|нарисуй|нарисовать|измени|изменить|поставь|надень)\w*\b(?: мне)?",
    re.IGNORECASE,
)
INTO_COLOUR = re.compile(r"\bв (\w+) цвет\b", re.IGNORECASE)
IN_SENTENCES = r"natural sentences"
# What a wish changes, by its words; the first that fits counts.
CHANGES = (
    (
        "colour",
        r"colou?r|\b(?:red|white|black|blue|green|yellow|pink|brown|grey|gray|orange|purple|golden)\b|цвет|бел\w+\b"
        r"|чёрн|черн\w+|красн|син(?:ий|яя|ее|им|ей|ю)|голуб|зел[её]н|ж[её]лт|розов|коричнев|сер(?:ый|ая|ое|ым|ой)\b"
        r"|оранжев|фиолетов|золот|перекрас|покрас",
    ),
    ("background", r"background|backdrop|фон\w*\b|на заднем плане"),
    ("style", r"style|watercolou?r|oil painting|anime|sketch|стил|акварел|аниме|рисунк|картин[ауы] маслом|мультф"),
    ("light", r"light|night|evening|morning|sunset|dawn|свет|ноч|вечер|утр|закат|рассвет|солнц"),
    ("material", r"material|wooden|metal|glass|stone|brick|материал|деревянн|металл|стекл|камен|кирпич"),
    ("object", r"add|remove|replace|put|добав|убер|убра|замен|постав|надень"),
)


def wish_in(text: str) -> str:
    """The wish alone; empty where none is told in this way."""
    found = WISH.search(text)
    if not found:
        return ""
    wish = INTO_COLOUR.sub(r"\1", found[1].strip())
    return ASKING.sub("", wish, count=1).strip() or wish


def wants_sentences(reading: Reading) -> bool:
    return contains(reading.system, [IN_SENTENCES])


def what_stays(reading: Reading) -> str:
    """A sentence on what the picture shows already."""
    now = NOW.search(reading.last)
    if now is None:
        return ""
    colours = COLOURS.search(now[1])
    told = f", in {SHARE.sub('', colours[1])}" if colours else ""
    return f"Everything else stays as it is in the picture{told}."


def change_wanted(reading: Reading, options: Sequence[Any]) -> Any:
    """Which of these kinds of change a wish is; None where it is no wish, or of no kind."""
    wish = WISH.search(reading.last)
    if not wish:
        return None
    return next((kind for kind, pattern in CHANGES if kind in options and contains(wish[1], [pattern])), None)
