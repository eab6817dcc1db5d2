"""Checks a graph before it is queued, and says what is wrong in the protocol's own words."""

import traceback
from collections.abc import Iterable
from typing import Any

from fabula.engines.builtin.painter.nodes.spec import Choices, Input, Kind, Registry
from fabula.engines.builtin.painter.wire import is_list
from fabula.engines.builtin.painter.work.cache import is_link
from fabula.engines.builtin.painter.work.jobs import Graph

LONG_LIST = 20
_CONVERT = {"INT": int, "FLOAT": float, "STRING": str, "BOOLEAN": bool}

Fault = dict[str, Any]


class Refused(Exception):
    """The graph as a whole cannot run."""

    def __init__(self, kind: str, message: str, details: str = "", extra_info: Fault | None = None) -> None:
        super().__init__(message)
        self.error = {"type": kind, "message": message, "details": details, "extra_info": extra_info or {}}
        self.node_errors: dict[str, Fault] = {}


class Checked:
    """The outputs that can run, and what is wrong with the others."""

    def __init__(self, outputs: list[str], node_errors: dict[str, Fault]) -> None:
        self.outputs = outputs
        self.node_errors = node_errors

    def refuse_last(self, graph: Graph, reason: str) -> None:
        """As if the last of the outputs were wrong in its first input."""
        output = self.outputs.pop()
        class_type, inputs = graph[output]["class_type"], graph[output]["inputs"]
        errors = [_custom(next(iter(inputs)), reason)]
        self.node_errors[output] = {"errors": errors, "dependent_outputs": [output], "class_type": class_type}


def check(graph: Graph, registry: Registry, targets: Iterable[str] | None = None) -> Checked:
    """Validate every output and what it needs; values that can be converted are converted in place."""
    wanted = _outputs(graph, registry, targets)
    checker = _Checker(graph, registry)
    good = [output for output in wanted if checker.output(output)]
    if not good:
        refused = Refused("prompt_outputs_failed_validation", "Prompt outputs failed validation")
        refused.node_errors = checker.node_errors
        raise refused
    return Checked(good, checker.node_errors)


def _outputs(graph: Graph, registry: Registry, targets: Iterable[str] | None) -> list[str]:
    outputs: list[str] = []
    for node_id, node in graph.items():
        class_type = node.get("class_type")
        title = node.get("_meta", {}).get("title")
        if class_type is None:
            message = (
                f"Node 'ID #{node_id}' has no class_type. The workflow may be corrupted or a custom node is missing."
            )
            raise _missing(node_id, None, title, message)
        kind = registry.get(class_type)
        if kind is None:
            message = f"Node '{title or class_type}' not found. The custom node may not be installed."
            raise _missing(node_id, class_type, title or class_type, message)
        if kind.is_output and (targets is None or node_id in targets):
            outputs.append(node_id)
    if not outputs:
        raise Refused("prompt_no_outputs", "Prompt has no outputs")
    return outputs


def _missing(node_id: str, class_type: str | None, title: str | None, message: str) -> Refused:
    extra = {"node_id": node_id, "class_type": class_type, "node_title": title}
    return Refused("missing_node_type", message, f"Node ID '#{node_id}'", extra)


