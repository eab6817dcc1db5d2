"""Looks at a graph beside what a server knows, before anything is sent: every fault is a sentence with the way out."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fabula.engines.comfy.formats import (
    Definitions,
    Graph,
    InputSpec,
    NodeDefinition,
    class_of,
    inputs_of,
    is_link,
    may_feed,
    present_inputs,
    title_of,
)
from fabula.imaging.templates.finding.files import FOLDERS
from fabula.imaging.templates.finding.outputs import is_output
from fabula.imaging.templates.paths import Paths

MOST_FINDINGS = 200
SOME_FOLDER = "the folder of that kind of model"


class Fault(StrEnum):
    """The kinds of faults."""

    UNKNOWN_NODE = "unknown_node"
    MISSING_FILE = "missing_file"
    NOT_A_CHOICE = "not_a_choice"
    MISSING_INPUT = "missing_input"
    BROKEN_LINK = "broken_link"
    WRONG_TYPE = "wrong_type"
    OUT_OF_RANGE = "out_of_range"
    CYCLE = "cycle"
    NO_OUTPUT = "no_output"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: where it is, what it is in a sentence, and what to do; `facts` are what the sentence speaks of."""

    fault: Fault
    node: str
    title: str
    input: str
    sentence: str
    way_out: str
    facts: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.sentence} {self.way_out}".strip()


def check(graph: Graph, definitions: Definitions) -> list[Finding]:
    """All faults that would keep a server from running this graph; an empty list means that it can."""
    return list(dict.fromkeys(_Checker(graph, definitions).findings()))[:MOST_FINDINGS]


