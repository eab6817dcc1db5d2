"""What models say, without what they say around it."""

import re

from fabula.engines.llm.errors import NoValidAnswer

LONGEST_SEEN = 3_000
LONGEST_PROMPT = 2_000
FENCE = re.compile(r"^```\w*\n?|```$")
INTRODUCTION = re.compile(
    r"^\W*(?:(?:sure|okay|certainly|of course|here(?:\'s| is)[^.:\n]{0,60}|prompt|description|positive)\s*[:!,.]\s*)+",
    re.IGNORECASE,
)
# Praise that means something to models that read tags, and spoils the style of those that read sentences.
JUNK = re.compile(
    r"(?:,\s*|\b(?:and|in|with)\s+|^\s*|(?<=[.!?])\s*)?"
    r"\b(?:masterpiece|best quality|(?:ultra|highly|extremely|very|insanely)[- ]detailed"
    r"|(?:ultra|hyper)[- ]?realistic|photo-?realistic|(?:8|4|16)k(?: (?:uhd|resolution|quality))?|uhd|hdr"
    r"|high (?:quality|resolution)|award[- ]winning|trending on \w+|unreal engine(?: \d)?|octane render"
    r"|raw photo|sharp focus)\b",
    re.IGNORECASE,
)
SPACES = re.compile(r"\s+")
EMPTY_PLACES = re.compile(r"\s*([,.;])(?:\s*[,;])+")


def spoken(text: str, model: str) -> str:
    """A description as one text; raises if the model said nothing."""
    plain = SPACES.sub(" ", text).strip()
    if not plain:
        raise NoValidAnswer(f"{model} looked at the picture and said nothing.")
    return _cut(plain, LONGEST_SEEN)


def tidy(prompt: str) -> str:
    """A prompt without fences, introductions, quotes around it, and braces, which templates read as choices."""
    plain = FENCE.sub("", prompt.strip())
    plain = INTRODUCTION.sub("", SPACES.sub(" ", plain).strip())
    return _cut(plain.strip(' "“”«»`').replace("{", "(").replace("}", ")"), LONGEST_PROMPT)


def without_junk(prompt: str) -> str:
    """Sentences without words that only praise."""
    plain = JUNK.sub("", prompt)
    plain = EMPTY_PLACES.sub(r"\1", SPACES.sub(" ", plain))
    plain = re.sub(r"\s+([,.;:!?])", r"\1", plain).strip(" ,;")
    plain = re.sub(r"\.(?:\s*\.)+", ".", plain).lstrip(". ")
    return plain[:1].upper() + plain[1:] if len(plain) > 2 else prompt


def normalised(wish: str) -> str:
    """The same for wishes that differ only in blanks, case and the stop at the end."""
    return SPACES.sub(" ", wish).strip(" .!…").casefold()


def is_english(text: str) -> bool:
    """Whether most letters are Latin: a wish that was only repeated is no prompt."""
    letters = [letter for letter in text if letter.isalpha()]
    return not letters or sum(letter < "\u0250" for letter in letters) * 2 > len(letters)


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    return text[:longest].rpartition(" ")[0] or text[:longest]
