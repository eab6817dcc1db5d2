"""The value of every widget of one saved node, and its input slots as the editor has them after loading."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from fabula.engines.comfy.formats.definitions import InputSpec, NodeDefinition
from fabula.engines.comfy.formats.editor.document import Node, Slot
from fabula.engines.comfy.formats.editor.widgets import (
    ABSENT,
    CONTROLS,
    DYNAMIC_CHOICE,
    Socket,
    Widget,
    chosen_inputs,
    first_widgets,
    laid_out,
    sockets_for,
)

CUSTOM_CHOICE = "CustomCombo"
POWER_LORAS = "Power Lora Loader (rgthree)"
OLD_SAMPLER_PREFIX = "sample_"


@dataclass(slots=True)
class Loaded:
    """A node after loading: its widgets with their values in order, and its input slots."""

    widgets: list[tuple[Widget, Any]]
    slots: list[Slot]
    was_repaired: bool = False
    has_surplus: bool = False
    """The file holds structured values for which the class has no widgets: a page of its own put them there."""

    def value(self, name: str) -> Any:
        return next((value for widget, value in self.widgets if widget.name == name), ABSENT)

    def widget(self, name: str) -> Widget | None:
        return next((widget for widget, _ in self.widgets if widget.name == name), None)


def load(node: Node, definition: NodeDefinition, *, repair: bool = True) -> Loaded:
    """Give every widget its value: by name from an object, by place from a list, else its default."""
    specs = laid_out(definition)
    linked = frozenset(slot.name for slot in node.inputs if slot.link is not None)
    was_repaired = has_surplus = False
    if isinstance(node.values, dict):
        by_name = node.values

        def named(widget: Widget) -> Any:
            return by_name.get(widget.name, widget.default)

        walked = list(_walk(specs, definition.name, linked, named))
    else:
        stored = _without_forced(specs, definition, node.values, linked)
        was_repaired = repair and _lacks_controls(specs, definition, stored, linked)
        walked = list(_by_place(specs, definition, stored, linked, skip_controls=was_repaired))
        has_surplus = any(isinstance(value, dict) for value in stored[sum(widget.is_stored for widget, _ in walked) :])
        if definition.name == CUSTOM_CHOICE:
            walked = _custom_choice(walked, stored)
        elif definition.name == POWER_LORAS:
            walked, has_surplus = list(_power_loras(stored)), False
    widgets = [(widget, _mended(definition.name, widget, value)) for widget, value in walked]
    choices = {widget.name: value for widget, value in widgets if widget.type == DYNAMIC_CHOICE}
    slots = _slots(node, sockets_for(specs, linked, choices), {widget.name for widget, _ in widgets}, choices)
    return Loaded(widgets, slots, was_repaired, has_surplus)


def _by_place(
    specs: list[InputSpec],
    definition: NodeDefinition,
    stored: list[Any],
    linked: frozenset[str],
    *,
    skip_controls: bool = False,
) -> Iterator[tuple[Widget, Any]]:
    waiting = deque(stored)

    def take(widget: Widget) -> Any:
        if not widget.is_stored or not waiting or (skip_controls and widget.is_control):
            return widget.default
        return waiting.popleft()

    yield from _walk(specs, definition.name, linked, take)


def _walk(
    specs: list[InputSpec], owner: str, linked: frozenset[str], take: Callable[[Widget], Any]
) -> Iterator[tuple[Widget, Any]]:
    """Every widget in order; what a dynamic choice brings follows it."""
    waiting = deque(first_widgets(specs, owner, linked))
    while waiting:
        widget = waiting.popleft()
        value = take(widget)
        yield widget, value
        if widget.type == DYNAMIC_CHOICE:
            waiting.extendleft(reversed(list(first_widgets(chosen_inputs(widget, value), owner, linked))))


def _without_forced(
    specs: list[InputSpec], definition: NodeDefinition, stored: list[Any], linked: frozenset[str]
) -> list[Any]:
    """Old files kept a value for inputs that are sockets by force; a fitting length gives them away."""
    names = {widget.name for widget in first_widgets(specs, definition.name, linked)}
    forced: list[bool] = []
    for spec in specs:
        is_forced = bool(spec.options.get("forceInput"))
        if spec.name in names or is_forced:
            forced += [is_forced, False] if spec.options.get("control_after_generate") else [is_forced]
    if len(forced) != len(stored):
        return stored
    return [value for value, is_forced in zip(stored, forced, strict=True) if not is_forced]


def _lacks_controls(
    specs: list[InputSpec], definition: NodeDefinition, stored: list[Any], linked: frozenset[str]
) -> bool:
    """Very old files have no control behind the seed: then there are as many values as other widgets."""
    walked = list(_by_place(specs, definition, stored, linked))
    control = next((value for widget, value in walked if widget.is_control), None)
    if control is None or isinstance(control, bool) or (isinstance(control, str) and control in CONTROLS):
        return False
    return len(stored) == sum(widget.is_stored and not widget.is_control for widget, _ in walked)


def _custom_choice(walked: list[tuple[Widget, Any]], stored: list[Any]) -> list[tuple[Widget, Any]]:
    """A list that a person typed: the choice, its place, and every option with an empty one at the end."""
    options = list(stored[2:])
    while options and not options[-1]:
        options.pop()
    options.append("")
    chosen = walked[0][1]
    place = options.index(chosen) if chosen in options else -1
    named = [(Widget(f"option{number}", "STRING", ""), value) for number, value in enumerate(options, start=1)]
    return [*walked[:1], (Widget("index", "INT", -1), place), *named]


def _power_loras(stored: list[Any]) -> Iterator[tuple[Widget, Any]]:
    """Any number of LoRAs in one node, each with its switch and strengths, as that node's own page sends them."""
    number = 0
    for raw in stored:
        value = cast(dict[str, Any], raw) if isinstance(raw, dict) else {}
        if "lora" in value:
            number += 1
            sent = {key: each for key, each in value.items() if key != "strengthTwo" or each is not None}
            yield Widget(f"lora_{number}", "LORA", None), sent
        elif value.get("type") == "PowerLoraLoaderHeaderWidget":
            yield Widget("PowerLoraLoaderHeaderWidget", "HEADER", None), value
    yield Widget("➕ Add Lora", "BUTTON", ""), ""


def _mended(class_type: str, widget: Widget, value: Any) -> Any:
    if widget.type == "COMBO":
        if (value is None or value is ABSENT) and widget.choices:
            return widget.choices[0]
        is_old = widget.name == "sampler_name" and class_type in ("KSampler", "KSamplerAdvanced")
        if is_old and isinstance(value, str):
            return value.removeprefix(OLD_SAMPLER_PREFIX)
    if value is None and widget.type == "STRING" and widget.options.get("multiline"):
        return ""
    return value


def _slots(node: Node, sockets: Iterable[Socket], widgets: set[str], choices: Iterable[str]) -> list[Slot]:
    """The class's own slots with the file's links, then what the file has beyond them and still means something."""
    saved = {slot.name: slot for slot in node.inputs}
    slots = [
        Slot(socket.name, socket.type, saved[socket.name].link if socket.name in saved else None, socket.widget)
        for socket in sockets
    ]
    own = {slot.name for slot in slots}
    within = tuple(f"{choice}." for choice in choices)
    extra = [slot for slot in node.inputs if slot.name not in own and not slot.name.startswith(within)]
    return slots + [slot for slot in extra if slot.widget is None or slot.widget in widgets]
