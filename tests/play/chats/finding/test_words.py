"""What people type becomes terms, whatever it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.play.chats.finding.matching import boolean, fts5, patterns, tsquery
from fabula.play.chats.finding.snippets import snippet_of
from fabula.play.chats.finding.words import MOST_TERMS, Term, fold, terms_of


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("Пещеры", [Term(("пещеры",), "пещер")]),
        ("дракона", [Term(("дракона",), "дракон")]),
        ("красивыми", [Term(("красивыми",), "красив")]),
        ("ёлка", [Term(("елка",), "елка")]),
        ("dragons", [Term(("dragons",), "dragon")]),
        ("glass", [Term(("glass",), "glass")]),
        ("it is", [Term(("it",), "it"), Term(("is",), "is")]),
        ('"Old Tower" keys', [Term(("old", "tower"), None), Term(("keys",), "keys")]),
        ("«белый волк»", [Term(("белый", "волк"), None)]),
        ('an "open end', [Term(("an",), "an"), Term(("open", "end"), None)]),
        ("foo-bar", [Term(("foo", "bar"), "bar")]),
        ("word word", [Term(("word",), "word")]),
        ("", []),
        ('"', []),
        ("+ - * ( ) : ^ ~ @ '", []),
    ],
)
def test_a_search_is_read_as_its_writer_meant_it(typed: str, terms: list[Term]) -> None:
    assert terms_of(typed) == terms


def test_a_long_search_ends_somewhere() -> None:
    assert len(terms_of(" ".join(f"w{number}" for number in range(500)))) <= MOST_TERMS


@given(st.text(max_size=300))
def test_nothing_that_is_typed_becomes_an_operator(typed: str) -> None:
    terms = terms_of(typed)
    for term in terms:
        assert all(word.isalnum() or word.isnumeric() or fold(word) == word for word in term.words)
        assert not set("\"'()*:+-<>~@^&|\\") & set("".join(term.words))
    assert len(fold(typed)) == len(typed)


def test_terms_are_written_in_each_databases_language() -> None:
    terms = terms_of('Пещеры ab-x "old tower" z')
    assert fts5("0198-ab", terms) == (
        'owner : "0198ab" AND body : (("пещер" * OR "пещеры") AND "ab x" AND "old tower" AND "z")'
    )
    assert tsquery(terms) == "('пещер':*) & ('ab' <-> 'x') & ('old' <-> 'tower') & ('z')"
    assert boolean(terms) == '+пещер* +"old tower"'
    assert patterns(terms) == [r"(*UCP)\bab\b", r"(*UCP)\bx\b", r"(*UCP)\bz\b"]


def test_a_snippet_shows_the_place_with_marks() -> None:
    text = "Far away. " * 40 + "The Old tower held драконов, and the dragon slept.\n\n" + "More. " * 40
    shown = snippet_of(text, terms_of('dragons дракон "old tower"'))
    assert "\x02Old tower\x03 held \x02драконов\x03, and the \x02dragon\x03 slept. More." in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < 260


def test_a_snippet_of_a_text_without_the_word_is_its_beginning() -> None:
    assert snippet_of("One\x02 two\nthree", terms_of("nowhere")) == "One two three"


@given(st.text(max_size=500), st.text(max_size=40))
def test_a_snippet_always_has_as_many_ends_as_starts(text: str, typed: str) -> None:
    shown = snippet_of(text, terms_of(typed))
    assert shown.count("\x02") == shown.count("\x03")
