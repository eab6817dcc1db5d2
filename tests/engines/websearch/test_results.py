"""What pages say of themselves is made plain quickly, whatever it is."""

import time

import pytest

from fabula.engines.websearch.results import plain, source


@pytest.mark.parametrize("text", ["<script " * 4_000, "<!--" * 8_000, "<a" * 10_000])
def test_markup_without_an_end_is_left_out_at_once(text: str) -> None:
    began = time.perf_counter()
    plain(text, 1_200)
    assert time.perf_counter() - began < 0.3


def test_what_a_page_hides_is_not_shown() -> None:
    assert plain("a<script>b</script >c<!-- d -->e<STYLE>f</style>g<script>h", 100) == "a c e g"


@pytest.mark.parametrize(("score", "kept"), [(10**400, None), (float("nan"), None), (2, 1.0), (-1, 0.0), ("1", None)])
def test_a_score_is_a_number_between_0_and_1(score: object, kept: float | None) -> None:
    found = source("t", "https://sea.example", "x", score)
    assert found is not None
    assert found.score == kept


def test_half_a_character_never_gets_through() -> None:
    found = source("t\ud800", "https://sea.example", "x")
    assert found is not None
    assert found.title == "t?"
    assert source("t", "https://sea.example/\ud800", "x") is None
