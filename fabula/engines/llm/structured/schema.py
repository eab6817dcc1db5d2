"""A pydantic shape as a JSON schema that small servers accept: nothing to look up, nothing they stumble over."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from pydantic import BaseModel

Schema = dict[str, Any]

DEEPEST_REPEAT = 2
MOST_ITEMS = 32
_FOR_US = frozenset({"default", "minLength", "maxLength", "pattern", "format", "multipleOf", "uniqueItems", "examples"})
_DROPPED = frozenset({"title", "$defs", "discriminator", "$schema", "$comment"})


@dataclass(frozen=True)
class Shape:
    """`full` guides repair with defaults and limits; `sent` is what a server gets."""

    name: str
    full: Schema
    sent: Schema


@lru_cache(maxsize=256)
def shape_of(model: type[BaseModel]) -> Shape:
    """The shape of answers that a pydantic model describes."""
    raw = model.model_json_schema()
    full = _inlined(raw, cast("Schema", raw.get("$defs", {})), ())
    if full is None or full.get("type") != "object":
        raise TypeError(f"{model.__name__} is no shape of an object without end")
    return Shape(model.__name__, full, _plain(full))


def field_shape(shape: Shape, field: str) -> Shape:
    """The shape of one field alone, as an object that holds nothing else."""
    return Shape(f"{shape.name}_{field}", _only(shape.full, field), _only(shape.sent, field))


def _only(schema: Schema, field: str) -> Schema:
    return schema | {"properties": {field: schema["properties"][field]}, "required": [field]}


def _inlined(node: Mapping[str, Any], defs: Schema, inside: tuple[str, ...]) -> Schema | None:
    """Without references; None where a shape holds itself too often, so that the holder can leave it out."""
    if "$ref" in node:
        name = str(node["$ref"]).rpartition("/")[2]
        if inside.count(name) >= DEEPEST_REPEAT:
            return None
        found = _inlined(defs[name], defs, (*inside, name))
        beside = {key: value for key, value in node.items() if key != "$ref" and key not in _DROPPED}
        return None if found is None else found | beside
    found = {key: value for key, value in node.items() if key not in _DROPPED}
    if "allOf" in found and len(found["allOf"]) == 1:
        inner = _inlined(found.pop("allOf")[0], defs, inside)
        return None if inner is None else inner | found
    for one in ("anyOf", "oneOf"):
        if one in found:
            branches = [_inlined(branch, defs, inside) for branch in found.pop(one)]
            found["anyOf"] = [branch for branch in branches if branch is not None]
            if not found["anyOf"]:
                return None
    if "const" in found:
        found["enum"] = [found.pop("const")]
    return _contents(found, defs, inside)


def _contents(found: Schema, defs: Schema, inside: tuple[str, ...]) -> Schema | None:
    if "prefixItems" in found:
        places = [_inlined(place, defs, inside) for place in found.pop("prefixItems")]
        found |= {"items": {"anyOf": [place for place in places if place is not None]}}
    elif isinstance(found.get("items"), Mapping):
        items = _inlined(found["items"], defs, inside)
        found |= {"items": {}, "maxItems": 0} if items is None else {"items": items}
    if isinstance(found.get("additionalProperties"), Mapping):
        found["additionalProperties"] = _inlined(found["additionalProperties"], defs, inside) or {}
    if "properties" in found:
        required = set(found.get("required", ()))
        properties = {name: _inlined(value, defs, inside) for name, value in found["properties"].items()}
        if any(properties[name] is None for name in required):
            return None
        found["properties"] = {name: value for name, value in properties.items() if value is not None}
    return found


def _plain(node: Schema) -> Schema:
    """What every server understands; what is left out is checked here, after the answer."""
    plain = {key: value for key, value in node.items() if key not in _FOR_US}
    if "anyOf" in plain:
        plain["anyOf"] = [_plain(branch) for branch in plain["anyOf"]]
    if isinstance(plain.get("items"), dict):
        plain["items"] = _plain(plain["items"])
        plain["maxItems"] = min(plain.get("maxItems", MOST_ITEMS), MOST_ITEMS)
    if "properties" in plain:
        plain["properties"] = {name: _plain(value) for name, value in plain["properties"].items()}
        plain |= {"required": list(plain["properties"]), "additionalProperties": False}
    elif isinstance(plain.get("additionalProperties"), dict):
        plain["additionalProperties"] = _plain(plain["additionalProperties"])
    return plain
