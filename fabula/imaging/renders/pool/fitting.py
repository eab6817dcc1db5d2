"""Whether a server can run a graph: what is missing there, and which values it does not take."""

from collections.abc import Callable, Sequence

from fabula.engines.comfy import Graph
from fabula.engines.comfy.formats import Definitions
from fabula.imaging.templates import Fault, Finding, check

Findings = Sequence[Finding]
Check = Callable[[Graph, Definitions], Findings]

# What is the same for all graphs of one shape; numbers and choices differ from render to render.
OF_THE_SHAPE = frozenset({Fault.UNKNOWN_NODE, Fault.MISSING_FILE, Fault.BROKEN_LINK, Fault.CYCLE, Fault.NO_OUTPUT})


def missing(graph: Graph, definitions: Definitions) -> Findings:
    """Why no graph of this shape can run there."""
    return [found for found in _findings(graph, definitions) if found.fault in OF_THE_SHAPE]


def refused_values(graph: Graph, definitions: Definitions) -> Findings:
    """What else keeps this very graph from running there."""
    return [found for found in _findings(graph, definitions) if found.fault not in OF_THE_SHAPE]


def _findings(graph: Graph, definitions: Definitions) -> list[Finding]:
    return check({node: dict(entry) for node, entry in graph.items()}, definitions)
