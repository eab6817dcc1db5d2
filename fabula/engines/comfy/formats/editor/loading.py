"""Nodes of a document after loading, each read once, whoever asks."""

from collections.abc import Iterator
from typing import Any

from fabula.engines.comfy.formats.definitions import Definitions
from fabula.engines.comfy.formats.editor.document import Document, Net, Node, Slot
from fabula.engines.comfy.formats.editor.values import Loaded, load
from fabula.engines.comfy.formats.editor.virtual import PRIMITIVE, VIRTUAL


class Loader:
    """A document beside the definitions of a server."""

    def __init__(self, document: Document, definitions: Definitions, *, repair: bool) -> None:
        self.document = document
        self.definitions = definitions
        self._repair = repair
        self._loaded: dict[int, Loaded] = {}

    def nets(self) -> Iterator[Net]:
        yield self.document.root
        yield from self.document.definitions.values()

    def loaded(self, node: Node) -> Loaded:
        """The node's widgets, values and slots; an unknown class has the slots of the file and no widgets."""
        known = self._loaded.get(id(node))
        if known is None:
            known = self._loaded[id(node)] = self._load(node)
        return known

    def _load(self, node: Node) -> Loaded:
        inside = self.document.definitions.get(node.type)
        if inside is not None:
            saved = {slot.name: slot.link for slot in node.inputs}
            return Loaded([], [Slot(port.name, port.type, saved.get(port.name), port.name) for port in inside.inputs])
        definition = None if node.type in VIRTUAL else self.definitions.get(node.type)
        if definition is None:
            return Loaded([], list(node.inputs))
        return load(node, definition, repair=self._repair)

    def output_type(self, node: Node, slot: int) -> str | None:
        """The type of one output, as the class has it, or else as the file does."""
        inside = self.document.definitions.get(node.type)
        definition = self.definitions.get(node.type)
        kinds = (
            [port.type for port in inside.outputs]
            if inside is not None
            else list(definition.outputs if definition else ())
        )
        kinds += [each.type for each in node.outputs[len(kinds) :]]
        return kinds[slot].replace("COMFY_MATCHTYPE_V3", "*") if 0 <= slot < len(kinds) else None

    def title(self, node: Node) -> str:
        definition = self.definitions.get(node.type)
        return node.title or (definition.display_name if definition else node.type)

    def written_by_primitives(self, net: Net) -> dict[tuple[str, str], Any]:
        """Values that primitives put into the widgets that they are linked to, by node and widget."""
        values = {
            node.id: node.values[0]
            for node in net.nodes.values()
            if node.type == PRIMITIVE and isinstance(node.values, list) and node.values
        }
        return {
            (node.id, slot.widget): values[link.origin]
            for node in net.nodes.values()
            if values
            for slot in self.loaded(node).slots
            if slot.widget and slot.link is not None
            if (link := net.links.get(slot.link)) is not None and link.origin in values
        }
