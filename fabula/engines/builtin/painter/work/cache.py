"""Results of nodes are kept by what made them, so that an unchanged part of a graph does not run again."""

import hashlib
import json
from collections import OrderedDict
from typing import Any, cast

from fabula.engines.builtin.painter.nodes.spec import Kind, Registry, Result
from fabula.engines.builtin.painter.nodes.values import Latent
from fabula.engines.builtin.painter.wire import is_list
from fabula.engines.builtin.painter.work.jobs import Graph


class Signatures:
    """One name for a node and everything above it."""

    def __init__(self, graph: Graph, registry: Registry) -> None:
        self._graph = graph
        self._registry = registry
        self._known: dict[str, str] = {}

    def of(self, node_id: str) -> str:
        if node_id not in self._known:
            self._known[node_id] = self._made(node_id)
        return self._known[node_id]

    def _made(self, node_id: str) -> str:
        node = self._graph[node_id]
        kind = self._registry[node["class_type"]]
        inputs = {name: self._input(value) for name, value in sorted(node["inputs"].items())}
        made: list[Any] = [kind.name, inputs]
        if kind.is_never_cached or kind.hidden:
            made.append(node_id)
        if kind.changes is not None:
            made.append(kind.changes(node["inputs"], self._registry.folders))
        return hashlib.blake2b(json.dumps(made, default=str).encode(), digest_size=16).hexdigest()

    def _input(self, value: Any) -> Any:
        if is_link(value, self._graph):
            return {"link": self.of(value[0]), "slot": value[1]}
        return value


class Cache:
    """The newest results, within a number and a size."""

    def __init__(self, most: int, most_bytes: int) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._bytes = 0
        self._results: OrderedDict[str, tuple[Result, int]] = OrderedDict()

    def get(self, signature: str) -> Result | None:
        if (found := self._results.get(signature)) is None:
            return None
        self._results.move_to_end(signature)
        return found[0]

    def keep(self, signature: str, kind: Kind, result: Result) -> None:
        if kind.is_never_cached:
            return
        self._drop(signature)
        size = _size(result)
        self._results[signature] = (result, size)
        self._bytes += size
        while len(self._results) > self._most or (self._bytes > self._most_bytes and len(self._results) > 1):
            self._drop(next(iter(self._results)))

    def _drop(self, signature: str) -> None:
        _, size = self._results.pop(signature, (None, 0))
        self._bytes -= size

    def clear(self) -> None:
        self._results.clear()
        self._bytes = 0


def is_link(value: Any, graph: Graph) -> bool:
    return is_list(value) and len(value) == 2 and isinstance(value[0], str) and value[0] in graph


def _size(result: Result) -> int:
    return 256 + sum(_weight(value) for value in result.outputs)


def _weight(value: Any) -> int:
    if isinstance(value, Latent):
        return _weight(value.pictures) + _weight(value.masks)
    if isinstance(value, tuple):
        return sum(map(_weight, cast("tuple[Any, ...]", value)))
    if hasattr(value, "width") and hasattr(value, "getbands"):
        return value.width * value.height * len(value.getbands())
    return 64
