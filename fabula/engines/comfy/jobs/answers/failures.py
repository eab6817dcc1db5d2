"""Why a node failed while it ran, and what to do about it."""

import re
from typing import NamedTuple

from fabula.engines.comfy.errors import FaultKind, NodeFault
from fabula.engines.comfy.jobs.answers.plain import plain
from fabula.engines.comfy.wire.shapes import JsonObject, a_text

MODEL_FILE = r"[\w./\\ -]+\.(?:safetensors|ckpt|pth?|bin|gguf|sft|onnx|pkl)\b"


class _Cause(NamedTuple):
    kind: FaultKind
    pattern: re.Pattern[str]
    hint: str


def _cause(kind: FaultKind, pattern: str, hint: str) -> _Cause:
    return _Cause(kind, re.compile(pattern, re.IGNORECASE), hint)


CAUSES = (
    _cause(
        FaultKind.OUT_OF_MEMORY,
        r"out ?of ?memory|allocation on device|cannot allocate memory|can't allocate memory|not enough memory"
        r"|CUBLAS_STATUS_ALLOC_FAILED",
        "Free the memory of that server, or make the picture or the batch smaller.",
    ),
    _cause(
        FaultKind.DISK_FULL,
        r"no space left on device|disk quota exceeded|not enough space on the disk",
        "Make room on the disk of that server.",
    ),
    _cause(
        FaultKind.MISSING_MODEL,
        rf"(?:no such file|not ?found|does not exist|could not find).*?{MODEL_FILE}"
        rf"|{MODEL_FILE}.*?(?:not found|does not exist|no such file)|model .*? not found",
        "Put the model into its folder on that server, or choose another one.",
    ),
    _cause(
        FaultKind.NODE_ERROR,
        r"HeaderTooLarge|InvalidHeader|MetadataIncompleteBuffer|incomplete metadata|header too",
        "A model file on that server is damaged: download it again.",
    ),
    _cause(
        FaultKind.MISSING_FILE,
        r"no such file|FileNotFoundError",
        "Upload the file again, or correct its name.",
    ),
    _cause(
        FaultKind.NODE_ERROR,
        r"mat1 and mat2 shapes|size mismatch|expected .* channels|shape .* is invalid",
        "The models of this workflow do not fit together: use a LoRA, VAE and text encoder of the checkpoint's family.",
    ),
)
OTHERWISE = "Look at this node's inputs; the log of that ComfyUI has the details."


def read_failure(said: JsonObject, class_type: str = "", title: str = "") -> NodeFault:
    """The fault behind an `execution_error`; traceback and inputs of the server stay on the server."""
    message, kind = a_text(said.get("exception_message")), a_text(said.get("exception_type"))
    cause = next((cause for cause in CAUSES if cause.pattern.search(f"{kind}: {message}")), None)
    return NodeFault(
        kind=cause.kind if cause else FaultKind.NODE_ERROR,
        reason=plain(message) or kind.rpartition(".")[2] or "the node failed without a word",
        hint=cause.hint if cause else OTHERWISE,
        node=a_text(said.get("node_id")),
        class_type=a_text(said.get("node_type")) or class_type,
        title=title,
    )