class _Checker:
    def __init__(self, graph: Graph, registry: Registry) -> None:
        self._graph = graph
        self._registry = registry
        self._checked: dict[str, bool] = {}
        self._faults: dict[str, list[Fault]] = {}
        self._path: list[str] = []
        self._reached: list[str] = []
        self.node_errors: dict[str, Fault] = {}

    def output(self, node_id: str) -> bool:
        self._reached = []
        try:
            is_good = self._node(node_id)
        except Exception as error:
            extra = {"exception_type": type(error).__name__, "traceback": _traceback(error)}
            fault = _fault("exception_during_validation", "Exception when validating node", str(error), extra)
            self._faults.setdefault(node_id, []).append(fault)
            self._reached.append(node_id)
            self._path.clear()
            is_good = False
        if not is_good:
            self._report(node_id)
        return is_good

    def _report(self, output: str) -> None:
        for node_id in self._reached:
            if faults := self._faults.get(node_id):
                class_type = self._graph[node_id].get("class_type")
                known = self.node_errors.setdefault(
                    node_id, {"errors": faults, "dependent_outputs": [], "class_type": class_type}
                )
                if output not in known["dependent_outputs"]:
                    known["dependent_outputs"].append(output)

    def _node(self, node_id: str) -> bool:
        self._reached.append(node_id)
        if node_id in self._path:
            self._cycle(node_id)
            return False
        if node_id in self._checked:
            self._reach_upstream(node_id)
            return self._checked[node_id]
        self._path.append(node_id)
        node = self._graph[node_id]
        kind = self._registry[node["class_type"]]
        given, faults, is_good = node["inputs"], list[Fault](), True
        for name, spec, is_required in kind.inputs():
            if name not in given:
                if is_required and not spec.is_dynamic:
                    faults.append(
                        _fault("required_input_missing", "Required input is missing", name, {"input_name": name})
                    )
                continue
            is_good &= self._input(given, name, spec, kind, faults)
        self._path.pop()
        if node_id in self._faults:
            is_good = False
        if not faults and is_good and kind.check is not None:
            faults.extend(_custom(name, message) for name, message in kind.check(given, self._registry.folders))
        if faults:
            self._faults.setdefault(node_id, []).extend(faults)
        self._checked[node_id] = is_good and not faults
        return self._checked[node_id]

    def _reach_upstream(self, node_id: str) -> None:
        for value in self._graph[node_id].get("inputs", {}).values():
            if is_link(value, self._graph) and value[0] not in self._reached:
                self._reached.append(value[0])
                self._reach_upstream(value[0])

    def _cycle(self, node_id: str) -> None:
        cycle = self._path[self._path.index(node_id) :]
        shown = " -> ".join(f"{each} ({self._graph[each]['class_type']})" for each in [*cycle, node_id])
        for each in cycle:
            extra = {"node_id": each, "cycle_nodes": cycle}
            self._faults[each] = [_fault("dependency_cycle", "Dependency cycle detected", shown, extra)]

    def _input(self, given: dict[str, Any], name: str, spec: Input, kind: Kind, faults: list[Fault]) -> bool:
        value = given[name]
        if is_list(value):
            return self._link(value, name, spec, faults)
        if fault := _convert(given, name, spec):
            faults.append(fault)
            return True
        if (fault := _range(given[name], name, spec)) or (
            not kind.checks(name) and (fault := _choice(given[name], name, spec, self._registry))
        ):
            faults.append(fault)
        return True

    def _link(self, value: list[Any], name: str, spec: Input, faults: list[Fault]) -> bool:
        config = spec.described(self._registry.folders)
        if len(value) != 2:
            message = "Bad linked input, must be a length-2 list of [node_id, slot_index]"
            extra = {"input_name": name, "input_config": config, "received_value": value}
            faults.append(_fault("bad_linked_input", message, name, extra))
            return True
        origin: str = value[0]
        slot: int = value[1]
        received = self._registry[self._graph[origin]["class_type"]].outputs[slot]
        if not _fits(received, spec.type_name):
            details = f"{name}, received_type({received}) mismatch input_type({spec.type_name})"
            extra = {"input_name": name, "input_config": config, "received_type": received, "linked_node": value}
            faults.append(_fault("return_type_mismatch", "Return type mismatch between linked nodes", details, extra))
            return True
        depth = len(self._path)
        try:
            return self._node(origin)
        except Exception as error:
            del self._path[depth:]
            extra = {
                "input_name": name,
                "input_config": config,
                "exception_message": str(error),
                "exception_type": type(error).__name__,
                "traceback": _traceback(error),
                "linked_node": value,
            }
            message = "Exception when validating inner node"
            self._faults[origin] = [_fault("exception_during_inner_validation", message, str(error), extra)]
            self._checked[origin] = False
            return False


def _convert(given: dict[str, Any], name: str, spec: Input) -> Fault | None:
    convert = _CONVERT.get(spec.type_name)
    if convert is None:
        return None
    try:
        given[name] = convert(given[name])
    except (TypeError, ValueError, OverflowError) as error:
        extra = {
            "input_name": name,
            "input_config": spec.described(None),
            "received_value": given[name],
            "exception_message": str(error),
        }
        message = f"Failed to convert an input value to a {spec.type_name} value"
        return _fault("invalid_input_type", message, f"{name}, {given[name]}, {error}", extra)
    return None


def _range(value: Any, name: str, spec: Input) -> Fault | None:
    extra = {"input_name": name, "input_config": spec.described(None), "received_value": value}
    least, most = spec.options.get("min"), spec.options.get("max")
    if spec.type_name not in ("INT", "FLOAT"):
        return None
    if least is not None and value < least:
        return _fault("value_smaller_than_min", f"Value {value} smaller than min of {least}", name, extra)
    if most is not None and value > most:
        return _fault("value_bigger_than_max", f"Value {value} bigger than max of {most}", name, extra)
    return None


def _choice(value: Any, name: str, spec: Input, registry: Registry) -> Fault | None:
    if not isinstance(spec, Choices):
        return None
    offered = spec.choices(registry.folders)
    if value in offered:
        return None
    is_long = len(offered) > LONG_LIST
    shown = f"(list of length {len(offered)})" if is_long else str(offered)
    config = None if is_long else spec.described(registry.folders)
    extra = {"input_name": name, "input_config": config, "received_value": value}
    return _fault("value_not_in_list", "Value not in list", f"{name}: '{value}' not in {shown}", extra)


def _custom(name: str, message: str) -> Fault:
    details = f"{name} - {message}"
    return _fault("custom_validation_failed", "Custom validation failed for node", details, {"input_name": name})


def _fits(received: str, wanted: str) -> bool:
    if "*" in (received, wanted):
        return True
    return bool({part.strip() for part in received.split(",")} & {part.strip() for part in wanted.split(",")})


def _fault(kind: str, message: str, details: str, extra_info: Fault) -> Fault:
    return {"type": kind, "message": message, "details": details, "extra_info": extra_info}


def _traceback(error: Exception) -> list[str]:
    """Only the kind of error: where our files lie is nobody's business."""
    return traceback.format_exception_only(error)
