"""Choices in prompts, patterns in file names."""

import time
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.engines.comfy.formats import resolve_choices, resolve_patterns
from fabula.engines.comfy.formats.patterns import settled


def first(options: int) -> int:
    return 0


def last(options: int) -> int:
    return options - 1


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("a {red|blue} house", "a blue house"),
        ("{a|{b|c}}", "c"),
        ("{a|}", ""),
        (r"\{a\|b\}", "{a|b}"),
        (r"a \(b\)", r"a \(b\)"),
        ("see http://x", "see http:"),
        ("a /* b\nc */ d", "a  d"),
        ("a /* b // c\nd", "a /* b \nd"),
        ("a // b */ c\n/* d */e", "a \ne"),
        ("a /*/ b", "a /*/ b"),
        ("{open|end", "end"),
        ("a } b", "a } b"),
    ],
)
def test_one_option_of_each_group_is_drawn(text: str, drawn: str) -> None:
    assert resolve_choices(text, last) == drawn


def test_only_a_real_choice_is_left_open() -> None:
    assert settled("a {red} house // x") == "a red house "
    assert settled("a {red|blue} house") is None


@given(st.text(alphabet="a{}|\\/* \n", max_size=60))
def test_any_text_can_be_drawn_from(text: str) -> None:
    assert isinstance(resolve_choices(text, first), str)


def test_deep_groups_end() -> None:
    assert resolve_choices("{" * 5_000, first).count("{") <= 5_000


@pytest.mark.parametrize("text", ["/* " * 15_000, "{" * 50_000, "/*" * 25_000, "//" * 25_000, "/* " * 1_000_000])
def test_no_text_holds_everybody_up(text: str) -> None:
    began = time.process_time()
    resolve_choices(text, first)
    assert time.process_time() - began < 1


def test_what_is_too_long_for_a_prompt_stays_as_it_is() -> None:
    text = "{a|b}" * 20_000
    assert resolve_choices(text, first) == text


def test_patterns_of_file_names() -> None:
    def find(name: str, widget: str) -> str | None:
        return {"Sampler.seed": "7", "Loader.name": "styles/a:b"}.get(f"{name}.{widget}")

    at = datetime(2026, 3, 4, 5, 6, 7)  # noqa: DTZ001 - the clock on the wall
    text = "%Sampler.seed%_%Loader.name%_%date:yyyy-MM-dd hhmmss%_%width%_%No.one%_100%"
    assert resolve_patterns(text, find, at) == "7_styles_a_b_2026-03-04 050607_%width%_%No.one%_100%"
    assert resolve_patterns("%date:yyyy%", find) == "%date:yyyy%"
