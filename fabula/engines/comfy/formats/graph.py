"""The API graph: node ids to class, inputs and title, as ComfyUI runs it."""

from collections.abc import Iterator
from typing import Any, TypeGuard, cast

Graph = dict[str, dict[str, Any]]
Link = list[Any]


def is_link(value: object) -> TypeGuard[Link]:
    """Whether an input's value points at another node's output: `[node id, slot]`."""
    if not isinstance(value, list):
        return False
    pair = cast(list[object], value)
    return (
        len(pair) == 2
        and isinstance(pair[0], str)
        and isinstance(pair[1], int | float)
        and not isinstance(pair[1], bool)
    )


def inputs_of(node: dict[str, Any]) -> dict[str, Any]:
    inputs = node.get("inputs")
    return cast(dict[str, Any], inputs) if isinstance(inputs, dict) else {}


def links_in(node: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Every linked input of a node: its name, the node it comes from, and which output."""
    for name, value in inputs_of(node).items():
        if is_link(value):
            yield name, value[0], int(value[1])


def class_of(node: dict[str, Any]) -> str:
    return str(node.get("class_type", ""))


def title_of(node: dict[str, Any]) -> str:
    """The title that a person gave, or the class."""
    meta = node.get("_meta")
    title = cast(dict[str, Any], meta).get("title") if isinstance(meta, dict) else None
    return title if isinstance(title, str) and title else class_of(node)
