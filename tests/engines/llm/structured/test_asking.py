"""The ladder of a structured answer, against a model that answers as badly as real ones do."""

import json
from collections import Counter
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Literal

import pytest
from pydantic import BaseModel, Field

from fabula.engines.llm import Channels, Client, ModelFailed
from fabula.engines.llm.errors import NoValidAnswer, ServerFailed
from fabula.engines.llm.structured import Answered, Draft, Origin, Rescue, Rung, Step, structured
from tests.engines.llm.upstream import Answer, Upstream
from tests.engines.llm.voices import MakeClient, OllamaVoice, OpenAIVoice, Voice, asking


class Beat(BaseModel):
    """One beat of a story."""

    mood: Literal["calm", "stormy"]
    text: str = Field(min_length=1, max_length=80)
    choices: list[str] = Field(max_length=3)
    tension: int = Field(default=3, ge=0, le=10)


GOOD = {"mood": "calm", "text": "Море спит.", "choices": ["Ждать", "Плыть"], "tension": 2}
OLLAMA = OllamaVoice()


def pieces(text: str, size: int = 5) -> Sequence[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def saying(*answers: object, reason: str = "stop", voice: Voice = OLLAMA) -> list[Answer]:
    texts = [answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False) for answer in answers]
    return [Answer(voice.said(*pieces(text), reason=reason)) for text in texts]


class Told:
    """All that a structured answer told."""

    def __init__(self) -> None:
        self.drafts: list[Mapping[str, object]] = []
        self.steps: list[Step] = []
        self.answer: Answered[Beat] | None = None

    @property
    def rungs(self) -> list[Rung]:
        return [step.rung for step in self.steps]


async def told_by(client: Client | Channels, rescue: Rescue[Beat] | None = None) -> Told:
    told = Told()
    stream: AsyncGenerator[object] = structured(client, asking(), Beat, rescue)
    async with aclosing(stream):
        async for event in stream:
            match event:
                case Draft():
                    told.drafts.append(event.value)
                case Step():
                    told.steps.append(event)
                case Answered():
                    assert isinstance(event.value, Beat)
                    told.answer = event  # pyright: ignore[reportUnknownMemberType]
                case _:
                    pass
    return told


async def test_a_good_answer_grows_and_needs_no_step(voice: Voice, upstream: Upstream, make_client: MakeClient) -> None:
    upstream.says(voice.chat, *saying(GOOD, voice=voice))
    told = await told_by(make_client(voice))
    assert told.answer
    assert (told.answer.value, told.answer.origin, told.steps) == (Beat.model_validate(GOOD), Origin.MODEL, [])
    assert told.drafts
    assert all(draft.items() <= GOOD.items() or "text" in draft for draft in told.drafts)
    (body,) = upstream.asked(voice.chat)
    assert '"mood"' in json.dumps(body).replace("\\", "")


@pytest.mark.parametrize(
    "text",
    [
        "Sure! Here it is:\n```json\n" + json.dumps(GOOD) + "\n```\nEnjoy.",
        "<think>The {mood} must be calm.</think>\n" + json.dumps(GOOD) + " Done.",
        "{mood: 'calm', 'text': \"Море спит.\", choices: ['Ждать' 'Плыть',], tension: 2,} // ok",
        json.dumps(GOOD, ensure_ascii=False)[:-1],
    ],
    ids=["fence", "thinking", "not quite JSON", "no end"],
)
async def test_what_is_readable_is_read(upstream: Upstream, make_client: MakeClient, text: str) -> None:
    upstream.says(OLLAMA.chat, *saying(text))
    told = await told_by(make_client(OLLAMA))
    assert told.answer
    assert told.answer.value == Beat.model_validate(GOOD)
    assert len(upstream.asked(OLLAMA.chat)) == 1


async def test_defaults_limits_and_near_words_are_filled_in(upstream: Upstream, make_client: MakeClient) -> None:
    odd = {"Mood": "Calm.", "text": " ".join(map(str, range(100))), "choices": ["a", "b", "c", "d"], "extra": 1}
    upstream.says(OLLAMA.chat, *saying(odd))
    told = await told_by(make_client(OLLAMA))
    assert told.answer
    assert told.answer.origin is Origin.REPAIRED
    assert (told.answer.value.mood, told.answer.value.choices, told.answer.value.tension) == (
        "calm",
        ["a", "b", "c"],
        3,
    )
    assert len(told.answer.value.text) <= 80
    assert told.rungs == [Rung.FILLED]
    assert "cut to 3 items" in told.steps[0].detail


async def test_it_is_asked_again_once_with_what_was_wrong_and_without_the_failed_answer(
    upstream: Upstream, make_client: MakeClient
) -> None:
    upstream.says(OLLAMA.chat, *saying({"mood": "purple", "text": "", "choices": []}, GOOD))
    told = await told_by(make_client(OLLAMA))
    assert told.answer
    assert (told.answer.origin, told.rungs) == (Origin.REPAIRED, [Rung.ASKED_AGAIN])
    again = json.dumps(upstream.asked(OLLAMA.chat)[1]["messages"])
    assert "mood" in again
    assert "purple" not in again
    assert told.answer.usage.completion_tokens == 10


