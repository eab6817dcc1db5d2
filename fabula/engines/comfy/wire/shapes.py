"""Reading JSON that somebody else wrote: what is not there or has another shape reads as empty."""

from collections.abc import Iterator, Mapping

from pydantic import JsonValue

JsonObject = dict[str, JsonValue]
LARGEST = 2**53  # beyond it neither databases nor pages count on


def an_object(value: JsonValue) -> JsonObject:
    return value if isinstance(value, dict) else {}


def a_list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


def a_text(value: JsonValue) -> str:
    """Half a character, which JSON can hold and nothing can pass on, becomes a question mark."""
    return value.encode(errors="replace").decode() if isinstance(value, str) else ""


def a_number(value: JsonValue) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return 0
    return value if abs(value) <= LARGEST else 0


def a_whole(value: JsonValue) -> int:
    return int(a_number(value))


def objects(value: JsonValue) -> Iterator[JsonObject]:
    """The objects of a list, others left out."""
    return (item for item in a_list(value) if isinstance(item, dict))


def texts(value: JsonValue) -> tuple[str, ...]:
    """The texts of a list; node ids that came as numbers count too."""
    return tuple(str(item) for item in a_list(value) if isinstance(item, str | int))


def members(value: JsonValue) -> Iterator[tuple[str, JsonObject]]:
    """The members of an object that are objects themselves."""
    found: Mapping[str, JsonValue] = an_object(value)
    return ((name, item) for name, item in found.items() if isinstance(item, dict))
