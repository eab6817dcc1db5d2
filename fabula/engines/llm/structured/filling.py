"""Brings a value that was read into the shape that was asked for, without inventing anything that matters."""

import difflib
import json
import re
from collections.abc import Mapping
from typing import Any, cast

from fabula.engines.llm.structured.schema import Schema

ALIKE = 0.6
_TRUE, _FALSE = {"true", "yes", "1", "да", "y"}, {"false", "no", "0", "нет", "n"}
MISSING = object()
_NO_LETTER = re.compile(r"[_\-\s]")


class Filling:
    """Defaults, the nearest allowed word, limits; `changes` names what was touched."""

    def __init__(self) -> None:
        self.changes: list[str] = []

    def fill(self, value: object, schema: Schema, path: str = "") -> object:
        """The value as the schema wants it, as far as that can be told."""
        if branches := schema.get("anyOf"):
            return self._any(value, cast("list[Schema]", branches), path)
        if "enum" in schema:
            return self._enum(value, schema, path)
        match schema.get("type"):
            case "object":
                return self._object(value, schema, path)
            case "array":
                return self._array(value, schema, path)
            case "string":
                return self._string(value, schema, path)
            case "integer" | "number":
                return self._number(value, schema, path)
            case "boolean":
                return self._boolean(value, path)
            case _:
                return value

    def _changed(self, path: str, what: str, value: object) -> object:
        self.changes.append(f"{path or 'answer'}: {what}")
        return value

    def _any(self, value: object, branches: list[Schema], path: str) -> object:
        nullable = any(branch.get("type") == "null" for branch in branches)
        if value is None and nullable:
            return None
        others = [branch for branch in branches if branch.get("type") != "null"]
        if nullable and isinstance(value, str) and value.strip().lower() in ("null", "none", ""):
            return self._changed(path, "empty", None)
        best = max(others, key=lambda branch: _likeness(value, branch), default=None)
        return value if best is None else self.fill(value, best, path)

    def _enum(self, value: object, schema: Schema, path: str) -> object:
        allowed: list[object] = schema["enum"]
        if value in allowed:
            return value
        wanted = str(value).strip().casefold()
        words = {str(word).casefold(): word for word in allowed}
        near = difflib.get_close_matches(wanted, words, n=1, cutoff=ALIKE)
        inside = [word for word in words if word and word in wanted]
        if near or len(inside) == 1:
            return self._changed(path, "nearest allowed word", words[(near or inside)[0]])
        if "default" in schema:
            return self._changed(path, "default", schema["default"])
        return self._changed(path, "the only allowed word", allowed[0]) if len(allowed) == 1 else value

    def _object(self, value: object, schema: Schema, path: str) -> object:
        if isinstance(value, str) and value.lstrip().startswith("{"):
            value = _read(value)
        if not isinstance(value, Mapping):
            return value
        given = cast("Mapping[str, object]", value)
        properties: dict[str, Schema] = schema.get("properties", {})
        extra = schema.get("additionalProperties", {} if not properties else False)
        found: dict[str, object] = {}
        for name, wanted in properties.items():
            inner = f"{path}.{name}" if path else name
            filled = (
                self.fill(given[key], wanted, inner) if (key := _key_for(name, given)) else self._absent(wanted, inner)
            )
            if filled is not MISSING:
                found[name] = filled
        if isinstance(extra, Mapping):
            for name in given.keys() - properties.keys():
                found[name] = self.fill(given[name], cast("Schema", extra), f"{path}.{name}")
        elif given.keys() - properties.keys():
            self._changed(path, "unknown fields left out", None)
        return found

    def _absent(self, schema: Schema, path: str) -> object:
        if "default" in schema:
            return self._changed(path, "default", schema["default"])
        if any(branch.get("type") == "null" for branch in schema.get("anyOf", ())):
            return self._changed(path, "empty", None)
        if schema.get("type") == "array" and not schema.get("minItems"):
            return self._changed(path, "empty", [])
        if "enum" in schema and len(schema["enum"]) == 1:
            return self._changed(path, "the only allowed word", schema["enum"][0])
        return MISSING

    def _array(self, value: object, schema: Schema, path: str) -> object:
        if isinstance(value, str) and value.lstrip().startswith("["):
            value = _read(value)
        if value is None and not schema.get("minItems"):
            return self._changed(path, "empty", [])
        if not isinstance(value, list):
            value = self._changed(path, "made a list", [value])
        items = cast("list[object]", value)
        limit = schema.get("maxItems")
        if isinstance(limit, int) and len(items) > limit:
            items = cast("list[object]", self._changed(path, f"cut to {limit} items", items[:limit]))
        inner: Schema = schema.get("items", {})
        return [self.fill(item, inner, f"{path}[{at}]") for at, item in enumerate(items)]

    def _string(self, value: object, schema: Schema, path: str) -> object:
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = self._changed(path, "made a text", str(value))
        if not isinstance(value, str):
            return value
        limit = schema.get("maxLength")
        if isinstance(limit, int) and len(value) > limit:
            cut = value[: limit - 1].rsplit(" ", 1)[0] if limit > 20 else value[: limit - 1]
            return self._changed(path, f"cut to {limit} characters", (cut + "…")[:limit])
        return value

    def _number(self, value: object, schema: Schema, path: str) -> object:
        if isinstance(value, bool):
            return value
        if isinstance(value, str):
            number = _read(value.strip().rstrip("%").replace(",", "."))
            if not isinstance(number, int | float):
                return value
            value = self._changed(path, "made a number", number)
        if not isinstance(value, int | float):
            return value
        if schema["type"] == "integer" and isinstance(value, float):
            value = self._changed(path, "made whole", round(value))
        low, high = schema.get("minimum"), schema.get("maximum")
        number = cast("float", value)
        if low is not None and number < low:
            return self._changed(path, f"raised to {low}", low)
        if high is not None and number > high:
            return self._changed(path, f"lowered to {high}", high)
        return value

    def _boolean(self, value: object, path: str) -> object:
        word = str(value).strip().lower()
        if isinstance(value, bool) or word not in _TRUE | _FALSE:
            return value
        return self._changed(path, "made a yes or no", word in _TRUE)


def _key_for(name: str, given: Mapping[str, object]) -> str:
    """The field under its own name, or as a model may have spelled it."""
    if name in given:
        return name
    plain = name.replace("_", "").casefold()
    return next(
        (key for key in given if key.replace("_", "").replace("-", "").replace(" ", "").casefold() == plain), ""
    )


_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}


def _likeness(value: object, schema: Schema) -> float:
    if "enum" in schema:
        return 3.0 if value in schema["enum"] else 0.1
    if not isinstance(value, _TYPES.get(str(schema.get("type")), ())):
        return 0.0
    if isinstance(value, dict):
        properties: dict[str, Any] = schema.get("properties", {})
        same = sum(_fits(cast("dict[str, object]", value).get(name), wanted) for name, wanted in properties.items())
        return 1.0 + same / max(1, len(properties))
    return 1.0


def _fits(value: object, schema: Schema) -> float:
    if value is None:
        return 0.0
    return 2.0 if value in schema.get("enum", ()) else -2.0 if "enum" in schema else 1.0


def _read(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
