"""Shapes of what came as JSON, told to the type checker."""

from typing import Any, TypeGuard


def is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def is_table(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)
