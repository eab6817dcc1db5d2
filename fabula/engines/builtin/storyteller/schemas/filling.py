"""A value for a JSON schema: every rule of the schema is kept, every text tells something."""

import json
import re
from dataclasses import dataclass
from typing import Any, cast

from fabula.engines.builtin.storyteller.schemas.fields import Content, clipped, text_for
from fabula.engines.builtin.storyteller.schemas.inlining import branches
from fabula.engines.builtin.storyteller.schemas.numbers import number
from fabula.engines.builtin.storyteller.schemas.patterns import PatternTooHard, matching
from fabula.engines.builtin.storyteller.writing.prompt import Schema
from fabula.engines.builtin.storyteller.writing.reading import Reading
from fabula.engines.builtin.storyteller.writing.wishes import change_wanted
from fabula.engines.builtin.storyteller.writing.words import calls, language_of, words_of

DEEPEST = 12
USUAL_ITEMS = 3
MOST_ITEMS = 1000
FORMATS = {
    "date": "2026-01-01",
    "date-time": "2026-01-01T20:15:00Z",
    "time": "20:15:00Z",
    "email": "reader@example.org",
    "uri": "https://example.org/",
    "url": "https://example.org/",
    "uuid": "6f1c9d3e-8a4b-4c2d-9e5f-0a1b2c3d4e5f",
    "hostname": "example.org",
    "ipv4": "127.0.0.1",
}
UNLIKELY = re.compile(r"end|finish|over|nsfw|error|fail|конец")
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w])")


def filled(schema: Schema, reading: Reading) -> Any:
    """A value that the schema allows."""
    return _Filling(schema, Content(reading)).value(schema, ())


