"""Nodes that exist only in the editor: they draw, remember or pass on, and never reach the server."""

from collections.abc import Mapping

from fabula.engines.comfy.formats.editor.document import Net, Node

PRIMITIVE = "PrimitiveNode"
REROUTES = frozenset({"Reroute", "Reroute (rgthree)"})
SETTERS = frozenset({"SetNode", "easy setNode"})
GETTERS = frozenset({"GetNode", "easy getNode"})
SILENT = frozenset(
    {
        "Note",
        "MarkdownNote",
        "Label (rgthree)",
        "Bookmark (rgthree)",
        "Fast Muter (rgthree)",
        "Fast Bypasser (rgthree)",
        "Fast Groups Muter (rgthree)",
        "Fast Groups Bypasser (rgthree)",
        "Fast Actions Button (rgthree)",
        "Mute / Bypass Relay (rgthree)",
        "Mute / Bypass Repeater (rgthree)",
        "Node Collector (rgthree)",
        "Random Unmuter (rgthree)",
        "Node Combiner (rgthree)",
    }
)
VIRTUAL = SILENT | REROUTES | SETTERS | GETTERS | {PRIMITIVE}

# The pages of these packs change the graph before it is sent, in ways that only they know.
UNKNOWABLE: Mapping[str, str] = {
    "Anything Everywhere": "it connects inputs without a line, which only its own page can follow.",
    "Anything Everywhere?": "it connects inputs without a line, which only its own page can follow.",
    "Anything Everywhere3": "it connects inputs without a line, which only its own page can follow.",
    "Prompts Everywhere": "it connects inputs without a line, which only its own page can follow.",
    "Seed Everywhere": "it connects inputs without a line, which only its own page can follow.",
    "WebcamCapture": "it takes its picture from the browser's camera.",
    "Load3D": "its picture of the model is drawn in the browser.",
    "Load3DAdvanced": "its picture of the model is drawn in the browser.",
    "RecordAudio": "it records its sound in the browser.",
}


def is_group_node(class_type: str) -> bool:
    return class_type.startswith(("workflow>", "workflow/"))


def setters_in(net: Net) -> dict[str, Node]:
    """The nodes that getters read from, by the name that both carry; the first one counts."""
    return {carried_name(node): node for node in reversed(net.nodes.values()) if node.type in SETTERS}


def carried_name(node: Node) -> str:
    values = node.values if isinstance(node.values, list) else list(node.values.values())
    return str(values[0]) if values else ""
