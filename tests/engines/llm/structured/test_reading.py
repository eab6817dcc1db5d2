"""Reading what models write: valid JSON exactly, the rest as it was most likely meant, and always in time."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.engines.llm.structured.loose_json import loose_json
from fabula.engines.llm.structured.reading import growing, loosely_read, strictly_read

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
words = st.text(st.characters(codec="utf-8", exclude_characters="\"'“”«»`\\"), max_size=20)
plain = st.dictionaries(words, words | st.integers() | st.lists(words, max_size=3), max_size=5)


@given(values)
def test_strict_reading_takes_all_valid_json(value: object) -> None:
    assert strictly_read(json.dumps({"a": value})) == {"a": value}


@given(plain)
def test_loose_reading_of_valid_json_is_exact(value: dict[str, object]) -> None:
    assert loose_json(json.dumps(value, ensure_ascii=False)) == value


@given(st.text(st.sampled_from("{}[]\",:'\\ntrue1-. /*#é"), max_size=60))
@settings(max_examples=300)
def test_any_text_is_read_or_refused_in_time(text: str) -> None:
    loosely_read("{" + text)
    growing(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1,}', {"a": 1}),
        ("{a: 1, b: true, c: None}", {"a": 1, "b": True, "c": None}),
        ("{'a': 'it''s'}", {"a": "it''s"}),
        ('{"a": "x" "b": 2}', {"a": "x", "b": 2}),
        ('{"a": "x"\n"b": 2}', {"a": "x", "b": 2}),
        ('{"a": "He said "no", and left."}', {"a": 'He said "no", and left.'}),
        ('{"a": "two\nlines"}', {"a": "two\nlines"}),
        ('{"a": [1, 2', {"a": [1, 2]}),
        ('{"a": {"b": "un', {"a": {"b": "un"}}),
        ('{"a": 1 /* one */, // two\n "b": 2}', {"a": 1, "b": 2}),
        ("{“a”: “x”}", {"a": "x"}),
        ('{"a": "\\u0441\\n"}', {"a": "с\n"}),
        ('{"a": }', {}),
        ('{"a": 1_000, "b": +2.5}', {"a": 1000, "b": 2.5}),
    ],
)
def test_usual_mistakes_are_understood(text: str, value: object) -> None:
    assert loose_json(text) == value


def test_the_object_that_holds_most_is_taken() -> None:
    assert loosely_read('First {x} then {"a": 1, "b": 2} and {"c": 3}') == {"a": 1, "b": 2}
    assert loosely_read("nothing here") is None


def test_deep_nesting_is_no_danger() -> None:
    assert loosely_read('{"a":' * 100_000) is None
    assert strictly_read('{"a":' * 100_000) is None


def test_a_growing_object_shows_its_last_text() -> None:
    assert growing('Sure: {"a": "on') == {"a": "on"}
    assert growing("not yet") is None
