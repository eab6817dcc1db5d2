"""Values of foreign files: asked for by shape, never trusted."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from fabula.play.chats.moving.drafts import Draft
from fabula.play.chats.schemas import LONGEST_MESSAGE

LONGEST_TITLE = 200
LONGEST_NAME = 200
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
MILLISECONDS_FROM = 100_000_000_000

_SURROGATES = re.compile("[\ud800-\udfff]")
_CLOCKED = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\s*@?\s*"
    r"(?P<hour>\d{1,2})h\s*(?P<minute>\d{1,2})m\s*(?P<second>\d{1,2})s(?:\s*(?P<ms>\d{1,3})ms)?"
)
_SPOKEN = ("%B %d, %Y %I:%M%p", "%b %d, %Y %I:%M%p", "%B %d, %Y %H:%M")


class Unreadable(Exception):
    """This item is not what it looks like; the message says why, for a person."""


class Endless(Unreadable):
    """More comes out of an archive than anybody has chats: nothing more of it is read."""


def as_map(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []


def as_text(value: object) -> str:
    """The text, without what no database takes; anything else is no text."""
    if not isinstance(value, str):
        return ""
    return _SURROGATES.sub("\ufffd", value.replace("\x00", ""))


def as_plain(value: object, depth: int = 8) -> Any:
    """Any JSON, with clean texts; what is nested deeper than anything of ours is left out."""
    if isinstance(value, str):
        return as_text(value)
    if isinstance(value, dict | list) and depth == 0:
        return None
    if isinstance(value, dict):
        return {as_text(key): as_plain(inner, depth - 1) for key, inner in as_map(cast(object, value)).items()}
    if isinstance(value, list):
        return [as_plain(inner, depth - 1) for inner in as_list(cast(object, value))]
    return value


def as_key(value: object) -> str | None:
    """What a format tells messages apart by."""
    if isinstance(value, str) and value:
        return value[:LONGEST_NAME]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def as_name(value: object) -> str | None:
    """One line, not too long; nothing if it is empty."""
    return " ".join(as_text(value).split())[:LONGEST_NAME] or None


def title_of(value: object, otherwise: str) -> str:
    return (as_name(value) or otherwise)[:LONGEST_TITLE]


def shortened(draft: Draft) -> Draft:
    """No message longer than a person could write here; what was cut is told."""
    cut = 0
    for message in draft.messages:
        cut += len(message.content) > LONGEST_MESSAGE
        message.content = message.content[:LONGEST_MESSAGE]
        message.thinking = message.thinking[:LONGEST_MESSAGE]
        for version in message.versions:
            version.content = version.content[:LONGEST_MESSAGE]
    if cut:
        draft.notes.append(f"{cut} messages were longer than {LONGEST_MESSAGE:,} characters and were cut there.")
    return draft


def as_moment(value: object) -> datetime | None:
    """A point in time in any of the ways in which programs write it; without a time zone it is UTC."""
    try:
        found = _moment(value)
    except (ValueError, OverflowError, OSError):
        return None
    if found is None:
        return None
    found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    return found if EARLIEST < found < datetime(2200, 1, 1, tzinfo=UTC) else None


def _moment(value: object) -> datetime | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        seconds = value / 1000 if value >= MILLISECONDS_FROM else value
        return datetime.fromtimestamp(seconds, UTC)
    if not isinstance(value, str) or len(value) > 60:
        return None
    words = value.strip()
    if re.fullmatch(r"\d{9,16}(\.\d+)?", words):
        return _moment(float(words))
    if clocked := _CLOCKED.match(words):
        parts = {name: int(number or 0) for name, number in clocked.groupdict().items()}
        milliseconds = parts.pop("ms")
        return datetime(**parts, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    for form in _SPOKEN:
        try:
            return datetime.strptime(words.replace(" AM", "AM").replace(" PM", "PM"), form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return datetime.fromisoformat(words)
