"""Places by the words of a person: `12.seed`, `Main sampler.seed`, `KSampler:Main sampler.seed`, `KSampler.seed`."""

from fabula.engines.comfy.formats import Graph, class_of, inputs_of, title_of
from fabula.imaging.templates.errors import AddressUnclear
from fabula.imaging.templates.template import Place


def locate(graph: Graph, address: str) -> Place:
    """The one place that is meant; none or several is an error that names them."""
    node_name, dot, input_name = address.strip().rpartition(".")
    if not dot:
        raise AddressUnclear(f"“{address}” names no input; write it as NODE.INPUT.")
    matches = _nodes(graph, node_name)
    if not matches:
        raise AddressUnclear(f"The graph has no node “{node_name}”.")
    if len(matches) > 1:
        raise AddressUnclear(f"“{node_name}” means {len(matches)} nodes: {', '.join(matches[:10])}.")
    inputs = inputs_of(graph[matches[0]])
    if input_name not in inputs:
        known = ", ".join(list(inputs)[:20]) or "none"
        raise AddressUnclear(f"Node {matches[0]} has no input “{input_name}”; it has {known}.")
    return Place(matches[0], input_name)


def _nodes(graph: Graph, name: str) -> list[str]:
    """A number first, then class and title together, then a title, then a class."""
    if name in graph:
        return [name]
    kind, colon, title = name.partition(":")
    both = [
        node_id
        for node_id, node in graph.items()
        if colon and class_of(node) == kind.strip() and title_of(node) == title.strip()
    ]
    titled = [node_id for node_id, node in graph.items() if title_of(node) == name]
    return both or titled or [node_id for node_id, node in graph.items() if class_of(node) == name]
