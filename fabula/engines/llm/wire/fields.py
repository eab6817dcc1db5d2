"""Fields of foreign JSON: what is not of the expected shape counts as absent."""

from collections.abc import Mapping
from typing import Any, TypeGuard

Fields = Mapping[str, Any]
LARGEST = 2**53  # beyond it neither databases nor pages count on


_NOTHING: Fields = {}


def is_fields(value: object) -> TypeGuard[Fields]:
    return isinstance(value, Mapping)


def fields_of(value: object) -> Fields:
    """An object, or an empty one."""
    return value if is_fields(value) else {}


def rows_of(value: object) -> list[Fields]:
    """The objects of a list."""
    return [row for row in value if is_fields(row)] if _is_list(value) else []


def first_of(value: object) -> Fields:
    """The first object of a list, or an empty one."""
    return next(iter(rows_of(value)), _NOTHING)


def words_of(value: object) -> list[str]:
    """The texts of a list."""
    return [word for word in value if isinstance(word, str)] if _is_list(value) else []


def text_of(value: object) -> str:
    return value if isinstance(value, str) else ""


def whole(value: object) -> int | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if abs(value) <= LARGEST else None


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)
