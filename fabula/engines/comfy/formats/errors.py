"""What a file can have wrong.

FormatError                what is wrong and the way out
├── NotJson                the bytes are neither JSON nor a picture that carries some
├── NotAWorkflow           JSON, but no workflow of ComfyUI
├── NoWorkflowInside       a picture without a workflow
├── WorkflowTooLarge       more bytes, nodes or nesting than is taken
└── CannotConvert          nodes of an editor workflow that cannot become an API graph, each with its reason
"""

from collections.abc import Sequence
from dataclasses import dataclass


class FormatError(ValueError):
    """The root: a sentence for a person and the way out."""

    hint = ""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.way_out = self.hint if hint is None else hint


class NotJson(FormatError):
    """The bytes are neither JSON nor a picture that carries some."""

    hint = "Use a workflow that ComfyUI saved or exported, or a picture that it made."


class NotAWorkflow(FormatError):
    """JSON, but no workflow of ComfyUI."""

    hint = "In ComfyUI, use Save or Export (API) and take that file."


class NoWorkflowInside(FormatError):
    """A picture that carries no workflow."""

    hint = "Use the picture as ComfyUI saved it: messengers and editors strip the workflow."


class WorkflowTooLarge(FormatError):
    """More bytes, nodes or nesting than is taken."""

    hint = "Split the workflow, or remove what it does not need."


@dataclass(frozen=True, slots=True)
class Problem:
    """One node that cannot be converted, why, and what a person can do."""

    node: str
    title: str
    class_type: str
    why: str
    way_out: str

    @property
    def sentence(self) -> str:
        named = f" ({self.title})" if self.title and self.title != self.class_type else ""
        return f"Node {self.node}{named}, {self.class_type}: {self.why} {self.way_out}".strip()


class CannotConvert(FormatError):
    """Some nodes have no place in an API graph; every one is named."""

    hint = "Mend the named nodes in ComfyUI, or export with Export (API) there."

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        several = "" if len(problems) == 1 else f" (and {len(problems) - 1} more)"
        super().__init__(f"{self.problems[0].sentence}{several}")
