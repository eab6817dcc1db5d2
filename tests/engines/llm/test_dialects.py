"""Small differences between servers of one kind."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from fabula.engines.llm import (
    Channel,
    Picture,
    Text,
    Thinking,
    ToolCall,
    assistant,
    gathered,
    system,
    tool_result,
    user,
)
from fabula.engines.llm.dialects.thinking import ThinkTags
from fabula.engines.llm.dialects.tool_calls import Assembly, tool_call
from fabula.engines.llm.errors import RequestRejected, StreamMalformed
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


@pytest.mark.parametrize("speaker", [OllamaVoice(), OpenAIVoice()], ids=["ollama", "openai"])
async def test_turns_of_one_side_that_follow_each_other_are_sent_as_one(
    upstream: Upstream, make_client: MakeClient, speaker: Voice
) -> None:
    """As after a reply that failed; templates of many models take only sides that alternate."""
    upstream.says(speaker.chat, Answer(speaker.said("Yes.")))
    call = ToolCall("a", "look", {})
    turns = (user("One"), user("Two", Picture(b"x")), assistant("", call), tool_result(call, "sea"), assistant("Three"))
    await gathered(make_client(speaker).stream(asking(messages=(system("Be brief."), *turns, user("Four")))))
    sent = upstream.asked(speaker.chat)[0]["messages"]
    assert [each["role"] for each in sent] == ["system", "user", "assistant", "tool", "assistant", "user"]
    assert "One\n\nTwo" in (sent[1]["content"], sent[1]["content"][0]["text"] if "images" not in sent[1] else "")


async def test_how_hard_a_model_thinks_is_told_to_its_template(upstream: Upstream, make_client: MakeClient) -> None:
    voice = OpenAIVoice()
    upstream.says(voice.chat, Answer(voice.said("Yes.")))
    client = make_client(voice)
    for wish in ("high", True, False):
        await gathered(client.stream(asking(thinking=wish)))
    assert [body["chat_template_kwargs"] for body in upstream.asked(voice.chat)] == [
        {"enable_thinking": True, "reasoning_effort": "high"},
        {"enable_thinking": True},
        {"enable_thinking": False},
    ]


ALTERNATE = (
    "\n------------\nWhile executing CallExpression at line 48, column 32 in source:\n...== 0) %}↵"
    "            {{- raise_exception('After the optional system message, con...\n                      ^\nError: "
    "Jinja Exception: After the optional system message, conversation roles must alternate user and assistant."
)


@pytest.mark.parametrize(
    ("speaker", "complaint", "roles"),
    [
        (OpenAIVoice(), ALTERNATE, ["system", "user", "assistant", "user"]),
        (OllamaVoice(), ALTERNATE, ["system", "user", "assistant", "user"]),
        (OpenAIVoice(), "\nError: Jinja Exception: System role not supported", ["user", "assistant", "user"]),
    ],
    ids=["openai", "ollama", "no system"],
)
@pytest.mark.parametrize("status", [400, 500])
async def test_a_template_that_declines_teaches_the_order_of_turns(
    upstream: Upstream, make_client: MakeClient, status: int, speaker: Voice, complaint: str, roles: list[str]
) -> None:
    """As llama.cpp, also under Ollama, tells what a template raises: now as the request's fault, now as its own."""
    upstream.says(speaker.chat, speaker.refusal(status, complaint), Answer(speaker.said("Yes.")))
    client = make_client(speaker)
    request = asking(messages=(system("Be brief."), assistant("Hello!"), user("Hi")))
    for _ in range(2):
        assert (await gathered(client.stream(request))).text == "Yes."
    first, *later = [[turn["role"] for turn in body["messages"]] for body in upstream.asked(speaker.chat)]
    assert (first, later) == (["system", "assistant", "user"], [roles, roles])


async def test_a_template_that_cannot_be_pleased_is_told_in_its_own_words(
    upstream: Upstream, make_client: MakeClient
) -> None:
    voice = OpenAIVoice()
    upstream.says(voice.chat, voice.refusal(500, ALTERNATE.replace("roles must alternate", "turns are odd")))
    client = make_client(voice, retries=2)
    for _ in range(4):
        with pytest.raises(RequestRejected, match=r"^The chat template of the model tale does not take .*: After the"):
            await gathered(client.stream(asking()))
    assert len(upstream.asked(voice.chat)) == 4


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
