"""The stretch of a text in which most of what was looked for stands, with marks around it."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from fabula.play.chats.finding.words import Term, fold

MARK_START, MARK_END = "\x02", "\x03"
LENGTH = 200
BEFORE = 60
MOST_PLACES = 200
# A longer text is looked through from its start only; the message itself is found all the same.
LOOKED_THROUGH = 100_000

_REST = r"[^\W_]*"
_GAP = r"[\W_]+"


def snippet_of(text: str, terms: Sequence[Term]) -> str:
    """About two lines of it; what matches stands between U+0002 and U+0003."""
    text = text[:LOOKED_THROUGH].replace(MARK_START, " ").replace(MARK_END, " ")
    places = _places(fold(text), terms)
    start = _best_start(places) if places else 0
    start, end = _whole_words(text, max(0, start - BEFORE), start + LENGTH - BEFORE)
    shown: list[str] = []
    at = start
    for first, last in places:
        if first >= at and last <= end:
            shown += [text[at:first], MARK_START, text[first:last], MARK_END]
            at = last
    shown.append(text[at:end])
    return f"{'…' if start else ''}{_one_line(''.join(shown))}{'…' if end < len(text) else ''}"


def _places(folded: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(map(_pattern, terms))})(?![^\W_])") if terms else None
    places: list[tuple[int, int]] = []
    for found in pattern.finditer(folded) if pattern else ():
        places.append(found.span())
        if len(places) == MOST_PLACES:
            break
    return places


def _pattern(term: Term) -> str:
    *before, last = map(re.escape, term.words)
    if term.stem is not None:
        last = re.escape(term.stem) + _REST
    return _GAP.join((*before, last))


def _best_start(places: list[tuple[int, int]]) -> int:
    """Where the window begins that holds the most matches; the first of several."""
    starts = [start for start, _ in places]
    counts = [bisect_right(starts, start + LENGTH - BEFORE) - index for index, start in enumerate(starts)]
    return starts[counts.index(max(counts))]


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    if start:
        space = text.find(" ", start, start + 20)
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = text.rfind(" ", max(start, end - 20), end)
        end = space if space > start else end
    return start, min(end, len(text))


def _one_line(text: str) -> str:
    return re.sub(r"[^\S\x02\x03]+", " ", text).strip()
