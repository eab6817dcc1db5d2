"""Follows a link back to the node that really makes the value, or to the value of a promoted widget.

Every step is a value and one function makes the next, so that a long chain costs no stack and a circle is noticed.
"""

from dataclasses import dataclass, field
from typing import Any

from fabula.engines.comfy.formats.editor.document import BYPASSED, INPUT_NODE, MUTED, Definition, Net, Node
from fabula.engines.comfy.formats.editor.loading import Loader
from fabula.engines.comfy.formats.editor.promotion import Promoted
from fabula.engines.comfy.formats.editor.virtual import GETTERS, REROUTES, SETTERS, VIRTUAL, carried_name, setters_in


@dataclass(slots=True)
class Scope:
    """One place where nodes live: the canvas, or the inside of one instance of a subgraph."""

    net: Net
    path: tuple[str, ...] = ()
    parent: "Scope | None" = None
    host: Node | None = None
    promoted: Promoted = field(default_factory=Promoted)
    is_asleep: bool = False
    children: dict[str, "Scope"] = field(default_factory=dict[str, "Scope"])

    def id_of(self, node: Node) -> str:
        return ":".join((*self.path, node.id))


@dataclass(frozen=True, slots=True)
class Origin:
    """The end: an output of a node that the server runs."""

    id: str
    slot: int


@dataclass(frozen=True, slots=True)
class Value:
    """The end: a value that an instance of a subgraph gives."""

    value: Any


@dataclass(frozen=True, slots=True)
class AtInput:
    """On the way: an input whose link is to be followed."""

    scope: Scope
    node: Node
    place: int
    type: str | None = None


@dataclass(frozen=True, slots=True)
class AtOutput:
    """On the way: an output that a consumer of this type reads."""

    scope: Scope
    node: Node
    slot: int
    type: str


Step = AtInput | AtOutput | Origin | Value | None
Key = tuple[str, str, int, str | None]


def _key(step: AtInput | AtOutput) -> Key:
    number = step.place if isinstance(step, AtInput) else step.slot
    return step.scope.id_of(step.node), type(step).__name__, number, step.type


class RunsInACircle(Exception):
    """The chain of editor-only nodes leads back to itself."""


class Resolver:
    """Follows links through reroutes, bypassed nodes and subgraphs."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader
        self.broken: list[tuple[str, str]] = []
        self._answers: dict[Key, Origin | Value | None] = {}
        self._setters: dict[int, dict[str, Node]] = {}

    def resolve(self, scope: Scope, node: Node, place: int) -> Origin | Value | None:
        """What feeds an input, if anything does."""
        seen: dict[Key, None] = {}
        step: Step = AtInput(scope, node, place)
        while isinstance(step, AtInput | AtOutput):
            key = _key(step)
            if key in seen:
                raise RunsInACircle
            seen[key] = None
            if key in self._answers:
                step = self._answers[key]
            else:
                step = self._before(step) if isinstance(step, AtInput) else self._behind(step)
        self._answers.update(dict.fromkeys(seen, step))
        return step

    def _before(self, at: AtInput) -> Step:
        slot = self._loader.loaded(at.node).slots[at.place]
        given = at.scope.promoted.inside
        if (at.node.id, slot.name) in given:
            return Value(given[(at.node.id, slot.name)])
        if slot.link is None:
            return None
        link = at.scope.net.links.get(slot.link)
        if link is not None and link.origin == INPUT_NODE and at.scope.parent is not None:
            return self._outside(at.scope, link.origin_slot)
        origin = at.scope.net.nodes.get(link.origin) if link is not None else None
        if link is None or origin is None:
            self.broken.append((at.scope.id_of(at.node), slot.name))
            return None
        return AtOutput(at.scope, origin, link.origin_slot, at.type or slot.type)

    def _outside(self, scope: Scope, number: int) -> Step:
        """From the inside of a subgraph to what its instance is given there."""
        if scope.parent is None or scope.host is None:
            return None
        slots = self._loader.loaded(scope.host).slots
        if not 0 <= number < len(slots):
            return None
        given = scope.parent.promoted.inside
        if slots[number].link is None and (scope.host.id, slots[number].name) not in given:
            return Value(scope.promoted.inputs[number]) if number in scope.promoted.inputs else None
        return AtInput(scope.parent, scope.host, number)

    def _behind(self, at: AtOutput) -> Step:
        if at.node.mode == MUTED:
            return None
        if at.node.mode == BYPASSED:
            place = self._passing(at)
            return None if place is None else AtInput(at.scope, at.node, place)
        inside = self._loader.document.definitions.get(at.node.type)
        if inside is not None:
            return self._into(at, inside)
        if at.node.type in REROUTES | SETTERS:
            return self._through(at.scope, at.node, at.type)
        if at.node.type in GETTERS:
            return self._from_setter(at)
        return None if at.node.type in VIRTUAL else Origin(at.scope.id_of(at.node), at.slot)

    def _through(self, scope: Scope, node: Node, kind: str) -> Step:
        return AtInput(scope, node, 0, kind) if self._loader.loaded(node).slots else None

    def _from_setter(self, at: AtOutput) -> Step:
        scope: Scope | None = at.scope
        while scope is not None:
            if id(scope.net) not in self._setters:
                self._setters[id(scope.net)] = setters_in(scope.net)
            setter = self._setters[id(scope.net)].get(carried_name(at.node))
            if setter is not None:
                return self._through(scope, setter, at.type)
            scope = scope.parent
        self.broken.append((at.scope.id_of(at.node), "the setter of its name"))
        return None

    def _into(self, at: AtOutput, inside: Definition) -> Step:
        child = at.scope.children.get(at.node.id)
        if child is None or not 0 <= at.slot < len(inside.outputs):
            return None
        link = next((inside.links[each] for each in inside.outputs[at.slot].links if each in inside.links), None)
        if link is None:
            return None
        if link.origin == INPUT_NODE:
            return self._outside(child, link.origin_slot)
        node = inside.nodes.get(link.origin)
        return AtOutput(child, node, link.origin_slot, at.type) if node is not None else None

    def _passing(self, at: AtOutput) -> int | None:
        """The input that stands in for an output of a bypassed node."""
        kinds = [slot.type for slot in self._loader.loaded(at.node).slots]
        out = self._loader.output_type(at.node, at.slot)
        if not kinds or out is None:
            return None
        if at.type in ("*", ""):
            return at.slot if at.slot < len(kinds) else 0

        def fits(kind: str) -> bool:
            return types_fit(kind, out) and types_fit(kind, at.type)

        if at.slot < len(kinds) and fits(kinds[at.slot]):
            return at.slot
        exact = next((place for place, kind in enumerate(kinds) if kind == at.type), None)
        return exact if exact is not None else next((place for place, kind in enumerate(kinds) if fits(kind)), None)


def types_fit(one: str, other: str) -> bool:
    """Whether two slots may be linked: equal whatever the case, anything, or lists with a common member."""
    if one in ("", "*", "0") or other in ("", "*", "0"):
        return True
    ours, theirs = one.lower().split(","), other.lower().split(",")
    return any(a == b or "*" in (a, b) for a in ours for b in theirs)
