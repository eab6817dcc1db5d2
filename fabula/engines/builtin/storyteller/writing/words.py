"""Words of both languages: which language a text is in, and which words call for which section."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from fabula.engines.builtin.storyteller.phrases import Language, Section, sections

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
CYRILLIC = re.compile("[А-Яа-яЁё]")
LATIN = re.compile("[A-Za-z]")
ENGLISH_ENDS = ("", "s", "es", "ed", "ing", "ly", "d")
LONG_CLUE = 4
MOST_READ = 8000
LATIN_LETTERS = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "yo",
            "zh",
            "z",
            "i",
            "y",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "_",
            "y",
            "_",
            "e",
            "yu",
            "ya",
        ],
        strict=True,
    )
)


def language_of(text: str) -> Language:
    return "ru" if len(CYRILLIC.findall(text)) * 2 > len(LATIN.findall(text)) else "en"


def words_of(text: str) -> list[str]:
    return [word.lower() for word in WORD.findall(text)]


@cache
def russian_ends() -> frozenset[str]:
    return frozenset(["", *" ".join(sections("dictionary")["ends"].lines).split()])


def calls(word: str, clue: str, language: Language) -> bool:
    """Whether a word is a form of what a clue begins."""
    return called(word, frozenset((clue,)), language)


def called(word: str, clues: frozenset[str], language: Language) -> bool:
    """Whether a word is a form of one of the clues."""
    if language == "en":
        return any(word.removesuffix(end) in clues for end in ENGLISH_ENDS)
    for length in range(len(word), 1, -1):
        if word[:length] in clues and (length > LONG_CLUE or word[length:] in russian_ends()):
            return True
    return False


def best(text: str, among: Mapping[str, Section], language: Language) -> str | None:
    """The section that most words call for; None when none does."""
    words = Counter(words_of(text[:MOST_READ]))
    scores = {
        name: sum(times for word, times in words.items() if called(word, section.clues, language))
        for name, section in among.items()
    }
    name = max(scores, key=lambda one: scores[one], default=None)
    return name if name is not None and scores[name] else None


def transliterated(text: str) -> str:
    """Cyrillic letters as Latin ones; the rest stays."""
    letters = (LATIN_LETTERS.get(letter.lower(), letter).replace("_", "") for letter in text)
    joined = "".join(letters)
    return joined[:1].upper() + joined[1:] if text[:1].isupper() else joined


def shortened(text: str, words: int) -> str:
    """The first words of a text, without what hangs over."""
    kept = text.split()[:words]
    return " ".join(kept).rstrip(" ,;:.!?…-—–«»\"'")


def first_sentences(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"(?<=[.!?…])\s+", text.strip()) if part.strip()]


def contains(text: str, patterns: Iterable[str]) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)
