"""Editor file to API graph, as ComfyUI's own page does it before it sends."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from fabula.engines.comfy.formats.definitions import Definitions
from fabula.engines.comfy.formats.editor.document import MOST_NODES, Document, Node, read_document
from fabula.engines.comfy.formats.editor.loading import Loader
from fabula.engines.comfy.formats.editor.promotion import Promotions
from fabula.engines.comfy.formats.editor.resolving import Origin, Resolver, RunsInACircle, Scope, Value
from fabula.engines.comfy.formats.editor.virtual import UNKNOWABLE, VIRTUAL, is_group_node
from fabula.engines.comfy.formats.editor.widgets import ABSENT, Widget
from fabula.engines.comfy.formats.errors import CannotConvert, Problem, WorkflowTooLarge
from fabula.engines.comfy.formats.graph import Graph, is_link
from fabula.engines.comfy.formats.patterns import (
    Choose,
    resolve_choices,
    resolve_patterns,
    settled,
)

DEEPEST = 50
SAVES = frozenset(
    {
        "SaveImage",
        "SaveImageAdvanced",
        "SaveSVGNode",
        "SaveVideo",
        "SaveAnimatedWEBP",
        "SaveWEBM",
        "SaveAudio",
        "SaveAudioMP3",
        "SaveAudioOpus",
        "SaveAudioAdvanced",
        "SaveGLB",
        "Save3DAdvanced",
        "SaveGaussianSplat",
        "SavePointCloud",
        "SaveAnimatedPNG",
        "CLIPSave",
        "VAESave",
        "ModelSave",
        "LoraSave",
        "SaveLatent",
    }
)
ALIAS = "Node name for S&R"


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a conversion treats what the page decides anew each time."""

    choose: Choose | None = None
    """Draws from `{red|blue}` in prompts; without it such prompts stay as they are written."""
    now: datetime | None = None
    """The time for `%date:…%` in file names; without it the pattern stays."""
    resolve_patterns: bool = True
    """Whether `%Node.widget%` in file names becomes the value of that widget."""
    repair: bool = True
    """Whether old files without a control behind the seed are read right; the page shifts their values by one."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """The API graph, and what had to be left out on the way."""

    graph: Graph
    warnings: tuple[str, ...]


def convert(data: Mapping[str, Any], definitions: Definitions, wishes: Wishes | None = None) -> Conversion:
    """The API graph of an editor file; what has no place in it is named by `CannotConvert`."""
    return _Converter(read_document(data), definitions, wishes or Wishes()).run()


class _Converter:
    def __init__(self, document: Document, definitions: Definitions, wishes: Wishes) -> None:
        self._document = document
        self._wishes = wishes
        self._definitions = definitions
        self._loader = Loader(document, definitions, repair=wishes.repair)
        self._promotions = Promotions(self._loader)
        self._resolver = Resolver(self._loader)
        self._problems: list[Problem] = []
        self._written = {id(net): self._loader.written_by_primitives(net) for net in self._loader.nets()}
        self._count = 0
        self._names: dict[str, Node] | None = None

    def run(self) -> Conversion:
        root = Scope(self._document.root)
        self._open(root, ())
        running = list(self._running(root))
        for scope, node in running:
            self._refuse_unknown(scope, node)
        graph: Graph = {}
        if not self._problems:
            graph = {scope.id_of(node): self._api_node(scope, node) for scope, node in running}
        if self._problems:
            raise CannotConvert(self._problems)
        for node in graph.values():
            node["inputs"] = {
                name: value for name, value in node["inputs"].items() if not is_link(value) or value[0] in graph
            }
        return Conversion(graph, tuple(self._warnings(running)))

    def _open(self, scope: Scope, within: tuple[str, ...]) -> None:
        """Make the inside of every instance; a subgraph that contains itself has none."""
        for node in scope.net.nodes.values():
            inside = self._document.definitions.get(node.type)
            self._count += 1
            if self._count > MOST_NODES:
                raise WorkflowTooLarge(f"With its subgraphs the workflow has more than {MOST_NODES} nodes.")
            if inside is None or not (node.is_active or scope.path):
                continue
            if node.type in within or len(within) >= DEEPEST:
                why = "its subgraph contains itself." if node.type in within else "subgraphs are nested too deep."
                self._problem(scope, node, why, "Take the inner one out in ComfyUI.")
                continue
            promoted = self._promotions.of(node, inside)
            # The page looks at the mode of an instance on the canvas alone; inside another one, its nodes go along.
            is_asleep = scope.is_asleep or not node.is_active
            child = Scope(inside, (*scope.path, node.id), scope, node, promoted, is_asleep=is_asleep)
            scope.children[node.id] = child
            self._open(child, (*within, node.type))

    def _running(self, scope: Scope) -> Iterator[tuple[Scope, Node]]:
        for node in scope.net.nodes.values():
            if node.id in scope.children:
                yield from self._running(scope.children[node.id])
            elif self._runs(scope, node):
                yield scope, node

    def _runs(self, scope: Scope, node: Node) -> bool:
        if not node.is_active or node.type in VIRTUAL or node.type in self._document.definitions:
            return False
        return not scope.is_asleep or node.type in self._definitions

    def _refuse_unknown(self, scope: Scope, node: Node) -> None:
        if is_group_node(node.type):
            way_out = "Open the workflow in ComfyUI and save it again: group nodes become subgraphs."
            self._problem(scope, node, "group nodes are an old form.", way_out)
        elif node.type in UNKNOWABLE:
            way_out = "Export with Export (API) in ComfyUI, or replace the node."
            self._problem(scope, node, UNKNOWABLE[node.type], way_out)
        elif node.type not in self._definitions:
            way_out = "Install the custom nodes that bring it, or mute or remove the node."
            self._problem(scope, node, "the server does not know this class.", way_out)

    def _problem(self, scope: Scope, node: Node, why: str, way_out: str) -> None:
        self._problems.append(Problem(scope.id_of(node), self._loader.title(node), node.type, why, way_out))

    def _api_node(self, scope: Scope, node: Node) -> dict[str, Any]:
        loaded = self._loader.loaded(node)
        written = self._written[id(scope.net)]
        inputs: dict[str, Any] = {}
        for widget, value in loaded.widgets:
            value = written.get((node.id, widget.name), value)
            if widget.is_sent and value is not ABSENT:
                inputs[widget.name] = _wrapped(self._sent(node, widget, value), widget.type)
        for place, slot in enumerate(loaded.slots):
            found = self._resolved(scope, node, place)
            if isinstance(found, Origin):
                inputs[slot.name] = [found.id, found.slot]
            elif isinstance(found, Value):
                inputs[slot.name] = _wrapped(found.value)
        return {"inputs": inputs, "class_type": node.type, "_meta": {"title": self._loader.title(node)}}

    def _resolved(self, scope: Scope, node: Node, place: int) -> Origin | Value | None:
        try:
            return self._resolver.resolve(scope, node, place)
        except RunsInACircle:
            name = self._loader.loaded(node).slots[place].name
            self._problem(scope, node, f"the link of {name} runs in a circle.", "Remove one of its links in ComfyUI.")
            return None

    def _sent(self, node: Node, widget: Widget, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if widget.is_dynamic_prompt:
            return self._prompt(value)
        if widget.name == "filename_prefix" and node.type in SAVES and self._wishes.resolve_patterns:
            return resolve_patterns(value, self._find, self._wishes.now)
        return value

    def _prompt(self, text: str) -> str:
        if self._wishes.choose is not None:
            return resolve_choices(text, self._wishes.choose)
        settled_text = settled(text)
        return text if settled_text is None else settled_text

    def _find(self, name: str, widget: str) -> str | None:
        """The value of a widget of the node with this alias, or else this title, as text."""
        if self._names is None:
            nodes = list(self._everywhere(self._document.root.nodes.values(), set()))
            titles = {self._loader.title(node): node for node in reversed(nodes)}
            self._names = titles | {self._alias(node): node for node in reversed(nodes)}
        node = self._names.get(name)
        value = ABSENT if node is None else self._loader.loaded(node).value(widget)
        return None if value is ABSENT else _as_text(value)

    def _everywhere(self, nodes: Iterable[Node], seen: set[str]) -> Iterator[Node]:
        """All nodes as the page looks them up: the inside of a subgraph, once, before its instance."""
        for node in nodes:
            inside = self._document.definitions.get(node.type)
            if inside is not None and node.type not in seen and len(seen) < DEEPEST:
                seen.add(node.type)
                yield from self._everywhere(inside.nodes.values(), seen)
            yield node

    def _alias(self, node: Node) -> str:
        alias = node.properties.get(ALIAS)
        return alias if isinstance(alias, str) else "" if node.type in SAVES else node.type

    def _warnings(self, running: list[tuple[Scope, Node]]) -> Iterator[str]:
        for node_id, name in dict.fromkeys(self._resolver.broken):
            yield f"Node {node_id}: the link of {name} leads nowhere and was left out."
        for scope, node in running:
            if self._loader.loaded(node).was_repaired:
                yield (
                    f"Node {scope.id_of(node)}, {node.type}: the file is from before seeds had a control; "
                    "its values were read accordingly."
                )
            if self._loader.loaded(node).has_surplus:
                yield (
                    f"Node {scope.id_of(node)}, {node.type}: it holds values that only its own page understands; "
                    "they were left out."
                )


def _wrapped(value: Any, kind: str = "") -> Any:
    """A list would be read as a link, so it travels in an envelope."""
    if not isinstance(value, list):
        return value
    value = cast(list[Any], value)
    return {"__type__": "CURVE", "__value__": value} if kind == "CURVE" else {"__value__": value}


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
