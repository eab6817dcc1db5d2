"""What models say around a prompt is taken away, and words that only praise are left out of sentences."""

import pytest

from fabula.imaging.images.words.tidying import is_english, normalised, tidy, without_junk


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("A red door in a white wall.", "A red door in a white wall."),
        ("Masterpiece, best quality, 8k. A red door.", "A red door."),
        ("A red door, photorealistic, highly detailed, 8K resolution.", "A red door."),
        ("A red door in a wall. Ultra-detailed and photo-realistic.", "A red door in a wall."),
        ("A photograph of a door with sharp focus.", "A photograph of a door."),
        ("masterpiece", "masterpiece"),
        ("A 4k television on a table.", "A television on a table."),
    ],
)
def test_sentences_lose_junk(said: str, kept: str) -> None:
    assert without_junk(said) == kept
    assert without_junk(kept) == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("```\na cat\n```", "a cat"),
        ("Sure, here is a prompt: a cat on a mat", "a cat on a mat"),
        ("Prompt: “a  cat\n on a mat”", "a cat on a mat"),
        ("a cat {red|blue}", "a cat (red|blue)"),
        ("x" * 3000, "x" * 2000),
        (f"{'word ' * 600}", ("word " * 400).strip()),
    ],
)
def test_prompts_lose_what_is_around_them(said: str, kept: str) -> None:
    assert tidy(said) == kept


def test_wishes_that_say_the_same_are_the_same() -> None:
    assert normalised("  Рыжий\n кот. ") == normalised("рыжий кот!")
    assert normalised("a cat") != normalised("a dog")


def test_a_repeated_wish_is_no_english_prompt() -> None:
    assert is_english("A sign that says «Кафе» above a door")
    assert not is_english("Рыжий кот, red")
    assert is_english("42")
