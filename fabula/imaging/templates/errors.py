"""What can be wrong with templates and with the values that they are given."""

from pydantic import JsonValue

from fabula.core.errors import Conflict, Invalid, NotFound, TooLarge
from fabula.engines.comfy.formats import CannotConvert, FormatError, WorkflowTooLarge


class TemplateNotFound(NotFound):
    """No such template, or not yours."""


class TemplateNameUnclear(Invalid):
    """Several templates have this name."""

    hint = "Use the template's id, or give it a name of its own."


class WorkflowUnusable(Invalid):
    """The file holds no workflow that can be run."""

    hint = "Use a workflow that ComfyUI saved or exported, or a picture that it made."


class WorkflowTooBig(TooLarge):
    """The workflow is larger than a template may be."""

    hint = "Split the workflow, or remove what it does not need."


class ValueRefused(Invalid):
    """A value that an input of the template does not take."""

    hint = "The template's inputs say what they take."


class InputUnknown(ValueRefused):
    """The template has no input of this name."""


class LinkInTheWay(ValueRefused):
    """The place of a value is fed by another node."""

    hint = "Let the input replace the link, or choose the node that feeds it."


class AddressUnclear(Invalid):
    """No node of the graph, or more than one, is meant."""

    hint = "Name the node's number and the input, as in `12.seed`."


class InputExists(Conflict):
    """The template has an input of this name already."""

    hint = "Choose another name."


class BindingsUnclear(Conflict):
    """After an edit of the workflow some inputs have no certain place."""

    hint = "Say for each of them where it belongs now, or that it is to be dropped."


class TemplateReadOnly(Conflict):
    """Templates that are part of the product, or another's, cannot be changed."""

    hint = "Copy it, and change the copy."


def refused(error: FormatError) -> WorkflowUnusable | WorkflowTooBig:
    """The failure of a file as the failure of a request."""
    if isinstance(error, WorkflowTooLarge):
        return WorkflowTooBig(error.message, hint=error.way_out)
    details: dict[str, JsonValue] = {}
    if isinstance(error, CannotConvert):
        details = {
            "problems": [
                {
                    "node": each.node,
                    "title": each.title,
                    "class": each.class_type,
                    "why": each.why,
                    "way_out": each.way_out,
                }
                for each in error.problems
            ]
        }
    return WorkflowUnusable(error.message, hint=error.way_out, details=details)
