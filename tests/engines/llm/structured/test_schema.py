"""Shapes for small servers, and the watchdog over what they make of them."""

import json
from datetime import date
from typing import Literal

import pytest
from pydantic import BaseModel, Field

from fabula.engines.llm.structured import Watchdog, shape_of
from fabula.engines.llm.structured.filling import Filling


class Talk(BaseModel):
    kind: Literal["talk"]
    words: str = Field(pattern=r"^\w+", max_length=10)


class Move(BaseModel):
    kind: Literal["move"]
    to: str


class Person(BaseModel):
    name: str
    friends: list["Person"] = []


class Page(BaseModel):
    title: str | None = None
    day: date
    acts: list[Talk | Move] = Field(min_length=1)
    people: list[Person]
    scores: dict[str, int] = {}


class Endless(BaseModel):
    next: "Endless"


def test_a_shape_has_no_references_and_no_end_of_itself() -> None:
    shape = shape_of(Page)
    sent = json.dumps(shape.sent)
    for word in ("$ref", "$defs", "pattern", "format", "maxLength", 'title": "', "default", "const"):
        assert word not in sent
    acts = shape.sent["properties"]["acts"]
    assert (acts["minItems"], acts["maxItems"], len(acts["items"]["anyOf"])) == (1, 32, 2)
    assert shape.sent["required"] == ["title", "day", "acts", "people", "scores"]
    friends = shape.sent["properties"]["people"]["items"]["properties"]["friends"]
    assert friends["items"]["properties"]["friends"]["maxItems"] == 0


def test_a_shape_without_an_end_is_named() -> None:
    with pytest.raises(TypeError, match="Endless"):
        shape_of(Endless)


def test_filling_finds_the_branch_that_was_meant() -> None:
    filling = Filling()
    shape = shape_of(Page).full
    value = {
        "day": "2026-01-01",
        "acts": {"kind": "move", "to": "sea", "words": "x"},
        "people": None,
        "scores": {"a": "5"},
    }
    assert filling.fill(value, shape) == {
        "title": None,
        "day": "2026-01-01",
        "acts": [{"kind": "move", "to": "sea"}],
        "people": [],
        "scores": {"a": 5},
    }
    assert len(filling.changes) >= 4


@pytest.mark.parametrize(
    ("piece", "rounds", "trouble"),
    [
        (" \n\t", 200, "it writes nothing but whitespace"),
        ("ha ", 100, "it repeats itself"),
        ("The same sentence comes again, and again. ", 20, "it repeats itself"),
        ("Волна за волной катится к берегу, и всё начинается сначала; так проходит день. ", 12, "it repeats itself"),
    ],
)
def test_a_model_that_lost_its_way_is_seen(piece: str, rounds: int, trouble: str) -> None:
    watchdog = Watchdog()
    found = [said for _ in range(rounds) for said in [watchdog.saw(piece)] if said]
    assert found[:1] == [trouble]


def test_ordinary_text_is_left_alone() -> None:
    watchdog = Watchdog()
    text = " ".join(f"Verse {n}: the sea, the sea, the open sea, number {n * n}." for n in range(200))
    text += json.dumps([{"x": n, "y": 0, "z": 0, "kind": "wall"} for n in range(100)], indent=8)
    assert {watchdog.saw(text[at : at + 4]) for at in range(0, len(text), 4)} == {""}
