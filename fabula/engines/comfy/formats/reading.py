"""Bytes that somebody brings become a workflow: JSON of either kind, or a picture that carries one."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from fabula.engines.comfy.formats.definitions import Definitions
from fabula.engines.comfy.formats.editor.converting import Conversion, Wishes, convert
from fabula.engines.comfy.formats.errors import NotAWorkflow, NotJson, NoWorkflowInside, WorkflowTooLarge
from fabula.engines.comfy.formats.graph import Graph
from fabula.engines.comfy.formats.pictures import is_picture, texts_in

MOST_BYTES = 16 * 1024 * 1024
MOST_PICTURE_BYTES = 256 * 1024 * 1024
DEEPEST = 200
MOST_API_NODES = 5_000
BRACKETS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\Z)|[\[\]{}]', re.DOTALL)


class Kind(StrEnum):
    """Which of ComfyUI's two formats a workflow has."""

    API = "api"
    EDITOR = "editor"


@dataclass(frozen=True, slots=True)
class Workflow:
    """A workflow as it came, before any conversion."""

    kind: Kind
    data: dict[str, Any]
    also_api: Graph | None = None
    """The API graph that a picture carries beside its editor file: what really made it."""


def read_workflow(data: bytes | str) -> Workflow:
    """What these bytes hold; a picture is asked for its workflow first, then for the graph that made it."""
    raw = data.encode() if isinstance(data, str) else data
    if is_picture(raw):
        return _from_picture(raw)
    if len(raw) > MOST_BYTES:
        raise WorkflowTooLarge(f"The file has {len(raw) // 1_000_000} MB; a workflow has at most 16 MB.")
    return recognise(parse(raw))


def _from_picture(raw: bytes) -> Workflow:
    if len(raw) > MOST_PICTURE_BYTES:
        raise WorkflowTooLarge("The picture is too large to look for a workflow inside.")
    texts = texts_in(raw)
    found = {name: workflow for name, text in texts.items() if (workflow := _inside(text)) is not None}
    graph = found["prompt"].data if "prompt" in found and found["prompt"].kind is Kind.API else None
    if "workflow" in found:
        return Workflow(found["workflow"].kind, found["workflow"].data, graph)
    if graph is not None:
        return Workflow(Kind.API, graph)
    raise NoWorkflowInside("The picture carries no workflow.")


def _inside(text: str) -> Workflow | None:
    try:
        return recognise(parse(text))
    except (NotJson, NotAWorkflow):
        return None


def parse(raw: bytes | str) -> Any:
    """Strict JSON of bounded depth: no NaN, no infinities, no endless nesting."""
    text = raw
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8-sig")
        if _is_deep(text):
            raise WorkflowTooLarge(f"The JSON is nested more than {DEEPEST} deep.")
        data = json.loads(text, parse_constant=_no_constant)
        if "\\ud" in text or "\\uD" in text:
            json.dumps(data, ensure_ascii=False).encode()  # half a character is no text that could be sent on
        return data
    except (ValueError, RecursionError) as error:
        if isinstance(error, WorkflowTooLarge):
            raise
        raise NotJson(f"The file is not JSON: {_reason(error)}") from error


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number that JSON knows")


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, column {error.colno}: {error.msg}."
    return "it holds what is no text." if isinstance(error, UnicodeError) else f"{error}."


def _is_deep(text: str) -> bool:
    """Whether brackets outside quotes go deeper than anybody writes them."""
    depth = 0
    for token in BRACKETS.finditer(text):
        mark = token.group(0)
        if mark in "{[":
            depth += 1
            if depth > DEEPEST:
                return True
        elif mark in "}]":
            depth -= 1
    return False


def recognise(data: Any) -> Workflow:
    """Which format this JSON is; a wrapper around an API graph (`{"prompt": {…}}`) is taken off."""
    if not isinstance(data, dict):
        raise NotAWorkflow("The file holds JSON, but no workflow of ComfyUI.")
    found = cast(dict[str, Any], data)
    if isinstance(found.get("nodes"), list) and ("links" in found or "last_node_id" in found or "version" in found):
        return Workflow(Kind.EDITOR, found)
    if is_graph(found):
        return Workflow(Kind.API, read_graph(found))
    for wrapper in ("prompt", "workflow", "output"):
        inner: object = found.get(wrapper)
        if isinstance(inner, dict) and (is_graph(cast(dict[str, Any], inner)) or "nodes" in inner):
            return recognise(inner)
    if isinstance(found.get("nodes"), list):
        return Workflow(Kind.EDITOR, found)
    raise NotAWorkflow("The file holds JSON, but no workflow of ComfyUI.")


def is_graph(data: Mapping[str, Any]) -> bool:
    """Whether this is an API graph: nodes with a class, beside nothing but remarks."""
    nodes = [cast(dict[str, Any], node) for node in data.values() if isinstance(node, dict)]
    return any(isinstance(node.get("class_type"), str) for node in nodes)


def read_graph(data: Mapping[str, Any]) -> Graph:
    """The nodes of an API graph; what is beside them (remarks, layout) is dropped."""
    graph: Graph = {}
    for node_id, raw in data.items():
        if not isinstance(raw, dict):
            continue
        node = cast(dict[str, Any], raw)
        if not isinstance(node.get("class_type"), str):
            raise NotAWorkflow(f"Node {node_id} has no class_type.")
        inputs: object = node.get("inputs", {})
        if not isinstance(inputs, dict):
            raise NotAWorkflow(f"Node {node_id}: its inputs are not an object.")
        graph[str(node_id)] = {**node, "inputs": dict(cast(dict[str, Any], inputs))}
    if len(graph) > MOST_API_NODES:
        raise WorkflowTooLarge(f"The workflow has {len(graph)} nodes; at most {MOST_API_NODES} are taken.")
    return graph


def to_graph(workflow: Workflow, definitions: Definitions | None, wishes: Wishes | None = None) -> Conversion:
    """The API graph of a workflow of either kind; an editor file needs the definitions of a server."""
    if workflow.kind is Kind.API:
        return Conversion(workflow.data, ())
    if definitions is not None:
        return convert(workflow.data, definitions, wishes)
    if workflow.also_api is not None:
        return Conversion(workflow.also_api, ())
    raise NotAWorkflow(
        "This is the editor's own format, which only a server's node definitions can explain.",
        hint="Connect a ComfyUI server, or use Export (API) in ComfyUI.",
    )
