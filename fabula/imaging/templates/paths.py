"""Ways through an API graph: up to what feeds a node, down to what it feeds, and to the literal behind a link."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from fabula.engines.comfy.formats import Graph, class_of, inputs_of, is_link, links_in
from fabula.imaging.templates.template import Place

LITERAL_NAMES = ("value", "text", "string", "prompt", "seed", "noise_seed", "number", "int", "float", "string_a")
IGNORED_WORDS = frozenset({"delimiter", "separator", "mode", "operation"})
FARTHEST = 2_000


@dataclass(frozen=True, slots=True)
class Consumer:
    """A node's input that reads an output."""

    node: str
    input: str
    slot: int


class Paths:
    """One graph, with its links in both directions."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._consumers: dict[str, list[Consumer]] = defaultdict(list)
        for node_id, node in graph.items():
            for name, origin, slot in links_in(node):
                self._consumers[origin].append(Consumer(node_id, name, slot))

    def class_of(self, node_id: str) -> str:
        node = self.graph.get(node_id)
        return class_of(node) if node is not None else ""

    def inputs(self, node_id: str) -> dict[str, Any]:
        node = self.graph.get(node_id)
        return inputs_of(node) if node is not None else {}

    def link(self, node_id: str, name: str) -> tuple[str, int] | None:
        """Where an input's link comes from, if it is one and leads somewhere."""
        value = self.inputs(node_id).get(name)
        return (value[0], int(value[1])) if is_link(value) and value[0] in self.graph else None

    def _switched(self, node_id: str) -> str | None:
        """The side that a switch is set to."""
        inputs = self.inputs(node_id)
        if "switch" not in inputs or not {"on_true", "on_false"} & inputs.keys():
            return None
        position = inputs["switch"]
        if is_link(position):
            values = [value for value in self.inputs(position[0]).values() if isinstance(value, bool)]
            position = values[0] if len(values) == 1 else None
        return {True: "on_true", False: "on_false"}.get(position) if isinstance(position, bool) else None

    def consumers(self, node_id: str) -> list[Consumer]:
        return self._consumers.get(node_id, [])

    def above(self, *starts: str) -> list[str]:
        """These nodes and all that feed them, nearest first."""
        found: dict[str, None] = dict.fromkeys(start for start in starts if start in self.graph)
        waiting = list(found)
        for node_id in waiting:  # grows while it is walked
            for _, origin, _slot in links_in(self.graph[node_id]):
                if origin in self.graph and origin not in found:
                    found[origin] = None
                    waiting.append(origin)
        return list(found)

    def literals(self, place: Place, fits: Callable[[Any], bool]) -> list[Place]:
        """The literals behind an input: itself, or what a primitive or another node of one value feeds it."""
        seen: set[str] = set()
        found: list[Place] = []
        waiting = [place]
        while waiting and len(seen) < FARTHEST:
            at = waiting.pop(0)
            value = self.inputs(at.node).get(at.input)
            if not is_link(value):
                found += [at] if value is not None and fits(value) else []
                continue
            origin = value[0]
            if origin in self.graph and origin not in seen:
                seen.add(origin)
                waiting += self._within(origin, fits)
        return list(dict.fromkeys(found))

    def _within(self, node_id: str, fits: Callable[[Any], bool]) -> Iterator[Place]:
        """The inputs of a node that its value may be made of: literals that fit, else links that may lead to some."""
        inputs = self.inputs(node_id)
        switched = self._switched(node_id)
        if switched is not None:
            yield Place(node_id, switched)
            return
        own = [
            name for name, value in inputs.items() if not is_link(value) and fits(value) and name not in IGNORED_WORDS
        ]
        links = [name for name, value in inputs.items() if is_link(value)]
        preferred = [name for name in LITERAL_NAMES if name in own]
        if links and not preferred:
            own = []
        names = preferred[:1] if preferred and not links else (preferred or own) + links
        yield from (Place(node_id, name) for name in names)


def is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_text(value: Any) -> bool:
    return isinstance(value, str)
