"""Nodes of plain values: numbers, words, and text as an output."""

from fabula.engines.builtin.painter.nodes.context import Context
from fabula.engines.builtin.painter.nodes.spec import (
    Kind,
    Result,
    Values,
    boolean,
    combo,
    integer,
    number,
    socket,
    text,
)

_FAR = 9223372036854775807


def _same(_: Context, values: Values) -> Result:
    return Result((values["value"],))


def _concatenate(_: Context, values: Values) -> Result:
    return Result((values["delimiter"].join((values["string_a"], values["string_b"])),))


def _substring(_: Context, values: Values) -> Result:
    return Result((values["string"][values["start"] : values["end"]],))


def _length(_: Context, values: Values) -> Result:
    return Result((len(values["string"]),))


def _replace(_: Context, values: Values) -> Result:
    return Result((values["string"].replace(values["find"], values["replace"]),))


def _case(_: Context, values: Values) -> Result:
    turn = {
        "UPPERCASE": str.upper,
        "lowercase": str.lower,
        "Capitalize": str.capitalize,
        "Title Case": str.title,
    }[values["mode"]]
    return Result((turn(values["string"]),))


def _trim(_: Context, values: Values) -> Result:
    turn = {"Both": str.strip, "Left": str.lstrip, "Right": str.rstrip}[values["mode"]]
    return Result((turn(values["string"]),))


def _show(_: Context, values: Values) -> Result:
    shown = str(values["source"])
    return Result((shown,), {"text": [shown]})


def _primitive(name: str, title: str, value: object, output: str) -> Kind:
    module = "comfy_extras.nodes_primitive"
    return Kind(name, title, "utils/primitive", _same, required={"value": value}, outputs=(output,), module=module)  # pyright: ignore[reportArgumentType]


def _string(name: str, title: str, run: object, required: dict[str, object], output: str = "STRING") -> Kind:
    module = "comfy_extras.nodes_string"
    return Kind(name, title, "utils/string", run, required=required, outputs=(output,), module=module)  # pyright: ignore[reportArgumentType]


_LONG = text(multiline=True)

KINDS = [
    _primitive("PrimitiveInt", "Int", integer(0, -_FAR, _FAR, control_after_generate="fixed"), "INT"),
    _primitive("PrimitiveFloat", "Float", number(0.0, -float(_FAR), float(_FAR)), "FLOAT"),
    _primitive("PrimitiveString", "String", text(multiline=False), "STRING"),
    _primitive("PrimitiveStringMultiline", "String (Multiline)", _LONG, "STRING"),
    _primitive("PrimitiveBoolean", "Boolean", boolean(), "BOOLEAN"),
    _string(
        "StringConcatenate",
        "Concatenate",
        _concatenate,
        {"string_a": _LONG, "string_b": _LONG, "delimiter": text("", multiline=False)},
    ),
    _string("StringSubstring", "Substring", _substring, {"string": _LONG, "start": integer(), "end": integer()}),
    _string("StringLength", "Length", _length, {"string": _LONG}, "INT"),
    _string("StringReplace", "Replace", _replace, {"string": _LONG, "find": _LONG, "replace": _LONG}),
    _string(
        "CaseConverter",
        "Case Converter",
        _case,
        {"string": _LONG, "mode": combo("UPPERCASE", "lowercase", "Capitalize", "Title Case")},
    ),
    _string("StringTrim", "Trim", _trim, {"string": _LONG, "mode": combo("Both", "Left", "Right")}),
    Kind(
        "PreviewAny",
        "Preview as Text",
        "utilities",
        _show,
        required={"source": socket("*")},
        outputs=("STRING",),
        is_output=True,
        module="comfy_extras.nodes_preview_any",
    ),
]
