"""The inputs that one node of an API graph really has, and which types may be linked."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from fabula.engines.comfy.formats.definitions import InputSpec
from fabula.engines.comfy.formats.editor.resolving import types_fit
from fabula.engines.comfy.formats.editor.widgets import (
    AUTOGROW,
    DYNAMIC_CHOICE,
    MATCHED,
    chosen_inputs,
    inputs_within,
    widgets_for,
)
from fabula.engines.comfy.formats.graph import is_link


def present_inputs(specs: Iterable[InputSpec], inputs: Mapping[str, Any]) -> Iterator[InputSpec]:
    """The inputs of a class as this node has them: of dynamic ones, those of the present choice."""
    linked = frozenset(name for name, value in inputs.items() if is_link(value))
    for spec in specs:
        if spec.type == DYNAMIC_CHOICE:
            widget = next(widgets_for(spec, ""))
            yield InputSpec(spec.name, "COMBO", {}, spec.is_required, widget.choices)
            yield from present_inputs(chosen_inputs(widget, inputs.get(spec.name)), inputs)
        elif spec.type == AUTOGROW:
            least = _least(spec)
            for number, each in enumerate(inputs_within(spec, linked)):
                yield InputSpec(each.name, each.type, each.options, number < least and spec.is_required, each.choices)
        elif spec.type == MATCHED:
            yield InputSpec(spec.name, next(inputs_within(spec, linked)).type, {}, spec.is_required)
        else:
            yield spec


def may_feed(given: str, wanted: str) -> bool:
    """Whether an output of one type may feed an input of the other; what only the server knows is let through."""
    if "COMBO" in (given, wanted) or "COMFY_" in given or "COMFY_" in wanted:
        return True
    return types_fit(given, wanted)


def _least(spec: InputSpec) -> int:
    template = spec.options.get("template")
    least = cast(dict[str, Any], template).get("min") if isinstance(template, dict) else None
    return least if isinstance(least, int) else 1
