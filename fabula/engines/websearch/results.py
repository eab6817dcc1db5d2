"""What a search finds, as frozen values that are fit to be shown."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import TypeGuard
from urllib.parse import urlsplit

from fabula.engines.websearch.errors import SearchFailed

LONGEST_TITLE = 200
LONGEST_EXTRACT = 1200
LONGEST_ADDRESS = 2000
LARGEST_NUMBER = 1e15
# What is not closed goes on to the end, as in a browser, and is not searched for its end again and again.
UNSEEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL)
TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Source:
    """One page that was found; `score` is between 0 and 1 where the engine tells it."""

    title: str
    url: str
    extract: str
    score: float | None = None
    published: date | None = None


@dataclass(frozen=True)
class Findings:
    """The answer to one search: sources, or why there are none."""

    query: str
    engine: str
    sources: tuple[Source, ...] = ()
    failure: SearchFailed | None = None
    is_remembered: bool = False


def source(
    title: object, url: object, extract: object, score: object = None, published: object = None
) -> Source | None:
    """A clean source; None where the address is none that a person may be sent to."""
    address = _address(url)
    if address is None:
        return None
    shown = plain(title, LONGEST_TITLE) or urlsplit(address).netloc
    return Source(shown, address, plain(extract, LONGEST_EXTRACT), _score(score), _day(published))


def distinct(sources: Iterable[Source | None], limit: int) -> tuple[Source, ...]:
    """The first of every address, and only so many."""
    kept: dict[str, Source] = {}
    for one in sources:
        if one is not None:
            kept.setdefault(one.url.rstrip("/"), one)
    return tuple(kept.values())[:limit]


def remembered(findings: Findings) -> Findings:
    return replace(findings, is_remembered=True)


def plain(text: object, longest: int) -> str:
    """Text without markup, in one line, cut at a word."""
    if not isinstance(text, str):
        return ""
    bare = UNSEEN.sub(" ", text[: longest * 20])
    bare = html.unescape(TAG.sub("", bare))
    bare = " ".join(CONTROL.sub("", TAG.sub("", bare)).encode(errors="replace").decode().split())
    if len(bare) <= longest:
        return bare
    return f"{bare[: longest - 1].rsplit(' ', 1)[0].rstrip(' ,;:')}…"


def _address(url: object) -> str | None:
    if not isinstance(url, str) or not 0 < len(url) <= LONGEST_ADDRESS or CONTROL.search(url) or " " in url.strip():
        return None
    try:
        parts = urlsplit(url.encode().decode().strip())
    except ValueError:
        return None
    is_web = parts.scheme in ("http", "https") and parts.hostname and parts.username is None
    return url.strip() if is_web else None


def _score(score: object) -> float | None:
    return round(float(min(max(score, 0.0), 1.0)), 4) if is_number(score) else None


def is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and value == value and abs(value) < LARGEST_NUMBER


def _day(published: object) -> date | None:
    if not isinstance(published, str):
        return None
    try:
        return datetime.fromisoformat(published.strip()).date()
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(published).date()
    except (ValueError, OverflowError):
        return None
