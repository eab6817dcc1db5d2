"""The server processes that share the work: which of them live, and who goes on with what the dead leave."""

from fabula.core.runs.nodes.ground import Ground
from fabula.core.runs.nodes.node import Node
from fabula.core.runs.nodes.presence import Presence

__all__ = ["Ground", "Node", "Presence"]
