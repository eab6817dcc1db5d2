"""How much of a job is done, judged by the nodes and steps of its graph."""

from fabula.engines.comfy.values import Graph

ALMOST = 0.999


class Plan:
    """Every node weighs as much as it has steps; the part that is done never shrinks."""

    def __init__(self, graph: Graph | None) -> None:
        self._graph: Graph = graph or {}
        self._weights: dict[str, float] = {node: _weight(graph, node) for node in graph} if graph else {}
        self._done: dict[str, float] = {}
        self._shown = 0.0

    def describe(self, node: str) -> tuple[str, str]:
        """Class and title of a node; nodes that others made have neither."""
        entry = self._graph.get(node, {})
        class_type, meta = entry.get("class_type"), entry.get("_meta")
        title = meta.get("title") if isinstance(meta, dict) else None
        return (
            class_type if isinstance(class_type, str) else "",
            title if isinstance(title, str) else "",
        )

    def cached(self, nodes: tuple[str, ...]) -> None:
        for node in nodes:
            self._weights.pop(node, None)

    def advance(self, node: str, k: float, n: float) -> None:
        if n > 1 and node in self._weights:
            self._weights[node] = max(self._weights[node], n)
        self._done[node] = max(self._done.get(node, 0.0), min(1.0, k / n if n > 0 else 0.0))

    @property
    def fraction(self) -> float:
        weights = self._weights or dict.fromkeys(self._done, 1.0)
        total = sum(weights.values())
        done = sum(weight * self._done.get(node, 0.0) for node, weight in weights.items())
        if total:
            self._shown = max(self._shown, min(ALMOST, done / total))
        return self._shown


def _weight(graph: Graph, node: str) -> float:
    inputs = graph[node].get("inputs")
    steps = inputs.get("steps") if isinstance(inputs, dict) else None
    return float(max(1, steps)) if isinstance(steps, int) else 1.0
