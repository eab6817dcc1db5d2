"""Why a server will not run a graph: its answer to a submission as faults with a way out."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from pydantic import JsonValue

from fabula.engines.comfy.errors import FaultKind, NodeFault
from fabula.engines.comfy.jobs.answers.plain import plain
from fabula.engines.comfy.jobs.following.plan import Plan
from fabula.engines.comfy.values import Graph
from fabula.engines.comfy.wire.shapes import JsonObject, a_list, a_text, an_object, members, objects

MODEL_ENDINGS = (".safetensors", ".ckpt", ".pt", ".pth", ".bin", ".gguf", ".sft", ".onnx", ".pkl")
SHOWN_CHOICES = 8


class _Told(NamedTuple):
    """One error as the server tells it."""

    type: str
    message: str
    details: str
    input: str
    received: JsonValue
    choices: tuple[str, ...]


def read_refusal(said: JsonValue, graph: Graph) -> list[NodeFault]:
    """All faults that an answer names, the general one only where no node is named."""
    answer = an_object(said)
    faults = list(_of_nodes(answer, graph))
    return faults or [_general(an_object(answer.get("error")), a_text(answer.get("error")), graph)]


def has_faults(said: JsonValue) -> bool:
    return bool(an_object(said).get("node_errors"))


def _of_nodes(answer: JsonObject, graph: Graph) -> Iterator[NodeFault]:
    plan = Plan(graph)
    for node, entry in members(answer.get("node_errors")):
        class_type, title = plan.describe(node)
        for error in objects(entry.get("errors")):
            told = _told(error)
            kind, reason, hint = _explained(told)
            yield NodeFault(kind, reason, hint, node, a_text(entry.get("class_type")) or class_type, title, told.input)


def _told(error: JsonObject) -> _Told:
    extra = an_object(error.get("extra_info"))
    config = a_list(extra.get("input_config"))
    offered = config[0] if config else None
    if offered == "COMBO" and len(config) > 1:
        offered = an_object(config[1]).get("options")
    return _Told(
        type=a_text(error.get("type")),
        message=plain(a_text(error.get("message"))),
        details=plain(a_text(error.get("details"))),
        input=a_text(extra.get("input_name")),
        received=extra.get("received_value"),
        choices=tuple(str(choice) for choice in a_list(offered)),
    )


Explained = tuple[FaultKind, str, str]


def _explained(told: _Told) -> Explained:
    explain = EXPLAINED.get(told.type)
    if explain is not None:
        return explain(told)
    reason = f"{told.message}: {told.details}" if told.details else told.message
    return FaultKind.NODE_ERROR, reason or told.type, "Correct this input of the workflow."


def _not_in_list(told: _Told) -> Explained:
    value = str(told.received)
    kind = FaultKind.MISSING_MODEL if value.lower().endswith(MODEL_ENDINGS) else FaultKind.NOT_OFFERED
    some = ", ".join(told.choices[:SHOWN_CHOICES]) + (" …" if len(told.choices) > SHOWN_CHOICES else "")
    choose = f"Choose one of: {some}." if some else "Choose one that the server offers."
    if kind is FaultKind.MISSING_MODEL:
        return kind, f"{value} is not on this server", f"Install {value} there, or choose another. {choose}"
    return kind, f"{value!r} is not offered there", choose


def _out_of_range(told: _Told) -> Explained:
    return FaultKind.OUT_OF_RANGE, told.message, "Choose a value inside the limits."


def _missing(told: _Told) -> Explained:
    name = told.input or told.details
    return FaultKind.MISSING_INPUT, f"the input {name!r} is missing", f"Connect {name!r}, or give it a value."


def _wrong_type(told: _Told) -> Explained:
    return FaultKind.WRONG_TYPE, told.message, "Give a value of the type that this input takes."


def _mismatch(told: _Told) -> Explained:
    return FaultKind.WRONG_TYPE, told.details or told.message, "Connect an output of the same type as the input."


def _broken_link(told: _Told) -> Explained:
    reason = f"a link leads nowhere ({told.details})" if told.details else "a link leads nowhere"
    return FaultKind.BROKEN_LINK, reason, "Connect this input again and export the workflow anew."


def _cycle(told: _Told) -> Explained:
    return FaultKind.CYCLE, f"nodes wait for each other in a circle: {told.details}", "Cut one link of the circle."


def _custom(told: _Told) -> Explained:
    if "file" in told.details.lower():
        return FaultKind.MISSING_FILE, told.details, "Upload the file again, or correct its name."
    return FaultKind.NODE_ERROR, told.details or told.message, "Correct this input of the workflow."


EXPLAINED: dict[str, Callable[[_Told], Explained]] = {
    "value_not_in_list": _not_in_list,
    "value_smaller_than_min": _out_of_range,
    "value_bigger_than_max": _out_of_range,
    "required_input_missing": _missing,
    "invalid_input_type": _wrong_type,
    "return_type_mismatch": _mismatch,
    "bad_linked_input": _broken_link,
    "exception_during_validation": _broken_link,
    "exception_during_inner_validation": _broken_link,
    "dependency_cycle": _cycle,
    "custom_validation_failed": _custom,
}


def _general(error: JsonObject, words: str, graph: Graph) -> NodeFault:
    kind, extra = a_text(error.get("type")), an_object(error.get("extra_info"))
    message = plain(a_text(error.get("message")) or words)
    if kind == "prompt_no_outputs":
        return NodeFault(
            FaultKind.NO_OUTPUT, "the workflow has no output node", "Add a node that saves or shows a result."
        )
    if kind == "missing_node_type" or (kind == "invalid_prompt" and "does not exist" in message):
        return _unknown_node(error, extra, graph)
    details = plain(a_text(error.get("details")))
    reason = ": ".join(filter(None, dict.fromkeys([message, details]))) or "the server gave no reason"
    return NodeFault(FaultKind.NODE_ERROR, reason, "Export the workflow again in the API format.")


def _unknown_node(error: JsonObject, extra: JsonObject, graph: Graph) -> NodeFault:
    node = a_text(extra.get("node_id")) or a_text(error.get("details")).rpartition("#")[2].strip("'\" ")
    class_type, title = Plan(graph).describe(node)
    class_type = a_text(extra.get("class_type")) or class_type
    if not class_type:
        reason, hint = "the node has no class_type", "Export the workflow again in the API format."
    else:
        reason = f"the server has no node {class_type}"
        hint = f"Install the custom node that brings {class_type} there, or use a server that has it."
    return NodeFault(FaultKind.UNKNOWN_NODE, reason, hint, node, class_type, title)
