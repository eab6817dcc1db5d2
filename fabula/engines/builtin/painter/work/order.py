"""Which nodes run, and in which order: what is ready, nearest to an output first."""

from fabula.engines.builtin.painter.nodes.spec import Registry
from fabula.engines.builtin.painter.work.cache import is_link
from fabula.engines.builtin.painter.work.jobs import Graph


def origins(graph: Graph, node_id: str) -> list[str]:
    return [value[0] for value in graph[node_id]["inputs"].values() if is_link(value, graph)]


class Order:
    """The nodes that are left, and the pick of the next."""

    def __init__(self, graph: Graph, registry: Registry, outputs: list[str], cached: set[str]) -> None:
        self._left: dict[str, set[str]] = {}
        self._consumers: dict[str, set[str]] = {}
        self._is_output = {node_id: registry[node["class_type"]].is_output for node_id, node in graph.items()}
        for output in outputs:
            self._stage(graph, output, cached)

    def _stage(self, graph: Graph, output: str, cached: set[str]) -> None:
        to_do = [output]
        while to_do:
            node_id = to_do.pop()
            if node_id in self._left:
                continue
            needed = [] if node_id in cached else [each for each in origins(graph, node_id) if each not in cached]
            self._left[node_id] = set(needed)
            for each in needed:
                self._consumers.setdefault(each, set()).add(node_id)
            to_do.extend(dict.fromkeys(each for each in needed if each not in self._left))

    def pick(self) -> str | None:
        ready = [node_id for node_id, waits in self._left.items() if not waits]
        if not ready:
            return None
        for is_near in (self._is_output.__getitem__, self._feeds_output, self._nearly_feeds_output):
            if found := next(filter(is_near, ready), None):
                return found
        return ready[0]

    def done(self, node_id: str) -> None:
        del self._left[node_id]
        for consumer in self._consumers.get(node_id, ()):
            self._left[consumer].discard(node_id)

    def _feeds_output(self, node_id: str) -> bool:
        return any(self._is_output[consumer] for consumer in self._consumers.get(node_id, ()))

    def _nearly_feeds_output(self, node_id: str) -> bool:
        return any(self._feeds_output(consumer) for consumer in self._consumers.get(node_id, ()))
