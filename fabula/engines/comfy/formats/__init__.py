"""What ComfyUI reads and writes, as pure values: files and pictures in, API graphs out.

`read_workflow` takes bytes, `to_graph` makes the API graph with the `Definitions` of a server (`/object_info`).
"""

from fabula.engines.comfy.formats.definitions import Definitions, InputSpec, NodeDefinition
from fabula.engines.comfy.formats.editor.converting import Conversion, Wishes, convert
from fabula.engines.comfy.formats.errors import (
    CannotConvert,
    FormatError,
    NotAWorkflow,
    NotJson,
    NoWorkflowInside,
    Problem,
    WorkflowTooLarge,
)
from fabula.engines.comfy.formats.graph import Graph, class_of, inputs_of, is_link, links_in, title_of
from fabula.engines.comfy.formats.patterns import resolve_choices, resolve_patterns
from fabula.engines.comfy.formats.present import may_feed, present_inputs
from fabula.engines.comfy.formats.reading import Kind, Workflow, parse, read_workflow, recognise, to_graph

__all__ = [
    "CannotConvert",
    "Conversion",
    "Definitions",
    "FormatError",
    "Graph",
    "InputSpec",
    "Kind",
    "NoWorkflowInside",
    "NodeDefinition",
    "NotAWorkflow",
    "NotJson",
    "Problem",
    "Wishes",
    "Workflow",
    "WorkflowTooLarge",
    "class_of",
    "convert",
    "inputs_of",
    "is_link",
    "links_in",
    "may_feed",
    "parse",
    "present_inputs",
    "read_workflow",
    "recognise",
    "resolve_choices",
    "resolve_patterns",
    "title_of",
    "to_graph",
]
