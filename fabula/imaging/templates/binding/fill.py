"""Values into a graph: types are kept, links stay, and what does not fit is refused with the reason."""

import copy
import random
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fabula.engines.comfy.formats import (
    Graph,
    class_of,
    inputs_of,
    is_link,
    resolve_choices,
    resolve_patterns,
    title_of,
)
from fabula.imaging.templates.errors import InputUnknown, LinkInTheWay, ValueRefused
from fabula.imaging.templates.template import Input, Place, Role, Template, ValueType

LONGEST_TEXT = 100_000
LONGEST_NAME = 1_000
WORDS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def fill(
    template: Template,
    values: Mapping[str, Any],
    *,
    now: datetime | None = None,
    chance: random.Random | None = None,
) -> Graph:
    """The template's graph with these values, and with the template's defaults for the rest.

    `now` resolves `%date:…%` in file names, `chance` draws from `{red|blue}` in prompts; without them both stay.
    """
    graph = copy.deepcopy(template.graph)
    for name, given in values.items():
        input = template.input(name)
        if input is None:
            known = ", ".join(each.name for each in template.inputs) or "none"
            raise InputUnknown(f"The template has no input “{name}”; it has {known}.")
        value = checked(input, given)
        if chance is not None and input.role in (Role.PROMPT, Role.NEGATIVE) and isinstance(value, str):
            value = resolve_choices(value, chance.randrange)
        for place in input.places:
            _put(graph, input, place, value)
    for input in template.inputs:
        if input.name not in values:
            _put_default(graph, input)
    _resolve_names(graph, now)
    return graph


def checked(input: Input, value: Any) -> Any:
    """The value in the type of the input; text that is a number counts as one, as in a table's cell."""
    match input.type:
        case ValueType.INTEGER:
            return _in_range(input, _whole(input, value))
        case ValueType.NUMBER:
            return _in_range(input, _number(input, value))
        case ValueType.BOOLEAN:
            return _truth(input, value)
        case ValueType.CHOICE:
            return _chosen(input, value)
        case ValueType.FILE:
            return _file(input, value)
        case ValueType.TEXT:
            return _text(input, value)


def _whole(input: Input, value: Any) -> int:
    if isinstance(value, str) and value.strip().lstrip("+-").isdecimal() and len(value) < 30:
        value = int(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueRefused(f"“{input.name}” takes a whole number, not {_shown(value)}.")
    return value


def _number(input: Input, value: Any) -> float:
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            raise ValueRefused(f"“{input.name}” takes a number, not {_shown(value)}.") from None
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) < float("inf"):
        raise ValueRefused(f"“{input.name}” takes a number, not {_shown(value)}.")
    return value


def _in_range(input: Input, value: float) -> float:
    low, high = input.minimum, input.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        span = (
            f"from {_plain(low)} to {_plain(high)}"
            if low is not None and high is not None
            else (f"{_plain(low)} or more" if low is not None else f"{_plain(high)} or less")
        )
        raise ValueRefused(f"“{input.name}” is {_plain(value)}; it may be {span}.")
    return value


def _truth(input: Input, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    known = WORDS.get(str(value).strip().lower()) if isinstance(value, str | int) else None
    if known is None:
        raise ValueRefused(f"“{input.name}” takes yes or no, not {_shown(value)}.")
    return known


def _chosen(input: Input, value: Any) -> Any:
    if input.choices and value not in input.choices:
        listed = ", ".join(str(choice) for choice in input.choices[:12])
        more = f" and {len(input.choices) - 12} more" if len(input.choices) > 12 else ""
        raise ValueRefused(f"“{input.name}” cannot be {_shown(value)}; it may be {listed}{more}.")
    if not input.choices and (not isinstance(value, str) or not value or len(value) > LONGEST_NAME):
        raise ValueRefused(f"“{input.name}” takes a name, not {_shown(value)}.")
    return value


def _file(input: Input, value: Any) -> str:
    if not isinstance(value, str) or not value or len(value) > LONGEST_NAME:
        raise ValueRefused(f"“{input.name}” takes the name of a file, not {_shown(value)}.")
    parts = value.replace("\\", "/").split("/")
    if ".." in parts or value.startswith(("/", "~")) or ":" in parts[0] or any(ord(char) < 32 for char in value):
        raise ValueRefused(f"“{input.name}” takes the name of a file on the server, not the path {_shown(value)}.")
    return value


def _text(input: Input, value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = _plain(value)
    if not isinstance(value, str):
        raise ValueRefused(f"“{input.name}” takes text, not {_shown(value)}.")
    if len(value) > LONGEST_TEXT:
        raise ValueRefused(f"“{input.name}” has {len(value)} characters; it may have {LONGEST_TEXT}.")
    if input.role is Role.FILENAME:
        return _file(input, value)
    return value


def _put(graph: Graph, input: Input, place: Place, value: Any) -> None:
    inputs = graph[place.node]["inputs"]
    present = inputs.get(place.input)
    if is_link(present) and not input.may_replace_link:
        raise LinkInTheWay(
            f"“{input.name}” belongs to {place.input} of node {place.node}, which node {present[0]} feeds."
        )
    if place.placeholder is None:
        inputs[place.input] = value
        return
    mark = f"%{place.placeholder}%"
    is_whole = isinstance(present, str) and present == mark
    inputs[place.input] = value if is_whole else str(present).replace(mark, _as_text(value))


def _put_default(graph: Graph, input: Input) -> None:
    if input.default is None:
        if any(place.placeholder for place in input.places):
            raise ValueRefused(f"“{input.name}” needs a value: the workflow has only a placeholder there.")
        return
    for place in input.places:
        present = graph[place.node]["inputs"].get(place.input)
        if place.placeholder is not None or not (is_link(present) or present == input.default):
            _put(graph, input, place, input.default)


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else _plain(value) if not isinstance(value, bool) else str(value).lower()


def _resolve_names(graph: Graph, now: datetime | None) -> None:
    def find(name: str, widget: str) -> str | None:
        for known in (title_of, class_of):
            for node in graph.values():
                value = inputs_of(node).get(widget)
                if known(node) == name and value is not None and not isinstance(value, list | dict):
                    return _as_text(value)
        return None

    for node in graph.values():
        prefix = inputs_of(node).get("filename_prefix")
        if isinstance(prefix, str) and "%" in prefix:
            node["inputs"]["filename_prefix"] = resolve_patterns(prefix, find, now)


def _plain(value: float | None) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _shown(value: Any) -> str:
    text = repr(value) if not isinstance(value, str) else f"“{value}”"
    return text if len(text) <= 60 else f"{text[:60]}…"
