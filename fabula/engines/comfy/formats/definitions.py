"""What a server says about its nodes (`/object_info`), read into one shape whatever its age."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

UPLOADS = ("image_upload", "video_upload", "animated_image_upload", "audio_upload")


@dataclass(frozen=True, slots=True)
class InputSpec:
    """One input of a class: a choice has the type COMBO in both spellings."""

    name: str
    type: str
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])
    is_required: bool = True
    choices: tuple[Any, ...] | None = None

    def renamed(self, name: str) -> "InputSpec":
        return InputSpec(name, self.type, self.options, self.is_required, self.choices)

    @property
    def widget_type(self) -> str:
        named = self.options.get("widgetType")
        return named if isinstance(named, str) else self.type

    @property
    def takes_file(self) -> bool:
        """Whether the choice is a file that a person can upload."""
        return self.choices is not None and any(self.options.get(kind) is True for kind in UPLOADS)

    @property
    def default(self) -> Any:
        given = self.options.get("default")
        if self.choices is not None:
            return given if given else (self.choices[0] if self.choices else None)
        return given


@dataclass(frozen=True, slots=True)
class NodeDefinition:
    """One class of nodes: its inputs in the order of the editor, and its outputs."""

    name: str
    display_name: str
    inputs: tuple[InputSpec, ...]
    outputs: tuple[str, ...]
    output_names: tuple[str, ...]
    is_output: bool
    is_paid: bool

    def input(self, name: str) -> InputSpec | None:
        return next((spec for spec in self.inputs if spec.name == name), None)


class Definitions:
    """The classes of one server by name; each is read when first asked for."""

    def __init__(self, object_info: Mapping[str, Any]) -> None:
        self._raw = object_info
        self._read: dict[str, NodeDefinition | None] = {}

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.get(name) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)

    def get(self, name: str) -> NodeDefinition | None:
        if name not in self._read:
            raw = self._raw.get(name)
            self._read[name] = _definition(name, cast(dict[str, Any], raw)) if isinstance(raw, dict) else None
        return self._read[name]


def spec_of(name: str, raw: object, *, is_required: bool = True) -> InputSpec:
    """One input as `/object_info` writes it: `[type, options]` or `[[choices], options]`."""
    parts = cast(list[Any], raw) if isinstance(raw, list | tuple) else [raw]
    kind = parts[0] if parts else "*"
    options = _mapping(parts[1] if len(parts) > 1 else None)
    if isinstance(kind, list):
        return InputSpec(name, "COMBO", options, is_required, tuple(cast(list[Any], kind)))
    if kind == "COMBO":
        choices = options.get("options")
        listed = tuple(cast(list[Any], choices)) if isinstance(choices, list) else ()
        return InputSpec(name, "COMBO", options, is_required, listed)
    return InputSpec(name, kind if isinstance(kind, str) else "UNKNOWN", options, is_required)


def specs_of(inputs: Mapping[str, Any]) -> list[InputSpec]:
    """The required inputs, then the optional ones, as they are listed."""
    return [
        spec_of(name, raw, is_required=group == "required")
        for group in ("required", "optional")
        for name, raw in _mapping(inputs.get(group)).items()
    ]


def _definition(name: str, raw: dict[str, Any]) -> NodeDefinition:
    outputs = tuple("COMBO" if isinstance(kind, list) else str(kind) for kind in _sequence(raw.get("output")))
    return NodeDefinition(
        name=name,
        display_name=str(raw.get("display_name") or name),
        inputs=tuple(_ordered(specs_of(_mapping(raw.get("input"))), _mapping(raw.get("input_order")))),
        outputs=outputs,
        output_names=tuple(str(word) for word in _sequence(raw.get("output_name"))) or outputs,
        is_output=bool(raw.get("output_node")),
        is_paid=bool(raw.get("api_node")),
    )


def _ordered(specs: list[InputSpec], order: Mapping[str, Any]) -> Iterator[InputSpec]:
    waiting = {spec.name: spec for spec in specs}
    for group, is_required in (("required", True), ("optional", False)):
        for name in _sequence(order.get(group)):
            spec = waiting.get(name) if isinstance(name, str) else None
            if spec is not None and spec.is_required == is_required:
                yield waiting.pop(spec.name)
    yield from waiting.values()


def _mapping(value: object) -> Mapping[str, Any]:
    return cast(dict[str, Any], value) if isinstance(value, dict) else {}


def _sequence(value: object) -> list[Any]:
    return cast(list[Any], value) if isinstance(value, list) else []
