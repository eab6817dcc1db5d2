"""The editor's own file, read leniently into plain values: nodes, links and subgraph definitions.

The file has had several shapes: links as arrays or objects, widget values as a list or an object, ids as numbers or
text. All of them become one here, and what is malformed becomes nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

from fabula.engines.comfy.formats.errors import NotAWorkflow, WorkflowTooLarge

MOST_NODES = 20_000
MUTED = 2
BYPASSED = 4
INPUT_NODE = "-10"
OUTPUT_NODE = "-20"


@dataclass(frozen=True, slots=True)
class Slot:
    """One input or output of a node; a widget that can be linked is an input too."""

    name: str
    type: str
    link: str | None = None
    widget: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A line from one node's output to another node's input."""

    origin: str
    origin_slot: int
    target: str
    target_slot: int


@dataclass(frozen=True, slots=True)
class Node:
    """One node as it was saved."""

    id: str
    type: str
    title: str
    mode: int
    inputs: tuple[Slot, ...]
    outputs: tuple[Slot, ...]
    values: list[Any] | dict[str, Any]
    properties: Mapping[str, Any]

    @property
    def is_active(self) -> bool:
        return self.mode not in (MUTED, BYPASSED)


@dataclass(slots=True)
class Net:
    """Nodes and the links between them: the whole workflow, or the inside of a subgraph."""

    nodes: dict[str, Node]
    links: dict[str, Link]


@dataclass(slots=True)
class Port:
    """One input or output of a subgraph, and the links inside that start or end at it."""

    name: str
    type: str
    links: tuple[str, ...]


@dataclass(slots=True)
class Definition(Net):
    """The inside of a subgraph, shared by its instances."""

    id: str = ""
    name: str = ""
    inputs: list[Port] = field(default_factory=list[Port])
    outputs: list[Port] = field(default_factory=list[Port])


@dataclass(slots=True)
class Document:
    """An editor file: what is on the canvas, and the subgraphs that it uses."""

    root: Net
    definitions: dict[str, Definition]


def read_document(data: Mapping[str, Any]) -> Document:
    """The editor file that this JSON is."""
    if not isinstance(data.get("nodes"), list):
        raise NotAWorkflow("The file has no list of nodes.")
    definitions = {definition.id: definition for definition in _definitions(data, depth=0)}
    document = Document(_net(data), definitions)
    count = len(document.root.nodes) + sum(len(definition.nodes) for definition in definitions.values())
    if count > MOST_NODES:
        raise WorkflowTooLarge(f"The workflow has {count} nodes; at most {MOST_NODES} are taken.")
    _renumber(document, _whole(data.get("last_node_id")) or _whole(_object(data.get("state")).get("lastNodeId")) or 0)
    return document


def _definitions(data: Mapping[str, Any], depth: int) -> Iterator[Definition]:
    if depth > 20:
        raise WorkflowTooLarge("Subgraphs are defined inside each other more than 20 deep.")
    for raw in _objects(_object(data.get("definitions")).get("subgraphs")):
        net = _net(raw)
        definition = Definition(net.nodes, net.links, str(raw.get("id", "")), str(raw.get("name") or ""))
        definition.inputs = [_port(port) for port in _objects(raw.get("inputs"))]
        definition.outputs = [_port(port) for port in _objects(raw.get("outputs"))]
        yield definition
        yield from _definitions(raw, depth + 1)


def _net(data: Mapping[str, Any]) -> Net:
    nodes = [_node(raw) for raw in _objects(data.get("nodes"))]
    links = dict(filter(None, map(_link, _list(data.get("links")))))
    return Net({node.id: node for node in nodes}, links)


def _node(raw: dict[str, Any]) -> Node:
    values: object = raw.get("widgets_values")
    mode = raw.get("mode")
    return Node(
        id=str(raw.get("id", "")),
        type=str(raw.get("type") or ""),
        title=raw["title"] if isinstance(raw.get("title"), str) else "",
        mode=mode if isinstance(mode, int) else 0,
        inputs=tuple(_slot(slot) for slot in _objects(raw.get("inputs"))),
        outputs=tuple(_slot(slot) for slot in _objects(raw.get("outputs"))),
        values=cast(list[Any] | dict[str, Any], values) if isinstance(values, list | dict) else [],
        properties=_object(raw.get("properties")),
    )


