"""What a person typed becomes terms: whatever it is, it is a search, never a mistake.

    dragon "old tower" пещеры      three terms, all of which must be in one message or title

A word finds everything that begins like it, without its ending: «пещеры» finds «пещера» and «пещер». What stands
between quotes is found as it stands there, word after word.
"""

import re
import unicodedata
from dataclasses import dataclass

LONGEST_QUERY = 400
MOST_TERMS = 12
LONGEST_WORD = 60
SHORTEST_STEM = 4
LATIN_ENDS = "\u0180"

_PARTS = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]?|([^\s"“”„«»]+)')
_WORD = re.compile(r"[^\W_]+")
# Endings of nouns and adjectives, the longest first; verbs change too much to be cut safely.
_RUSSIAN = re.compile(
    r"(?:ыми|ими|ого|его|ому|ему|ами|ями|иях|ией|ых|их|ый|ий|ой|ая|яя|ое|ее|ые|ие|ую|юю|ах|ях|ов|ев|ей|ам|ям|ом|ем|ою|ею"
    r"|ия|ии|ию|[аяоеыиуюьй])$"
)
_ENGLISH = re.compile(r"(?:'s|es|s)$")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand one after another; an open one goes on, and then `stem` is what it must begin with."""

    words: tuple[str, ...]
    stem: str | None


def terms_of(query: str) -> list[Term]:
    """The terms of a search; none if there is no word in it."""
    found: list[Term] = []
    for part in _PARTS.finditer(fold(query[:LONGEST_QUERY])):
        quoted, plain = part.groups()
        words = tuple(word[:LONGEST_WORD] for word in _WORD.findall(quoted if quoted is not None else plain))
        if words:
            found.append(Term(words, stem=None if quoted is not None else stem_of(words[-1])))
    return list(dict.fromkeys(found))[:MOST_TERMS]


def stem_of(word: str) -> str:
    """The word without its ending; short words and numbers stay whole."""
    ending = (_RUSSIAN if re.search(r"[а-я]", word) else _ENGLISH).search(word)
    if ending is None or ending.start() < SHORTEST_STEM or word.endswith("ss"):
        return word
    return word[: ending.start()]


class _Plain(dict[int, int]):
    """Each letter without case and accents: one for one, so that places in the text stay what they are."""

    def __missing__(self, code: int) -> int:
        small = chr(code).lower()
        # As the indexes do it: accents count for nothing on Latin letters and on ё, but й is a letter of its own.
        self[code] = ord(unicodedata.normalize("NFD", small)[0] if small < LATIN_ENDS or small == "ё" else small[0])
        return self[code]


_plain = _Plain()


def fold(text: str) -> str:
    """The text as it is compared: every character stays at its place."""
    return text.translate(_plain)
