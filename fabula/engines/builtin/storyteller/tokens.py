"""What counts as a token here: short words whole, longer ones in pieces, as real vocabularies do on average."""

import re

PIECE = re.compile(r"\s?\w{1,6}|\s?[^\w\s]|\s+")


def pieces(text: str) -> list[str]:
    """The text cut into tokens; joined they are the text again."""
    return PIECE.findall(text)


def count(text: str) -> int:
    return len(PIECE.findall(text))
