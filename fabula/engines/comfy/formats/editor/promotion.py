"""What a subgraph's instance says about the widgets inside: its own values win over those of the shared inside.

There are two ways in the files: inputs of the subgraph that lead to a widget (values by place), and the older list of
`proxyWidgets` (values by place in that list).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from fabula.engines.comfy.formats.editor.document import Definition, Node
from fabula.engines.comfy.formats.editor.loading import Loader
from fabula.engines.comfy.formats.editor.virtual import PRIMITIVE
from fabula.engines.comfy.formats.editor.widgets import ABSENT

DEEPEST = 60
MOST_PROXIES = 1_000
OLD_PREFIX = re.compile(r"\s*\d+\s*:\s*(.+)", re.DOTALL)


@dataclass(slots=True)
class Promoted:
    """Values of one instance: by number of the subgraph's input, and by node and input inside."""

    inputs: dict[int, Any] = field(default_factory=dict[int, Any])
    inside: dict[tuple[str, str], Any] = field(default_factory=dict[tuple[str, str], Any])


@dataclass(frozen=True, slots=True)
class Source:
    """Where an input of a subgraph leads: a node inside and the name of its widget or input."""

    node: str
    name: str
    value: Any
    choices: tuple[Any, ...] = ()


class Promotions:
    """Reads the values of instances; the inside of a subgraph is looked at once per instance."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader
        self._known: dict[int, Promoted] = {}
        self._open: set[int] = set()

    def of(self, host: Node, definition: Definition) -> Promoted:
        known = self._known.get(id(host))
        if known is not None:
            return known
        if id(host) in self._open or len(self._open) > DEEPEST:  # refused when the insides are opened
            return Promoted()
        self._open.add(id(host))
        promoted = self._known[id(host)] = self._read(host, definition)
        self._open.discard(id(host))
        return promoted

    def _read(self, host: Node, definition: Definition) -> Promoted:
        sources = {
            number: source for number in range(len(definition.inputs)) if (source := self._source(definition, number))
        }
        promoted = Promoted({number: source.value for number, source in sources.items() if source.value is not ABSENT})
        self._by_place(host, definition, promoted)
        for place, entry in enumerate(_entries(host.properties.get("proxyWidgets"))[:MOST_PROXIES]):
            value = host.values[place] if isinstance(host.values, list) and place < len(host.values) else None
            if len(entry) > 1 and isinstance(entry[1], str):
                self._by_proxy(definition, sources, promoted, entry, value)
        for number, source in sources.items():
            if promoted.inputs.get(number, ABSENT) is None and source.choices:
                promoted.inputs[number] = source.choices[0]
        return promoted

    def _by_place(self, host: Node, definition: Definition, promoted: Promoted) -> None:
        set_aside = dict(_set_aside(host))
        for place, number in enumerate(promoted.inputs):
            name = definition.inputs[number].name
            if name in set_aside:
                promoted.inputs[number] = set_aside[name]
            elif isinstance(host.values, dict):
                promoted.inputs[number] = host.values.get(name, promoted.inputs[number])
            elif place < len(host.values):
                promoted.inputs[number] = host.values[place]

    def _by_proxy(
        self, definition: Definition, sources: dict[int, Source], promoted: Promoted, entry: list[Any], value: Any
    ) -> None:
        node_id, name = str(entry[0]), str(entry[1])
        node = definition.nodes.get(node_id)
        if node is None:
            return
        name = self._present_name(node, name)
        linked = next((number for number, each in sources.items() if (each.node, each.name) == (node_id, name)), None)
        if linked is not None:
            if value is not None:
                promoted.inputs[linked] = value
        elif node.type == PRIMITIVE:
            first = node.values[0] if isinstance(node.values, list) and node.values else None
            for target in self._targets(definition, node):
                promoted.inside[target] = first if value is None else value
        elif value is not None and not name.startswith("$$"):
            inner = self._input_inside(node, name, str(entry[2]) if len(entry) > 2 else None)
            if inner is not None:
                promoted.inside[(node_id, inner)] = value

    def _present_name(self, node: Node, name: str) -> str:
        while not self._has(node, name) and (found := OLD_PREFIX.fullmatch(name)):
            name = found.group(1)
        return name

    def _has(self, node: Node, name: str) -> bool:
        loaded = self._loader.loaded(node)
        return loaded.widget(name) is not None or any(slot.name == name for slot in loaded.slots)

    def _targets(self, definition: Definition, primitive: Node) -> Iterator[tuple[str, str]]:
        for node in definition.nodes.values():
            for slot in self._loader.loaded(node).slots:
                link = definition.links.get(slot.link) if slot.link is not None else None
                if link is not None and link.origin == primitive.id:
                    yield node.id, slot.name

    def _input_inside(self, node: Node, name: str, leads_to: str | None) -> str | None:
        """The input of the node that this name means; of an instance, also by the name that it leads to."""
        nested = self._loader.document.definitions.get(node.type)
        if nested is None:
            slots = self._loader.loaded(node).slots
            return next((slot.name for slot in slots if slot.widget == name), None)
        for number, port in enumerate(nested.inputs):
            source = self._source(nested, number)
            if leads_to is None and port.name == name:
                return port.name
            if source is not None and source.name == name and leads_to in (None, source.node):
                return port.name
        return None

    def _source(self, definition: Definition, number: int) -> Source | None:
        """The first widget that an input of the subgraph leads to."""
        for link_id in definition.inputs[number].links:
            link = definition.links.get(link_id)
            node = definition.nodes.get(link.target) if link is not None else None
            if node is None:
                continue
            slots = self._loader.loaded(node).slots
            place = next((place for place, slot in enumerate(slots) if slot.link == link_id), None)
            source = None if place is None else self._source_at(node, place)
            if source is not None:
                return source
        return None

    def _source_at(self, node: Node, place: int) -> Source | None:
        loaded = self._loader.loaded(node)
        slot = loaded.slots[place]
        nested = self._loader.document.definitions.get(node.type)
        if nested is not None:
            values = self.of(node, nested).inputs
            return Source(node.id, slot.name, values[place]) if place in values else None
        widget = loaded.widget(slot.widget) if slot.widget else None
        if widget is None:
            return None
        return Source(node.id, widget.name, loaded.value(widget.name), widget.choices if widget.type == "COMBO" else ())


def _entries(value: object) -> list[list[Any]]:
    if not isinstance(value, list):
        return []
    return [cast(list[Any], entry) if isinstance(entry, list) else [] for entry in cast(list[Any], value)]


def _set_aside(host: Node) -> Iterator[tuple[str, Any]]:
    """Values that the editor could not place when it last loaded the file, by the name of the input."""
    kept: object = host.properties.get("proxyWidgetErrorQuarantine")
    for raw in reversed(cast(list[Any], kept) if isinstance(kept, list) else []):
        note = cast(dict[str, Any], raw) if isinstance(raw, dict) else {}
        entry = _entries([note.get("originalEntry")])[0]
        if len(entry) > 1 and str(entry[0]) == "-1" and note.get("hostValue") is not None:
            yield str(entry[1]), note["hostValue"]
