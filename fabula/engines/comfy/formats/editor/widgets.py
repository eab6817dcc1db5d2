"""Which widgets a node has, in the order in which the editor stores their values.

The order is not in the file: it follows from the class. Sockets are made first, and some of them bring widgets; then
every other input that is a widget follows. Seeds and choices may bring a control behind them, uploads a button at the
end, and a dynamic choice the inputs of the chosen option.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from fabula.engines.comfy.formats.definitions import InputSpec, NodeDefinition, specs_of

DYNAMIC_CHOICE = "COMFY_DYNAMICCOMBO_V3"
AUTOGROW = "COMFY_AUTOGROW_V3"
MATCHED = "COMFY_MATCHTYPE_V3"
CONTROLS = frozenset({"fixed", "increment", "decrement", "randomize", "increment-wrap"})
SEEDS = frozenset({"seed", "noise_seed"})

BLANKS: Mapping[str, Any] = {
    "INT": 0,
    "FLOAT": 0,
    "BOOLEAN": False,
    "STRING": "",
    "MARKDOWN": "",
    "TEXTAREA": "",
    "PAINTER": "",
    "COLOR": "#000000",
    "COLORS": [],
    "CHART": {},
    "GALLERIA": [],
    "IMAGECOMPARE": ["", ""],
    "BOUNDING_BOXES": [],
    "BOUNDING_BOX": {"x": 0, "y": 0, "width": 512, "height": 512},
    "RANGE": {"min": 0.0, "max": 1.0},
    "CURVE": {"points": [[0, 0], [1, 1]], "interpolation": "monotone_cubic"},
}
BUTTONS = frozenset({"IMAGEUPLOAD", "AUDIOUPLOAD"})
VIEWS = frozenset({"LOAD_3D", "LOAD_3D_ADVANCED", "PREVIEW_3D"})
VIEWPORTS = frozenset(
    {
        "Preview3DAdvanced",
        "Save3DAdvanced",
        "PreviewGaussianSplat",
        "PreviewPointCloud",
        "SaveGaussianSplat",
        "SavePointCloud",
    }
)
WIDGETS = frozenset({*BLANKS, *BUTTONS, *VIEWS, "COMBO", DYNAMIC_CHOICE, "AUDIO_UI", "AUDIO_RECORD", "WEBCAM"})
# What the editor adds to classes by name.
ADDED: Mapping[str, InputSpec] = {
    **dict.fromkeys(
        ("LoadAudio", "SaveAudio", "PreviewAudio", "SaveAudioMP3", "SaveAudioOpus", "SaveAudioAdvanced"),
        InputSpec("audioUI", "AUDIO_UI"),
    ),
    **dict.fromkeys(("SaveGLB", "Preview3D"), InputSpec("image", "PREVIEW_3D")),
    "Load3DAdvanced": InputSpec("viewport_state", "LOAD_3D_ADVANCED"),
}


class Absent:
    """A widget without any value: it is left out of the API graph."""


ABSENT = Absent()


@dataclass(frozen=True, slots=True)
class Widget:
    """One widget: whether its value is in the file, and whether it goes into the API graph."""

    name: str
    type: str
    default: Any
    is_stored: bool = True
    is_sent: bool = True
    is_control: bool = False
    is_dynamic_prompt: bool = False
    choices: tuple[Any, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Socket:
    """One input slot of a node as its class makes it; a widget's slot carries the widget's name."""

    name: str
    type: str
    widget: str | None = None


def is_widget(spec: InputSpec) -> bool:
    return spec.widget_type in WIDGETS and not spec.options.get("forceInput")


def laid_out(definition: NodeDefinition) -> list[InputSpec]:
    """The inputs of a class, with the buttons, players and views that the editor adds to some."""
    specs = list(definition.inputs)
    required = [spec for spec in specs if spec.is_required]
    added = ADDED.get(definition.name)
    if added is not None:
        specs = [added if spec.name == added.name else spec for spec in specs]
        specs += [] if added in specs else [added]
    upload = next((spec for spec in required if _is_picture_upload(spec)), None)
    audio = next((spec for spec in required if spec.name == "audio"), None)
    if audio is not None and audio.options.get("audio_upload") is True:
        specs.append(InputSpec("upload", "AUDIOUPLOAD"))
    elif upload is not None:
        specs.append(InputSpec("upload", "IMAGEUPLOAD"))
    return specs


def _is_picture_upload(spec: InputSpec) -> bool:
    return spec.choices is not None and any(
        spec.options.get(kind) is True for kind in ("image_upload", "video_upload", "animated_image_upload")
    )


def first_widgets(specs: Iterable[InputSpec], owner: str, linked: frozenset[str]) -> Iterator[Widget]:
    """The widgets of these inputs, before any dynamic choice was made."""
    specs = list(specs)
    for spec in specs:
        if not is_widget(spec):
            for inner in inputs_within(spec, linked):
                yield from first_widgets([inner], owner, linked)
    for spec in specs:
        if is_widget(spec):
            yield from widgets_for(spec, owner, specs)


def inputs_within(spec: InputSpec, linked: frozenset[str]) -> Iterator[InputSpec]:
    """What a growing or matching input is made of."""
    if spec.type == MATCHED:
        allowed = _template(spec).get("allowed_types")
        kind = allowed if isinstance(allowed, str) else "*"
        yield InputSpec(spec.name, kind, spec.options, spec.is_required)
    elif spec.type == AUTOGROW:
        yield from _grown(spec, linked)


def _grown(spec: InputSpec, linked: frozenset[str]) -> Iterator[InputSpec]:
    template = _template(spec)
    inner = specs_of(cast(dict[str, Any], template["input"])) if isinstance(template.get("input"), dict) else []
    names = cast(list[Any], template["names"]) if isinstance(template.get("names"), list) else None
    least, most = _count(template.get("min"), 1), _count(template.get("max"), 100)
    most = len(names) if names else min(most, 1000)
    prefix = str(template.get("prefix") or "")
    for ordinal in range(most):
        group = [
            each.renamed(f"{spec.name}.{names[ordinal] if names else _grown_name(each, inner, prefix, ordinal)}")
            for each in inner
        ]
        yield from group
        if ordinal >= least and not any(each.name in linked for each in group):
            return


def _grown_name(each: InputSpec, inner: list[InputSpec], prefix: str, ordinal: int) -> str:
    return f"{prefix if len(inner) == 1 else each.name}{ordinal}"


def _template(spec: InputSpec) -> Mapping[str, Any]:
    template = spec.options.get("template")
    return cast(dict[str, Any], template) if isinstance(template, dict) else {}


def _count(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else otherwise


def widgets_for(spec: InputSpec, owner: str, siblings: Iterable[InputSpec] = ()) -> Iterator[Widget]:
    """The widgets that one input brings: itself, and what the editor puts behind it."""
    kind = spec.widget_type
    if kind == "COMBO":
        yield from _choice(spec)
    elif kind == DYNAMIC_CHOICE:
        options = chosen_keys(spec)
        default = options[0] if options else ABSENT
        yield Widget(spec.name, kind, default, choices=tuple(options), options=spec.options)
    elif kind in BUTTONS:
        yield Widget(spec.name, kind, "image", is_sent=False)
    elif kind == "AUDIO_UI":
        yield Widget(spec.name, kind, "", is_stored=False, is_sent=False)
    elif kind in VIEWS:
        yield from _view(spec, owner, siblings)
    elif kind == "AUDIO_RECORD":
        yield Widget(spec.name, kind, "")
        yield Widget(spec.name, "BUTTON", "", is_sent=False)
    else:
        yield from _plain(spec, kind)


def _plain(spec: InputSpec, kind: str) -> Iterator[Widget]:
    given = spec.options.get("default")
    yield Widget(
        spec.name,
        kind,
        BLANKS.get(kind, "") if given is None else given,
        is_stored=kind != "IMAGECOMPARE",
        is_dynamic_prompt=spec.options.get("dynamicPrompts") is True,
        options=spec.options,
    )
    if kind == "BOUNDING_BOX":
        yield from (Widget(side, "INT", 0, is_sent=False) for side in ("x", "y", "width", "height"))
    elif kind in ("INT", "FLOAT") and _is_controlled(spec, kind):
        yield _control("fixed")


def _is_controlled(spec: InputSpec, kind: str) -> bool:
    asked = spec.options.get("control_after_generate")
    return bool(asked) if asked is not None else kind == "INT" and spec.name in SEEDS


def _control(default: str) -> Widget:
    return Widget("control_after_generate", "COMBO", default, is_sent=False, is_control=True)


def _choice(spec: InputSpec) -> Iterator[Widget]:
    several = bool(spec.options.get("multi_select"))
    remote = spec.options.get("remote")
    default = spec.default
    if several:
        default = []
    elif default is None:
        default = "Loading..." if remote else ABSENT
    yield Widget(spec.name, "COMBO", default, choices=spec.choices or (), options=spec.options)
    if isinstance(remote, dict) and not several:
        yield Widget("Auto-refresh after generation", "BOOLEAN", False, is_sent=False)
        if cast(dict[str, Any], remote).get("refresh_button"):
            yield Widget("refresh", "BUTTON", "refresh")
    if spec.options.get("control_after_generate"):
        yield _control("randomize")
        if not several:
            yield Widget("control_filter_list", "STRING", "", is_sent=False)


def _view(spec: InputSpec, owner: str, siblings: Iterable[InputSpec]) -> Iterator[Widget]:
    if spec.widget_type == "LOAD_3D" and any(each.name == "model_file" for each in siblings):
        yield Widget("upload 3d model", "BUTTON", "upload3dmodel")
        yield Widget("upload extra resources", "BUTTON", "uploadExtraResources")
        yield Widget("clear", "BUTTON", "clear")
    is_viewport = spec.widget_type == "LOAD_3D_ADVANCED" or owner in VIEWPORTS
    yield Widget("viewport_state" if is_viewport else "image", spec.widget_type, "")


def chosen_keys(spec: InputSpec) -> list[str]:
    """The options of a dynamic choice by name."""
    return [str(option.get("key")) for option in _options(spec.options)]


def chosen_inputs(widget: Widget, chosen: object) -> list[InputSpec]:
    """The inputs that a dynamic choice brings along, named after it."""
    for option in _options(widget.options):
        if option.get("key") == chosen and isinstance(option.get("inputs"), dict):
            inputs = specs_of(cast(dict[str, Any], option["inputs"]))
            return [each.renamed(f"{widget.name}.{each.name}") for each in inputs]
    return []


def _options(options: Mapping[str, Any]) -> list[dict[str, Any]]:
    listed = options.get("options")
    if not isinstance(listed, list):
        return []
    return [cast(dict[str, Any], option) for option in cast(list[Any], listed) if isinstance(option, dict)]


def sockets_for(specs: Iterable[InputSpec], linked: frozenset[str], choices: Mapping[str, Any]) -> Iterator[Socket]:
    """The input slots of these inputs: sockets first, then one for every widget."""
    specs = list(specs)
    for spec in specs:
        if is_widget(spec):
            continue
        if spec.type in (MATCHED, AUTOGROW):
            for inner in inputs_within(spec, linked):
                yield from sockets_for([inner], linked, choices)
        else:
            yield Socket(spec.name, spec.type)
    for spec in specs:
        if is_widget(spec):
            yield Socket(spec.name, spec.type, widget=spec.name)
            if spec.widget_type == DYNAMIC_CHOICE:
                widget = next(widgets_for(spec, ""))
                yield from sockets_for(chosen_inputs(widget, choices.get(spec.name)), linked, choices)
