"""What is written for a JSON schema follows every rule of it, and tells something."""

import json
import re
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field, TypeAdapter, create_model

from fabula.engines.builtin.storyteller.writer import write
from fabula.engines.builtin.storyteller.writing import Prompt, Turn
from tests.engines.builtin.storyteller.asking import filled, told


class Line(BaseModel):
    speaker: str
    emotion: Literal["neutral", "happy", "sad", "angry"]
    text: Annotated[str, Field(max_length=90)]


class Choice(BaseModel):
    id: str
    text: str


class Place(BaseModel):
    place_id: str
    mood: str
    visual: Annotated[str, Field(description="English prompt for the picture")]


class Beat(BaseModel):
    narration: Annotated[str, Field(min_length=200, max_length=400)]
    lines: Annotated[list[Line], Field(min_length=1, max_length=4)]
    scene: Place
    choices: Annotated[list[Choice], Field(min_length=2, max_length=4)]
    ending: str | None


class Tree(BaseModel):
    name: str
    children: list["Tree"]


def test_a_beat_of_a_novel_tells_of_its_prompt() -> None:
    raw = filled(Beat.model_json_schema(), "Героиня Анна входит в старую таверну. Идёт дождь.")
    beat = Beat.model_validate(raw)
    assert list(raw) == list(Beat.model_fields)
    assert {line.speaker for line in beat.lines} > {"Анна"}
    assert beat.scene.place_id == "tavern"
    assert beat.scene.visual.startswith("heroine Anna, entering in old tavern, rain falling")
    assert len({choice.text for choice in beat.choices}) == len(beat.choices)
    assert [choice.id for choice in beat.choices] == [f"c{number + 1}" for number in range(len(beat.choices))]
    assert beat.ending is None


def test_a_schema_that_contains_itself_comes_to_an_end() -> None:
    assert Tree.model_validate(filled(Tree.model_json_schema())).children


def test_an_option_of_the_prompt_is_taken() -> None:
    schema = {"type": "string", "enum": ["left", "right", "straight on"]}
    assert {filled(schema, "Turn right at the mill", seed) for seed in range(8)} == {"right"}


@pytest.mark.parametrize(
    "pattern", [r"^[A-Z]{3}-\d{2,4}(?:a|b)?$", r"^\d{4}-\d{2}$", r"^(left|right)_[a-f0-9]+$", r"^#[0-9a-f]{6}$"]
)
def test_simple_patterns_match(pattern: str) -> None:
    for seed in range(20):
        assert re.fullmatch(pattern.strip("^$"), filled({"type": "string", "pattern": pattern}, seed=seed))


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"const": "fixed"}, "fixed"),
        ({"type": "null"}, None),
        ({"type": "integer", "minimum": 5, "maximum": 5}, 5),
        ({"type": "integer", "multipleOf": 64, "minimum": 500, "maximum": 520}, 512),
        (
            {"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 2, "uniqueItems": True, "maxItems": 2},
            {"a", "b"},
        ),
        ({"type": "array", "maxItems": 0, "items": {}}, []),
        ({"anyOf": [{"type": "null"}, {"const": 4}]}, 4),
        ({"allOf": [{"minimum": 3, "type": "integer"}, {"maximum": 3}]}, 3),
        (
            {
                "type": "object",
                "required": ["x"],
                "properties": {"x": {"$ref": "#/$defs/x"}},
                "$defs": {"x": {"const": 1}},
            },
            {"x": 1},
        ),
    ],
)
def test_single_rules_are_kept(schema: dict[str, Any], expected: Any) -> None:
    value = filled(schema)
    assert (set(value) if isinstance(expected, set) else value) == expected


def test_json_without_a_schema_follows_the_example_of_the_prompt() -> None:
    text = 'Answer as JSON like {"title": "…", "age": 3, "tags": ["x"]}'
    value = json.loads(write(Prompt((Turn("user", text),), schema="json")).text)
    assert {key: type(part) for key, part in value.items()} == {"title": str, "age": int, "tags": list}


FIELDS = ("title", "name", "text", "score", "choices", "imagePrompt", "odd")


class Mood(StrEnum):
    CALM = "calm"
    WILD = "wild"


@st.composite
def kinds(draw: st.DrawFn, depth: int = 0) -> Any:
    """Types as people write them with pydantic."""
    low = draw(st.integers(0, 40))
    high = low + draw(st.integers(0, 60))
    simple: list[Any] = [
        Annotated[str, Field(min_length=low, max_length=max(high, 1))],
        Annotated[int, Field(ge=low, le=high)],
        Annotated[float, Field(gt=low, lt=high + 1)],
        bool,
        Mood,
        Literal["one", "two"],
        str | None,
    ]
    if depth < 3:
        inner = draw(kinds(depth + 1))
        names = draw(
            st.lists(
                st.sampled_from(["title", "name", "text", "score", "choices", "imagePrompt", "odd"]),
                min_size=1,
                unique=True,
            )
        )
        fields: dict[str, Any] = {name: (draw(kinds(depth + 2)), ...) for name in names}
        few = min(low, 5)
        simple += [
            Annotated[list[inner], Field(min_length=few, max_length=few + 2)],
            create_model("Part", **fields),
            dict[str, inner],
            inner | None,
        ]
    return draw(st.sampled_from(simple))


@settings(max_examples=150, deadline=None)
@given(kind=kinds(), seed=st.integers(0, 1000), text=st.sampled_from(["A storm at sea", "Шторм на море, 7 кораблей"]))
def test_whatever_the_schema_the_value_is_valid(kind: Any, seed: int, text: str) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    adapter.validate_python(filled(adapter.json_schema(), text, seed), strict=False)


def test_text_without_a_schema_is_no_json() -> None:
    assert not told("Hello").startswith("{")
