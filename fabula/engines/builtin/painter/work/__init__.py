"""The work behind the protocol: the graph is checked, queued, executed node by node, and remembered."""
