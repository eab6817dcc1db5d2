"""The few words that an exported chat needs beside its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Language = Literal["en", "ru"]

_ENGLISH = "January February March April May June July August September October November December"
_RUSSIAN = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
_MONTHS: dict[Language, Sequence[str]] = {"en": _ENGLISH.split(" "), "ru": _RUSSIAN.split(" ")}


@dataclass(frozen=True, slots=True)
class Words:
    """In one language."""

    language: Language
    you: str
    assistant: str
    sources: str
    thoughts: str
    exported: str
    left_out: str
    demo: str

    def moment(self, at: datetime | None) -> str:
        if at is None:
            return ""
        return f"{at.day} {_MONTHS[self.language][at.month - 1]} {at.year}, {at:%H:%M} UTC"


_KNOWN: dict[Language, Words] = {
    "en": Words(
        "en",
        you="You",
        assistant="Assistant",
        sources="Sources",
        thoughts="Thoughts",
        exported="Exported from Fabula",
        left_out="not in this file",
        demo="built-in demo engine",
    ),
    "ru": Words(
        "ru",
        you="Вы",
        assistant="Ассистент",
        sources="Источники",
        thoughts="Размышления",
        exported="Сохранено из Fabula",
        left_out="нет в этом файле",
        demo="встроенный демонстрационный движок",
    ),
}


def words_in(language: Language) -> Words:
    return _KNOWN[language]
