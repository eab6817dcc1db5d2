"""Changes that a person makes to the inputs of a template, without touching its graph."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from fabula.core.errors import Invalid
from fabula.engines.comfy.formats import Definitions, Graph, is_link
from fabula.imaging.templates.binding.address import locate
from fabula.imaging.templates.binding.fill import checked
from fabula.imaging.templates.binding.fingerprint import fingerprinted
from fabula.imaging.templates.binding.typed import typed
from fabula.imaging.templates.errors import InputExists, InputUnknown, LinkInTheWay
from fabula.imaging.templates.paths import Paths
from fabula.imaging.templates.template import Input, Role, ValueType

MOST_INPUTS = 500


def exposed(
    inputs: tuple[Input, ...],
    graph: Graph,
    definitions: Definitions | None,
    address: str,
    *,
    name: str,
    role: Role,
    title: str,
    may_replace_link: bool,
) -> tuple[Input, ...]:
    """The inputs and one more, at the place that the address means."""
    if any(each.name == name for each in inputs):
        raise InputExists(f"The template has an input “{name}” already.")
    if len(inputs) >= MOST_INPUTS:
        raise Invalid(f"A template has at most {MOST_INPUTS} inputs.")
    place = locate(graph, address)
    present = graph[place.node]["inputs"][place.input]
    if is_link(present) and not may_replace_link:
        raise LinkInTheWay(f"{place.input} of node {place.node} is fed by node {present[0]}.")
    taken = next((each.name for each in inputs if place in each.places), None)
    if taken is not None:
        raise InputExists(f"{place.input} of node {place.node} is the input “{taken}” already.")
    paths = Paths(graph)
    added = Input(name, role, (place,), ValueType.TEXT, title=title or name, may_replace_link=may_replace_link)
    added = typed(added, paths, definitions)
    if is_link(added.default):
        added = replace(added, default=None)
    return (*inputs, *fingerprinted([added], paths))


def changed(inputs: tuple[Input, ...], changes: Iterable[Mapping[str, Any]]) -> tuple[Input, ...]:
    """The inputs with other names, titles, defaults or ranges; `name` says which one is meant."""
    known = {each.name: each for each in inputs}
    for change in changes:
        name = change["name"]
        if name not in known:
            raise InputUnknown(f"The template has no input “{name}”.")
        known[name] = _changed(known[name], change)
    names = [each.name for each in known.values()]
    for name in names:
        if names.count(name) > 1:
            raise InputExists(f"Two inputs would be called “{name}”.")
    return tuple(known.values())


def _changed(input: Input, change: Mapping[str, Any]) -> Input:
    given = {key: value for key, value in change.items() if key not in ("name", "rename", "default", "choices")}
    if change.get("rename") is not None:
        given["name"] = change["rename"]
    if change.get("choices") is not None:
        given["choices"] = tuple(change["choices"])
    edited = replace(input, **given)
    if edited.minimum is not None and edited.maximum is not None and edited.minimum > edited.maximum:
        raise Invalid(f"The least value of “{edited.name}” is above its greatest.")
    if "default" in change:
        default = change["default"]
        edited = replace(edited, default=None if default is None else checked(edited, default))
    return edited


def without(inputs: tuple[Input, ...], name: str) -> tuple[Input, ...]:
    """The inputs less one."""
    left = tuple(each for each in inputs if each.name != name)
    if len(left) == len(inputs):
        raise InputUnknown(f"The template has no input “{name}”.")
    return left
