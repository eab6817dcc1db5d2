"""The inputs of a template as JSON Schema, for forms, scripts and programs."""

from typing import Any

from fabula.imaging.templates.template import Input, Template, ValueType

TYPES = {
    ValueType.TEXT: "string",
    ValueType.INTEGER: "integer",
    ValueType.NUMBER: "number",
    ValueType.BOOLEAN: "boolean",
    ValueType.FILE: "string",
}


def schema_of(template: Template) -> dict[str, Any]:
    """What values `fill` takes for this template."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": template.name,
        "type": "object",
        "properties": {each.name: _property(each) for each in template.inputs},
        "required": [each.name for each in template.inputs if each.is_required and each.default in (None, "")],
        "additionalProperties": False,
    }


def _property(input: Input) -> dict[str, Any]:
    shape: dict[str, Any] = {"title": input.title, "x-role": input.role.value}
    if input.type is ValueType.CHOICE:
        shape |= {"enum": list(input.choices)} if input.choices else {"type": "string"}
    else:
        shape["type"] = TYPES[input.type]
    if input.type is ValueType.FILE:
        shape["format"] = "file"
    if input.default is not None:
        shape["default"] = input.default
    for key, limit in (("minimum", input.minimum), ("maximum", input.maximum)):
        if limit is not None:
            shape[key] = int(limit) if input.type is ValueType.INTEGER else limit
    return shape
