"""What the words of a prompt mean to the painter, in English and in Russian."""

import pytest

from fabula.engines.builtin.painter.picture.idea import Idea, read


def idea(text: str, avoided: str = "") -> Idea:
    return read(((text, 1.0),), ((avoided, 1.0),))


@pytest.mark.parametrize(
    ("text", "place", "time", "weather"),
    [
        ("a lighthouse at dusk, stormy sea", "lighthouse", "dusk", "storm"),
        ("маяк на закате, шторм", "lighthouse", "dusk", "storm"),
        ("foggy forest in the morning", "forest", "dawn", "fog"),
        ("туманный лес утром", "forest", "dawn", "fog"),
        ("ночной город, дождь", "city", "night", "rain"),
        ("заснеженная деревня вечером", "village", "dusk", ""),
        ("рыбацкая гавань, луна", "harbour", "", ""),
        ("a cup of tea", "", "", ""),
    ],
)
def test_place_time_and_weather(text: str, place: str, time: str, weather: str) -> None:
    found = idea(text)
    assert (found.place, found.time, found.weather) == (place, time, weather)


@pytest.mark.parametrize(
    ("text", "figure"),
    [("a fox", "fox"), ("лиса", "fox"), ("кот спит", "cat"), ("девушка", "woman"), ("an old captain", "man")],
)
def test_figures(text: str, figure: str) -> None:
    assert figure in idea(text).figures


def test_colours_belong_to_what_follows_them() -> None:
    found = idea("a girl with red hair, green eyes and a blue coat")
    assert found.subject_colours == {"hair": "red", "eyes": "green", "cloth": "blue"}
    assert idea("рыжая девушка, голубые глаза").subject_colours == {"hair": "orange", "eyes": "blue"}


def test_what_is_avoided_is_not_there() -> None:
    found = idea("a fox in a forest, moon", "moon, fox")
    assert found.figures == ()
    assert not found.wants("moon", True)


def test_words_are_not_found_inside_other_words() -> None:
    assert idea("scatter and catalogue").figures == ()
    assert idea("котёл").figures == ()


def test_a_word_without_weight_does_not_count() -> None:
    assert read((("a fox", 0.0),), ()).figures == ()