def _slot(raw: dict[str, Any]) -> Slot:
    link = raw.get("link")
    widget = _object(raw.get("widget")).get("name")
    return Slot(
        name=str(raw.get("name") or ""),
        type=_type(raw.get("type")),
        link=str(link) if isinstance(link, int | str) and not isinstance(link, bool) else None,
        widget=widget if isinstance(widget, str) else None,
    )


def _port(raw: dict[str, Any]) -> Port:
    return Port(
        name=str(raw.get("name") or ""),
        type=_type(raw.get("type")),
        links=tuple(str(link) for link in _list(raw.get("linkIds"))),
    )


def _type(kind: object) -> str:
    if isinstance(kind, list):
        return "COMBO"
    return "*" if kind is None or kind in (0, -1) else str(kind)


def _link(raw: object) -> tuple[str, Link] | None:
    if isinstance(raw, list):
        parts = cast(list[Any], raw)
        if len(parts) < 5:
            return None
        number, origin, origin_slot, target, target_slot = parts[:5]
    elif isinstance(raw, dict):
        fields = cast(dict[str, Any], raw)
        number, origin, target = fields.get("id"), fields.get("origin_id"), fields.get("target_id")
        origin_slot, target_slot = fields.get("origin_slot"), fields.get("target_slot")
    else:
        return None
    link = Link(str(origin), _whole(origin_slot) or 0, str(target), _whole(target_slot) or 0)
    return str(number), link


def _renumber(document: Document, last: int) -> None:
    """Ids are one space over all subgraphs: the editor gives a repeated one the next free number when it loads."""
    taken = set(document.root.nodes)
    renamed: dict[str, dict[str, str]] = {}
    for definition in document.definitions.values():
        changes: dict[str, str] = {}
        for node_id in definition.nodes:
            if node_id in taken:
                last += 1
                while str(last) in taken:
                    last += 1
                changes[node_id] = str(last)
                taken.add(str(last))
            else:
                taken.add(node_id)
                last = max(last, _whole(node_id) or 0)
        if changes:
            renamed[definition.id] = changes
            _rename(definition, changes)
    for net in (document.root, *document.definitions.values()):
        for node in list(net.nodes.values()):
            net.nodes[node.id] = _with_renamed_proxies(node, renamed.get(node.type, {}))


def _rename(definition: Definition, changes: Mapping[str, str]) -> None:
    definition.nodes = {
        changes.get(node.id, node.id): replace(node, id=changes[node.id]) if node.id in changes else node
        for node in definition.nodes.values()
    }
    definition.links = {
        number: replace(
            link, origin=changes.get(link.origin, link.origin), target=changes.get(link.target, link.target)
        )
        for number, link in definition.links.items()
    }


def _with_renamed_proxies(node: Node, changes: Mapping[str, str]) -> Node:
    proxies = node.properties.get("proxyWidgets")
    if not changes or not isinstance(proxies, list):
        return node
    entries = [cast(list[Any], entry) if isinstance(entry, list) else [] for entry in cast(list[Any], proxies)]
    moved = [[changes.get(str(entry[0]), str(entry[0])), *entry[1:]] if entry else entry for entry in entries]
    return replace(node, properties={**node.properties, "proxyWidgets": moved})


def _object(value: object) -> dict[str, Any]:
    return cast(dict[str, Any], value) if isinstance(value, dict) else {}


def _objects(value: object) -> list[dict[str, Any]]:
    return [cast(dict[str, Any], item) for item in _list(value) if isinstance(item, dict)]


def _list(value: object) -> list[Any]:
    return cast(list[Any], value) if isinstance(value, list) else []


def _whole(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if abs(value) < 2**53 else None
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 16 else None