async def test_what_is_still_missing_is_asked_for_piece_by_piece(upstream: Upstream, make_client: MakeClient) -> None:
    bad = GOOD | {"mood": "purple"}
    upstream.says(OLLAMA.chat, *saying(bad, bad, {"mood": "stormy"}))
    told = await told_by(make_client(OLLAMA))
    assert told.answer
    assert told.answer.value == Beat.model_validate(GOOD | {"mood": "stormy"})
    assert told.rungs == [Rung.ASKED_AGAIN, Rung.FIELD_BY_FIELD]
    assert list(upstream.asked(OLLAMA.chat)[2]["format"]["properties"]) == ["mood"]


async def test_then_another_model_and_at_last_the_built_in_one(upstream: Upstream, make_client: MakeClient) -> None:
    upstream.says(OLLAMA.chat, *saying("No.", "No.", GOOD))
    rescue = Rescue[Beat](fallback_model="smaller", most_fields=0)
    told = await told_by(make_client(OLLAMA), rescue)
    assert told.answer
    assert (told.answer.origin, told.answer.model) == (Origin.FALLBACK, "smaller")
    assert rescue.tally == Counter([Rung.ASKED_AGAIN, Rung.FALLBACK_MODEL])
    assert [body["model"] for body in upstream.asked(OLLAMA.chat)] == ["tale", "tale", "smaller"]

    upstream.says(OLLAMA.chat, *saying("No."))

    async def made(there: Mapping[str, object]) -> Beat:
        return Beat(mood="calm", text="Ничего.", choices=[])

    told = await told_by(make_client(OLLAMA), Rescue[Beat](last_resort=made, most_fields=0))
    assert told.answer
    assert (told.answer.origin, told.answer.value.text) == (Origin.BUILT_IN, "Ничего.")


async def test_without_help_it_says_what_does_not_fit(upstream: Upstream, make_client: MakeClient) -> None:
    upstream.says(OLLAMA.chat, *saying("No."))
    with pytest.raises(NoValidAnswer, match="no JSON object"):
        await told_by(make_client(OLLAMA), Rescue[Beat](most_fields=0))


async def test_a_failing_server_is_told_as_such(upstream: Upstream, make_client: MakeClient) -> None:
    upstream.says(OLLAMA.chat, OLLAMA.refusal(500, "broken"))
    with pytest.raises(ServerFailed, match="broken"):
        await told_by(make_client(OLLAMA))


async def test_a_refusal_is_not_argued_with(upstream: Upstream, make_client: MakeClient) -> None:
    voice = OpenAIVoice()
    upstream.says(voice.chat, *saying("I cannot", reason="content_filter", voice=voice))
    with pytest.raises(ModelFailed, match="refuses"):
        await told_by(make_client(voice))
    assert len(upstream.asked(voice.chat)) == 1


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ('{"mood": "calm",' + " \n" * 4000, "whitespace"),
        ('{"mood": "calm", "text": "' + "и волны, и волны " * 500, "repeats itself"),
    ],
    ids=["whitespace", "loop"],
)
async def test_a_model_that_lost_its_way_is_stopped_and_asked_again(
    upstream: Upstream, make_client: MakeClient, text: str, trouble: str
) -> None:
    lost, good = saying(text, GOOD)
    lost.pace_s = 0.001
    upstream.says(OLLAMA.chat, lost, good)
    told = await told_by(make_client(OLLAMA))
    assert told.answer
    assert told.answer.value == Beat.model_validate(GOOD)
    assert told.rungs == [Rung.CUT, Rung.ASKED_AGAIN]
    assert trouble in told.steps[0].detail
    await upstream.until_left()


async def test_a_reply_that_was_too_long_gets_more_room_and_is_used_if_nothing_better_comes(
    upstream: Upstream, make_client: MakeClient
) -> None:
    half = json.dumps(GOOD, ensure_ascii=False)[:40]
    upstream.says(OLLAMA.chat, *saying(half, reason="length"), *saying("No."))
    told = await told_by(make_client(OLLAMA))
    assert told.answer
    assert told.answer.origin is Origin.REPAIRED
    assert told.rungs[:2] == [Rung.CUT, Rung.ASKED_AGAIN]
    first, second = upstream.asked(OLLAMA.chat)
    assert (first["options"]["num_predict"], second["options"]["num_predict"]) == (1024, 2048)


async def test_a_server_that_breaks_off_in_the_middle_is_asked_again(
    upstream: Upstream, make_client: MakeClient
) -> None:
    begun = OLLAMA.said(*pieces('{"mood": "calm", "te'))[:-1]
    broken = Answer([*begun, OLLAMA.in_stream("output does not match the format", "api_error")])
    upstream.says(OLLAMA.chat, broken, *saying(GOOD))
    told = await told_by(make_client(OLLAMA))
    assert told.answer
    assert told.rungs == [Rung.CUT, Rung.ASKED_AGAIN]


async def test_leaving_ends_the_models_work(upstream: Upstream, make_client: MakeClient) -> None:
    (answer,) = saying(GOOD)
    answer.chunks, answer.silent_s = answer.chunks[:-2], 30
    upstream.says(OLLAMA.chat, answer)
    stream = structured(make_client(OLLAMA), asking(), Beat)
    async with aclosing(stream):
        async for event in stream:
            if isinstance(event, Draft):
                break
    await upstream.until_left()
