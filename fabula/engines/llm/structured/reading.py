"""Finds the answer in what a model wrote: in a fence, behind its thinking, amid talk, or still growing."""

import json
import re
from collections.abc import Iterator
from typing import cast

from pydantic_core import from_json

from fabula.engines.llm.structured.loose_json import loose_json

LONGEST_TEXT = 1_000_000
_FENCE = re.compile(r"```[\w-]*[ \t]*\n?(.*?)(?:```|\Z)", re.S)
_THOUGHT = re.compile(r"\A\s*<think(?:ing)?>.*?</think(?:ing)?>", re.S)
MOST_STARTS = 20

Object = dict[str, object]


def strictly_read(text: str) -> Object | None:
    """The object, if the text is nothing but JSON, at most in a fence."""
    for part in (text, *(fence[1] for fence in _FENCE.finditer(text))):
        try:
            value = json.loads(part)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            return cast("Object", value)
    return None


def loosely_read(text: str) -> Object | None:
    """The object that was most likely meant; the one that holds most, if there are several."""
    found = [value for part in _parts(text[:LONGEST_TEXT]) if (value := _loose(part))]
    return max(found, key=len) if found else None


def growing(text: str) -> Object | None:
    """What is there of an object that is still being written."""
    start = text.find("{")
    if start < 0:
        return None
    try:
        value = from_json(text[start:], allow_partial="trailing-strings")
    except ValueError:
        return None
    return cast("Object", value) if isinstance(value, dict) else None


def _parts(text: str) -> Iterator[str]:
    text = _THOUGHT.sub("", text)
    for fence in _FENCE.finditer(text):
        yield fence[1]
    starts = [found.start() for found in re.finditer(r"\{", text)][:MOST_STARTS]
    end = 0
    for start in starts:
        if start >= end:
            yield text[start:]
            end = _closes(text, start)
    if not starts and re.match(r'\s*"?\w+"?\s*:', text):
        yield "{" + text


def _closes(text: str, start: int) -> int:
    """Roughly where an object ends, so that the next one is not sought inside it."""
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] == "{") - (text[at] == "}")
        if depth == 0:
            return at
    return len(text)


def _loose(part: str) -> Object | None:
    start = part.find("{")
    if start < 0:
        return None
    try:
        value = loose_json(part[start:])
    except (ValueError, RecursionError):
        return None
    return cast("Object", value) if isinstance(value, dict) else None