class _Checker:
    def __init__(self, graph: Graph, definitions: Definitions) -> None:
        self._graph = graph
        self._definitions = definitions
        self._paths = Paths(graph)

    def findings(self) -> Iterator[Finding]:
        unknown = [node_id for node_id, node in self._graph.items() if class_of(node) not in self._definitions]
        for node_id in unknown:
            kind = self._paths.class_of(node_id)
            sentence = f"{self._named(node_id)}: the server has no node of the class {kind}."
            way_out = "Install the custom nodes that bring it."
            yield self._finding(Fault.UNKNOWN_NODE, node_id, "", sentence, way_out, kind=kind)
        outputs = [node_id for node_id, node in self._graph.items() if is_output(class_of(node), self._definitions)]
        if not outputs:
            sentence = "The graph has no output, so nothing would be made."
            yield Finding(Fault.NO_OUTPUT, "", "", "", sentence, "Add a node that saves, such as Save Image.")
        yield from self._cycles()
        for node_id in self._paths.above(*outputs) if outputs else self._graph:
            definition = self._definitions.get(self._paths.class_of(node_id))
            if definition is not None:
                yield from self._node(node_id, definition)

    def _node(self, node_id: str, definition: NodeDefinition) -> Iterator[Finding]:
        inputs = self._paths.inputs(node_id)
        specs = list(present_inputs(definition.inputs, inputs))
        for spec in specs:
            if spec.name not in inputs:
                if spec.is_required:
                    yield self._missing(node_id, spec)
            elif is_link(inputs[spec.name]):
                yield from self._link(node_id, spec, inputs[spec.name])
            else:
                yield from self._literal(node_id, spec, inputs[spec.name])
        known = {spec.name for spec in specs}
        for name, value in inputs.items():
            if name not in known and is_link(value) and value[0] not in self._graph:
                yield self._broken(node_id, name, value[0])

    def _missing(self, node_id: str, spec: InputSpec) -> Finding:
        sentence = f"{self._named(node_id)}: the input {spec.name} ({spec.type}) has no value and no link."
        way_out = "Connect it in ComfyUI and import again."
        return self._finding(Fault.MISSING_INPUT, node_id, spec.name, sentence, way_out, takes=spec.type)

    def _link(self, node_id: str, spec: InputSpec, link: list[Any]) -> Iterator[Finding]:
        origin, slot = link[0], int(link[1])
        if origin not in self._graph:
            yield self._broken(node_id, spec.name, origin)
            return
        definition = self._definitions.get(self._paths.class_of(origin))
        if definition is None:
            return
        if not 0 <= slot < len(definition.outputs):
            sentence = f"{self._named(node_id)}: {spec.name} reads output {slot} of node {origin}, which has none."
            yield self._finding(Fault.BROKEN_LINK, node_id, spec.name, sentence, "Connect it anew in ComfyUI.")
            return
        given = definition.outputs[slot]
        if not may_feed(given, spec.type):
            sentence = f"{self._named(node_id)}: {spec.name} takes {spec.type}, but node {origin} gives {given}."
            yield self._wrong(node_id, spec, sentence, "Connect a node that gives the right kind.", given)

    def _wrong(self, node_id: str, spec: InputSpec, sentence: str, way_out: str, gives: str) -> Finding:
        return self._finding(Fault.WRONG_TYPE, node_id, spec.name, sentence, way_out, takes=spec.type, gives=gives)

    def _broken(self, node_id: str, name: str, origin: str) -> Finding:
        sentence = f"{self._named(node_id)}: {name} is linked to node {origin}, which is not in the graph."
        return self._finding(Fault.BROKEN_LINK, node_id, name, sentence, "Connect it anew in ComfyUI.")

    def _literal(self, node_id: str, spec: InputSpec, value: Any) -> Iterator[Finding]:
        if isinstance(value, list):
            sentence = f"{self._named(node_id)}: {spec.name} holds a list that is no link."
            yield self._finding(Fault.BROKEN_LINK, node_id, spec.name, sentence, 'A link is ["node", output].')
        elif spec.choices is not None:
            yield from self._choice(node_id, spec, value)
        elif spec.type in ("INT", "FLOAT"):
            yield from self._number(node_id, spec, value)

    def _choice(self, node_id: str, spec: InputSpec, value: Any) -> Iterator[Finding]:
        if spec.takes_file or spec.options.get("remote") or isinstance(value, dict) or value in (spec.choices or ()):
            return
        folder = _folder(spec.name, self._paths.class_of(node_id))
        if folder:
            sentence = f"{self._named(node_id)}: the file {value} ({spec.name}) is not on the server."
            way_out = f"Put it into {folder}, or choose another."
            told = "" if folder == SOME_FOLDER else folder
            yield self._finding(Fault.MISSING_FILE, node_id, spec.name, sentence, way_out, file=str(value), folder=told)
            return
        some = ", ".join(str(choice) for choice in (spec.choices or ())[:8]) or "nothing"
        sentence = f"{self._named(node_id)}: {spec.name} cannot be {value}."
        way_out = f"The server offers {some}."
        yield self._finding(Fault.NOT_A_CHOICE, node_id, spec.name, sentence, way_out, value=str(value), offered=some)

    def _number(self, node_id: str, spec: InputSpec, value: Any) -> Iterator[Finding]:
        try:
            number = int(value) if spec.type == "INT" else float(value)
        except (TypeError, ValueError, OverflowError):
            sentence = f"{self._named(node_id)}: {spec.name} takes a number, not {value!r}."
            yield self._wrong(node_id, spec, sentence, "Give a number.", repr(value))
            return
        low, high = spec.options.get("min"), spec.options.get("max")
        is_low = isinstance(low, int | float) and number < low
        if is_low or (isinstance(high, int | float) and number > high):
            sentence = f"{self._named(node_id)}: {spec.name} is {value}; it may be from {low} to {high}."
            way_out = "Choose a value in this range."
            facts = {"value": str(value), "low": str(low), "high": str(high)}
            yield self._finding(Fault.OUT_OF_RANGE, node_id, spec.name, sentence, way_out, **facts)

    def _cycles(self) -> Iterator[Finding]:
        """Takes away what depends on nothing, again and again; what is left runs in a circle or hangs on one."""
        waits_for = {
            node_id: {value[0] for value in inputs_of(node).values() if is_link(value) and value[0] in self._graph}
            for node_id, node in self._graph.items()
        }
        free = [node_id for node_id, origins in waits_for.items() if not origins]
        while free:
            node_id = free.pop()
            for consumer in {each.node for each in self._paths.consumers(node_id)}:
                waits_for[consumer].discard(node_id)
                if not waits_for[consumer]:
                    free.append(consumer)
        circling = [node_id for node_id, origins in waits_for.items() if origins]
        if circling:
            node_id = circling[0]
            sentence = f"{self._named(node_id)}: it needs its own result, directly or through others."
            yield self._finding(Fault.CYCLE, node_id, "", sentence, "Remove one of the links of the circle in ComfyUI.")

    def _named(self, node_id: str) -> str:
        return f"Node {node_id} ({title_of(self._graph[node_id])})"

    def _finding(self, fault: Fault, node_id: str, name: str, sentence: str, way_out: str, **facts: str) -> Finding:
        return Finding(fault, node_id, title_of(self._graph[node_id]), name, sentence, way_out, tuple(facts.items()))


def _folder(name: str, class_type: str) -> str:
    if name == "model_name" and "Upscale" not in class_type:
        return SOME_FOLDER if "Load" in class_type else ""
    return FOLDERS.get(name, "")
