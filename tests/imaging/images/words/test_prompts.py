"""What is asked of a model, and what it may answer."""

import pytest
from pydantic import ValidationError

from fabula.imaging.images.words import Wanted
from fabula.imaging.images.words.prompts import Sentences, Tags, asking_for, plain_prompt, shape_of_prompt
from fabula.imaging.images.words.settings import BOUNDS, Change, SamplerSettings
from fabula.imaging.templates import Style

WISH = Wanted(wish="Белый забор", style=Style.SENTENCES)
EDIT = Wanted(wish="Белый забор", style=Style.TAGS, is_edit=True, seen="A brown fence.")


def test_flux_is_asked_for_sentences_and_others_for_tags() -> None:
    assert "sentences" in asking_for(WISH)
    assert "masterpiece" in asking_for(WISH), "what is not wanted is named"
    assert "tags" in asking_for(EDIT)
    assert "to be changed" in asking_for(EDIT)
    assert EDIT.told() == "The picture now: A brown fence.\n\nWish: Белый забор"
    assert (shape_of_prompt(Style.SENTENCES), shape_of_prompt(Style.TAGS)) == (Sentences, Tags)


def test_an_answer_is_tidied_and_has_to_be_english() -> None:
    assert Sentences(prompt="Prompt: a white fence, 8k").said() == ("A white fence", "")
    assert Tags(prompt="white fence, 8k", negative=" blurry ").said() == ("white fence, 8k", "blurry")
    with pytest.raises(ValidationError, match="English"):
        Sentences(prompt="Белый забор у дома")


def test_the_key_tells_apart_what_needs_another_answer() -> None:
    keys = [
        WISH.key("prompt", "a"),
        WISH.key("prompt", "b"),
        WISH.key("settings", "a"),
        EDIT.key("prompt", "a"),
        Wanted(wish="Белый дом", style=Style.SENTENCES).key("prompt", "a"),
        Wanted(wish="Белый забор", style=Style.TAGS).key("prompt", "a"),
    ]
    assert len(set(keys)) == len(keys)
    assert Wanted(wish=" белый  забор.", style=Style.SENTENCES).key("prompt", "a") == keys[0]


def test_a_plain_prompt_holds_the_wish_and_what_is_known() -> None:
    assert plain_prompt(WISH) == "Белый забор"
    assert plain_prompt(EDIT) == "Белый забор, A brown fence."


@pytest.mark.parametrize("change", list(Change))
@pytest.mark.parametrize("denoise", [0.3, 0.6, 0.9])
def test_denoise_is_held_within_its_kind_of_change(change: Change, denoise: float) -> None:
    low, high = BOUNDS[change]
    assert low <= SamplerSettings(change=change, denoise=denoise, steps=25).held().denoise <= high


def test_colours_are_changed_gently() -> None:
    assert BOUNDS[Change.COLOUR] == (0.55, 0.65)
