"""A schema made plain: references followed, `allOf` merged, one branch of a union chosen."""

from typing import Any, cast

from fabula.engines.builtin.storyteller.writing.prompt import Schema

UNIONS = ("anyOf", "oneOf")


def branches(schema: Schema, root: Schema) -> list[Schema]:
    """Every plain schema that a value may follow, the likeliest first and `null` last."""
    plain = _plain(schema, root)
    for union in UNIONS:
        if options := plain.get(union):
            rest = {key: value for key, value in plain.items() if key != union}
            found = [one for option in options for one in branches(merged(rest, option), root)]
            return sorted(found, key=lambda one: one.get("type") == "null")
    kinds = plain.get("type")
    if isinstance(kinds, list):
        return [plain | {"type": kind} for kind in sorted(cast("list[str]", kinds), key=lambda kind: kind == "null")]
    return [plain]


def merged(first: Schema, second: Schema) -> Schema:
    """Both schemas at once."""
    both = first | second
    for key in ("properties", "$defs", "definitions"):
        if key in first and key in second:
            both[key] = first[key] | second[key]
    if "required" in first and "required" in second:
        both["required"] = [*first["required"], *(name for name in second["required"] if name not in first["required"])]
    return both


def _plain(schema: Schema, root: Schema) -> Schema:
    plain = dict(schema)
    followed = 0
    while (reference := plain.pop("$ref", None)) and followed < 20:
        plain = merged(_target(reference, root), plain)
        followed += 1
    for part in cast("list[Schema]", plain.pop("allOf", [])):
        plain = merged(plain, _plain(part, root))
    return plain


def _target(reference: str, root: Schema) -> Schema:
    target: Any = root
    for key in reference.removeprefix("#").strip("/").split("/"):
        name = key.replace("~1", "/").replace("~0", "~")
        target = target.get(name, {}) if key else target
    return cast("Schema", target) if isinstance(target, dict) else {}
