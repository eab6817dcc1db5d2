"""What models cannot say costs no picture; the drawing tells what was done without, and why."""

import pytest

from fabula.engines.builtin.storyteller.script import Fault
from tests.imaging.images.easel import SMALL, Easel, picture

WISH = "Красная дверь"


@pytest.mark.parametrize("changes", [{"ollama_url": ""}])
async def test_without_any_model_the_persons_words_are_the_prompt(easel: Easel) -> None:
    drawing = await easel.drawn(description=f"  {WISH}\n", **SMALL)
    assert (drawing["prompt"], drawing["written_by"]) == (WISH, "")
    assert drawing["notes"] == ["The prompt is made of your own words. No model is set up that can write."]
    assert drawing["negative"], "the template's own stays"
    edit = await easel.drawn(description=WISH, reference=await easel.upload(picture()))
    assert (edit["prompt"], edit["seen"], len(edit["notes"])) == (WISH, "", 2)
    assert (edit["settings"]["denoise"], edit["settings"]["steps"]) == (0.6, 28)


async def test_a_model_that_fails_is_told_and_done_without(easel: Easel) -> None:
    reference = await easel.upload(picture())
    easel.storyteller.script.expect(Fault(kind="error", status=400, message="no eyes today"))
    blind = await easel.drawn(description=WISH, reference=reference)
    assert (blind["seen"], blind["written_by"]) == ("", "fabula-demo")
    assert "no eyes today" in blind["notes"][0]
    await easel.storyteller.close()
    down = await easel.drawn(description="Синий забор", reference=reference)
    assert (down["prompt"], down["written_by"]) == ("Синий забор", "")
    assert len(down["notes"]) == 2
    assert all("Ollama" in note for note in down["notes"])


async def test_answers_that_are_no_prompt_are_asked_for_again(easel: Easel) -> None:
    easel.storyteller.script.expect(Fault(kind="broken_json"))
    drawing = await easel.drawn(description=WISH, **SMALL)
    assert (drawing["written_by"], drawing["notes"]) == ("fabula-demo", [])
    easel.storyteller.script.expect(Fault(kind="refusal", times=4))
    refused = await easel.drawn(description="Зелёная дверь", **SMALL)
    assert (refused["prompt"], refused["written_by"]) == ("Зелёная дверь", "")
    assert len(refused["notes"]) == 1
