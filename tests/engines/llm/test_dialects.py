"""Small differences between servers of one kind."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from fabula.engines.llm import Channel, Text, Thinking, gathered
from fabula.engines.llm.dialects.thinking import ThinkTags
from fabula.engines.llm.dialects.tool_calls import Assembly, tool_call
from fabula.engines.llm.errors import StreamMalformed
from tests.engines.llm.upstream import Answer, Upstream
from tests.engines.llm.voices import AnthropicVoice, MakeClient, OllamaVoice, OpenAIVoice, Voice, asking, channel_to


@pytest.mark.parametrize("size", [1, 3, 100])
@pytest.mark.parametrize(
    ("text", "thought", "said"),
    [
        ("<think>Hm < 3.</think>\n\nBlue.", "Hm < 3.", "Blue."),
        (" <think>Hm</think>Blue <think>no</think>", "Hm", "Blue <think>no</think>"),
        ("<thin ice", "", "<thin ice"),
        ("<think>never closed</thi", "never closed</thi", ""),
        ("  Blue.", "", "  Blue."),
    ],
)
def test_thinking_between_tags_is_told_apart_wherever_it_is_cut(size: int, text: str, thought: str, said: str) -> None:
    tags = ThinkTags()
    events = [event for at in range(0, len(text), size) for event in tags.split(text[at : at + size])]
    events += tags.rest()
    assert "".join(event.text for event in events if isinstance(event, Thinking)) == thought
    assert "".join(event.text for event in events if isinstance(event, Text)) == said


def test_calls_that_share_a_place_or_take_turns_are_kept_apart() -> None:
    shared = Assembly("Home")
    for id, name, piece in (("a", "look", '{"at":'), ("", "", '"sea"}'), ("b", "go", '{"to":'), ("", "", '"sky"}')):
        shared.add(0, id=id, name=name, arguments=piece)
    assert [(call.id, call.name, call.arguments) for call in shared.taken()] == [
        ("a", "look", {"at": "sea"}),
        ("b", "go", {"to": "sky"}),
    ]
    turns = Assembly("Home")
    for index, id, piece in ((0, "a", '{"at":'), (1, "b", '{"at":'), (0, "", '"sea"}'), (1, "", '"sky"}')):
        turns.add(index, id=id, name="look" if id else "", arguments=piece)
    assert [call.arguments for call in turns.taken()] == [{"at": "sea"}, {"at": "sky"}]


def test_calls_have_bounds() -> None:
    calls = Assembly("Home")
    for index in range(64):
        calls.add(index, name="look", arguments="x" * 100_000)
    with pytest.raises(StreamMalformed, match="more than 64 tools"):
        calls.add(64, name="look")
    with pytest.raises(StreamMalformed, match="endless arguments"):
        calls.add(0, arguments="x" * 1_000_000)


def test_arguments_that_cannot_be_read_are_kept() -> None:
    assert tool_call("a", "look", '{"at": ').broken == '{"at":'
    assert tool_call("a", "look", '"{\\"at\\": 1}"').arguments == {"at": 1}
    assert (tool_call("", "look", "").arguments, bool(tool_call("", "look", None).id)) == ({}, True)


async def test_a_server_that_does_not_stream_is_read_whole(upstream: Upstream, make_client: MakeClient) -> None:
    voice = OpenAIVoice()
    message = {"role": "assistant", "content": "Yes.", "reasoning": "Hm."}
    whole: dict[str, Any] = {"choices": [{"message": message, "finish_reason": "stop"}], "usage": {"prompt_tokens": 3}}
    upstream.says(voice.chat, Answer([json.dumps(whole, indent=1).encode()], content_type="application/json"))
    reply = await gathered(make_client(voice).stream(asking()))
    assert (reply.text, reply.thoughts[0].text) == ("Yes.", "Hm.")


@pytest.mark.parametrize(
    ("speaker", "shown"),
    [(OllamaVoice(), "/api"), (AnthropicVoice(), "/v1"), (OpenAIVoice(), "/")],
    ids=["ollama", "anthropic", "openai"],
)
async def test_an_address_may_be_given_as_providers_show_it(
    upstream: Upstream, make_client: MakeClient, speaker: Voice, shown: str
) -> None:
    upstream.says(speaker.chat, Answer(speaker.said("Yes.")))
    client = make_client(speaker, base_url=speaker.base(upstream.url) + shown)
    assert (await gathered(client.stream(asking()))).text == "Yes."


@pytest.mark.parametrize("url", ["localhost:11434", "ftp://host", "http://me:secret@host", "http://host/?key=1", ""])
def test_an_address_that_is_none_is_refused(upstream: Upstream, url: str) -> None:
    with pytest.raises(ValidationError):
        channel_to(OllamaVoice(), upstream, base_url=url)


def test_a_key_that_cannot_be_sent_is_refused_without_being_shown() -> None:
    with pytest.raises(ValidationError) as failed:
        Channel.model_validate(
            {"id": "a", "name": "A", "provider": "openai", "base_url": "http://a", "key": "секрет\nsecret"}
        )
    assert "секрет" not in str(failed.value)