@dataclass
class _Filling:
    root: Schema
    content: Content

    def value(self, schema: Schema | bool, path: tuple[str, ...]) -> Any:
        if isinstance(schema, bool):
            return self._text({}, path)
        plain = self._branch(schema, path)
        if "const" in plain:
            return plain["const"]
        if "enum" in plain:
            return self._option(plain, path)
        kind = plain.get("type") or _implied(plain)
        if kind == "object":
            return self._object(plain, path)
        if kind == "array":
            return self._list(plain, path)
        if kind in ("integer", "number"):
            return self._number(plain, path, is_whole=kind == "integer")
        if kind == "boolean":
            return not UNLIKELY.search(_name(path)) and self.content.reading.dice.chance(0.6)
        return None if kind == "null" else self._text(plain, path)

    def _branch(self, schema: Schema, path: tuple[str, ...]) -> Schema:
        options = branches(schema, self.root)
        may_be_null = any(option.get("type") == "null" for option in options)
        if may_be_null and (len(path) >= DEEPEST or UNLIKELY.search(_name(path))):
            return {"type": "null"}
        if len(path) >= DEEPEST:
            return min(options, key=lambda option: (_implied(option) == "object", len(option.get("required", []))))
        return options[0]

    def _object(self, schema: Schema, path: tuple[str, ...]) -> dict[str, Any]:
        properties: dict[str, Schema] = schema.get("properties") or {}
        required: list[str] = schema.get("required") or []
        is_deep = len(path) >= DEEPEST
        wanted = [name for name in properties if name in required or not (is_deep or self._ends_here(name, path))]
        value = {name: self.value(properties[name], (*path, name)) for name in wanted}
        extra = schema.get("additionalProperties")
        open_ended: Schema | bool = cast("Schema", extra) if isinstance(extra, dict) else {}
        for name in required:
            if name not in value:
                value[name] = self.value(open_ended, (*path, name))
        missing = max(int(schema.get("minProperties") or 0), 1 if isinstance(extra, dict) and not properties else 0)
        for index in range(len(value), missing):
            value[f"key_{index + 1}"] = self.value(open_ended, (*path, "value"))
        return value

    def _ends_here(self, name: str, path: tuple[str, ...]) -> bool:
        """A schema that contains itself stops after its second turn."""
        return path.count(name) > 1

    def _list(self, schema: Schema, path: tuple[str, ...]) -> list[Any]:
        fewest = int(schema.get("minItems") or 0)
        most = min(int(schema.get("maxItems", max(fewest, USUAL_ITEMS))), MOST_ITEMS)
        count = max(fewest, min(most, USUAL_ITEMS))
        if path.count(_name(path)) > 1 or len(path) >= DEEPEST:
            count = fewest
        first = cast("list[Schema]", schema.get("prefixItems") or [])
        values = [self.value(one, (*path, f"{_name(path)}")) for one in first[:count] or first[: most or len(first)]]
        items: Schema | bool = schema.get("items", {})
        while items is not False and len(values) < count:
            value = self.value(items, path)
            if schema.get("uniqueItems") and value in values:
                value = self._another(items, path, values)
                if value in values:
                    break
            values.append(value)
        return values

    def _another(self, items: Schema | bool, path: tuple[str, ...], taken: list[Any]) -> Any:
        options = branches(items, self.root)[0].get("enum") if isinstance(items, dict) else None
        left = [option for option in cast("list[Any]", options or []) if option not in taken]
        if left:
            return left[0]
        for _ in range(50):
            if (value := self.value(items, path)) not in taken:
                return value
        return f"{taken[-1]} {len(taken)}" if isinstance(taken[-1], str) else max(taken) + 1

    def _option(self, schema: Schema, path: tuple[str, ...]) -> Any:
        """The first option that the prompt speaks of; else one by chance, and for feelings rather a calm one."""
        options: list[Any] = schema["enum"]
        reading = self.content.reading
        if (change := change_wanted(reading, options)) is not None:
            return change
        words = words_of(reading.last)
        language = reading.language
        for option in options:
            parts = words_of(str(option).replace("_", " "))
            if (
                parts
                and language_of(str(option)) == language
                and all(any(calls(word, part, language) for word in words) for part in parts)
            ):
                return option
        if "neutral" in options and not reading.dice.chance(0.5):
            return "neutral"
        likely = [option for option in options if option is not None and not UNLIKELY.search(str(option))]
        return reading.dice.one(likely or options)

    def _number(self, schema: Schema, path: tuple[str, ...], *, is_whole: bool) -> int | float:
        said = [float(found) for found in NUMBER.findall(self.content.reading.last)]
        return number(schema, _name(path), self.content.reading.dice, is_whole=is_whole, said=said)

    def _text(self, schema: Schema, path: tuple[str, ...]) -> str:
        if pattern := schema.get("pattern"):
            if found := self._matching(schema, pattern):
                return found
        elif (form := schema.get("format")) in FORMATS:
            return FORMATS[form]
        told = text_for(self.content, path, f"{schema.get('description', '')} {schema.get('title', '')}")
        return self._sized(schema, told)

    def _matching(self, schema: Schema, pattern: str) -> str:
        for _ in range(20):
            try:
                text = matching(pattern, self.content.reading.dice)
            except PatternTooHard:
                return ""
            if int(schema.get("minLength") or 0) <= len(text) <= int(schema.get("maxLength") or 10_000):
                return text
        return ""

    def _sized(self, schema: Schema, text: str) -> str:
        shortest = int(schema.get("minLength") or 0)
        while len(text) < shortest:
            text = f"{text} {text_for(self.content, ('narration',), '')}".strip()
        longest = schema.get("maxLength")
        if longest is None:
            return text
        cut = clipped(text, int(longest))
        return cut if len(cut) >= shortest else text[: int(longest)]


def _name(path: tuple[str, ...]) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", path[-1]).lower() if path else ""


def _implied(schema: Schema) -> str:
    """The type of a schema that does not name one."""
    if schema.get("type"):
        return str(schema["type"])
    if "properties" in schema or "required" in schema or "additionalProperties" in schema:
        return "object"
    if "items" in schema or "prefixItems" in schema:
        return "array"
    return "number" if "minimum" in schema or "maximum" in schema else "string"


def example_schema(text: str) -> Schema:
    """A schema for JSON that is only described by an example in the prompt, or by nothing."""
    for found in re.finditer(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", text):
        try:
            example = json.loads(found[0])
        except ValueError:
            keys = re.findall(r"[\"'](\w+)[\"']\s*:", found[0])
            if keys:
                return {"type": "object", "properties": {key: {"type": "string"} for key in keys}, "required": keys}
        else:
            return like(example)
    return {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}


def like(example: Any) -> Schema:
    """The schema of values like the example."""
    if isinstance(example, dict):
        properties = {str(key): like(value) for key, value in cast("dict[str, Any]", example).items()}
        return {"type": "object", "properties": properties, "required": list(properties)}
    if isinstance(example, list):
        items = cast("list[Any]", example)
        return {"type": "array", "items": like(items[0]) if items else {"type": "string"}}
    if isinstance(example, bool):
        return {"type": "boolean"}
    if isinstance(example, int | float):
        return {"type": "integer" if isinstance(example, int) else "number"}
    return {"type": "string"}
