"""What can go wrong between here and a provider: a bounded wait, the right words, and the right state afterwards."""

import time

import pytest

from fabula.core.errors import Who
from fabula.engines.llm import Event, ModelFailed, Text, Truncated, Used, gathered
from fabula.engines.llm.errors import (
    AccountEmpty,
    ChannelUnreachable,
    ContentRefused,
    ContextTooLong,
    FeatureMissing,
    FirstTokenLate,
    KeyRefused,
    ModelNotInstalled,
    NextTokenLate,
    OutOfMemory,
    QueueFull,
    RateLimited,
    RequestRejected,
    ServerFailed,
    StreamBroken,
    StreamMalformed,
    told,
)
from tests.engines.llm.upstream import Answer, Upstream
from tests.engines.llm.voices import KEY, AnthropicVoice, MakeClient, OllamaVoice, OpenAIVoice, Voice, asking, hear

REFUSALS = [
    (401, f"Incorrect API key provided: {KEY}", KeyRefused),
    (404, "model 'tale' not found", ModelNotInstalled),
    (400, "This model's maximum context length is 4096 tokens", ContextTooLong),
    (400, '"tale" does not support tools', FeatureMissing),
    (400, "rejected by content policy", ContentRefused),
    (400, "unknown field", RequestRejected),
    (402, "Insufficient credits", AccountEmpty),
    (404, "404 page not found", StreamMalformed),
    (429, "slow down", RateLimited),
    (500, "model requires more system memory (9 GiB) than is available", OutOfMemory),
    (500, "input (913 tokens) is too large to process. increase the physical batch size", ContextTooLong),
    (500, "tools param requires --jinja flag", FeatureMissing),
    (500, "llama runner process has terminated", ServerFailed),
    (501, "This server does not support embeddings. Start it with `--embeddings`", FeatureMissing),
    (501, "not implemented", FeatureMissing),
    (503, "server busy, please try again. maximum pending requests exceeded", QueueFull),
    (529, "Overloaded", QueueFull),
]


@pytest.mark.parametrize(("status", "message", "error"), REFUSALS, ids=[f"{s}-{e.__name__}" for s, _, e in REFUSALS])
async def test_a_refusal_says_who_acts_and_keeps_the_reason_without_the_key(
    voice: Voice, upstream: Upstream, make_client: MakeClient, status: int, message: str, error: type[ModelFailed]
) -> None:
    upstream.says(voice.chat, voice.refusal(status, message))
    with pytest.raises(error) as failed:
        await gathered(make_client(voice).stream(asking()))
    assert type(failed.value) is error
    assert message.replace(KEY, "•••") in failed.value.message
    assert failed.value.message.endswith(".")
    assert failed.value.way_out
    assert KEY not in str(failed.value)


async def test_an_error_inside_a_stream_is_told_after_what_came_before(
    voice: Voice, upstream: Upstream, make_client: MakeClient
) -> None:
    begun = voice.said("Once ")[:-3] if voice.provider == "anthropic" else voice.said("Once ")[:-1][:2]
    upstream.says(voice.chat, Answer([*begun, voice.in_stream("the runner crashed", "api_error")]))
    heard: list[Event] = []
    with pytest.raises(ServerFailed, match="the runner crashed"):
        await hear(make_client(voice, retries=2), heard)
    assert Text("Once ") in heard
    assert len(upstream.asked(voice.chat)) == 1


async def test_a_server_that_dies_in_mid_stream_is_not_taken_for_a_whole_reply(
    voice: Voice, upstream: Upstream, make_client: MakeClient
) -> None:
    begun = voice.said("Once ", "upon ")
    upstream.says(voice.chat, Answer(begun[: len(begun) - 4 or 1], cut=True))
    with pytest.raises(StreamBroken, match=r"broke off|ended"):
        await gathered(make_client(voice, retries=2).stream(asking()))


async def test_a_stream_without_an_end_is_not_taken_for_a_whole_reply(
    voice: Voice, upstream: Upstream, make_client: MakeClient
) -> None:
    whole = voice.said("Once ", usage=None)
    upstream.says(voice.chat, Answer(whole[:-2] if voice.provider != "ollama" else whole[:-1]))
    with pytest.raises(StreamBroken):
        await gathered(make_client(voice).stream(asking()))


async def test_a_broken_line_is_named(voice: Voice, upstream: Upstream, make_client: MakeClient) -> None:
    line = b'{"message": {"cont\n' if voice.provider == "ollama" else b'data: {"choices": [{"del\n\n'
    upstream.says(voice.chat, Answer([*voice.said("Once ")[:2], line]))
    with pytest.raises(StreamMalformed, match="not JSON"):
        await gathered(make_client(voice).stream(asking()))


async def test_a_web_page_is_named(voice: Voice, upstream: Upstream, make_client: MakeClient) -> None:
    upstream.says(voice.chat, Answer([b"<html>hello</html>"], content_type="text/html"))
    with pytest.raises(StreamMalformed, match="web page"):
        await gathered(make_client(voice).stream(asking()))


async def test_a_redirect_does_not_carry_the_key_away(
    voice: Voice, upstream: Upstream, make_client: MakeClient
) -> None:
    upstream.says(voice.chat, Answer(status=307, headers={"Location": f"{upstream.url}/elsewhere"}))
    with pytest.raises(StreamMalformed, match="another address"):
        await gathered(make_client(voice).stream(asking()))
    assert [seen.path for seen in upstream.seen] == [voice.chat]


async def test_nobody_listening_is_told_at_once(voice: Voice, upstream: Upstream, make_client: MakeClient) -> None:
    client = make_client(voice)
    await upstream.stop()
    with pytest.raises(ChannelUnreachable) as failed:
        await gathered(client.stream(asking()))
    assert failed.value.who is Who.ADMIN


@pytest.mark.parametrize("comments", [0, 40])
async def test_a_first_token_that_never_comes_ends_in_time(
    voice: Voice, upstream: Upstream, make_client: MakeClient, comments: int
) -> None:
    filler = b"\n" if voice.provider == "ollama" else b": still here\n\n"
    upstream.says(voice.chat, Answer([filler] * comments, first_s=0.0, pace_s=0.02, silent_s=30))
    begun = time.monotonic()
    with pytest.raises(FirstTokenLate):
        await gathered(make_client(voice, patience={"first_token_s": 0.3}).stream(asking()))
    assert time.monotonic() - begun < 5
    await upstream.until_left()


async def test_silence_in_mid_reply_ends_in_time(voice: Voice, upstream: Upstream, make_client: MakeClient) -> None:
    begun = voice.said("Once ", "upon ")[: {"ollama": 1, "openai": 3, "anthropic": 4}[voice.provider]]
    upstream.says(voice.chat, Answer(begun, silent_s=30))
    heard: list[Event] = []
    with pytest.raises(NextTokenLate):
        await hear(make_client(voice, patience={"next_token_s": 0.3}), heard)
    assert any(isinstance(event, Text) and event.text.startswith("Once ") for event in heard)
    await upstream.until_left()


async def test_a_slow_trickle_is_waited_for(voice: Voice, upstream: Upstream, make_client: MakeClient) -> None:
    upstream.says(voice.chat, Answer(voice.said(*"slowly"), pace_s=0.05))
    patience = {"first_token_s": 5, "next_token_s": 2}
    assert (await gathered(make_client(voice, patience=patience).stream(asking()))).text == "slowly"


async def test_a_server_that_reads_too_little_of_the_prompt_is_noticed(
    voice: Voice, upstream: Upstream, make_client: MakeClient
) -> None:
    long = "The sea was calm and the ship went on. " * 200
    upstream.says(voice.chat, Answer(voice.said("Yes.", usage=(2100, 3))), Answer(voice.said("Yes.", usage=(1000, 3))))
    client = make_client(voice)
    assert (await gathered(client.stream(asking(long)))).truncated is None
    assert (await gathered(client.stream(asking(long)))).truncated == Truncated(2100, 1000)


async def test_no_usage_is_no_fault(voice: Voice, upstream: Upstream, make_client: MakeClient) -> None:
    upstream.says(voice.chat, Answer(voice.said("Yes.", usage=None)))
    reply = await gathered(make_client(voice).stream(asking()))
    assert (reply.text, reply.truncated) == ("Yes.", None)


async def test_a_prompt_that_was_not_counted_is_estimated(upstream: Upstream, make_client: MakeClient) -> None:
    voice = AnthropicVoice()
    upstream.says(voice.chat, Answer(voice.said("Yes.")[1:]))
    used: list[Used] = []
    reply = await gathered(make_client(voice, client={"on_use": used.append}).stream(asking("The sea. " * 100)))
    assert (reply.text, reply.truncated) == ("Yes.", None)
    (use,) = used
    assert use.estimated
    assert use.prompt_tokens > 100


async def test_what_is_not_the_expected_shape_counts_as_absent(upstream: Upstream, make_client: MakeClient) -> None:
    ollama, openai = OllamaVoice(), OpenAIVoice()
    odd = [b'{"message": "text", "done": false}\n', b'{"message": {"tool_calls": {}}, "done": false}\n']
    upstream.says(ollama.chat, Answer([*odd, *ollama.said("Yes.")]))
    assert (await gathered(make_client(ollama).stream(asking()))).text == "Yes."
    odd = [b'data: {"choices": []}\n\n', b'data: {"choices": [null]}\n\n', b"event: ping\n\n", b": hello\n\n"]
    odd += [b'data: {"choices": [{"delta": null}], "usage": null}\r\n\r\n']
    upstream.says(openai.chat, Answer([*odd, *openai.said("Yes.")]))
    assert (await gathered(make_client(openai).stream(asking()))).text == "Yes."


def test_secrets_are_taken_out_of_a_reason() -> None:
    assert told("bad key sk-abcdefgh12345 at https://me:password@host/") == "bad key ••• at https://me:•••@host/"
    assert told("Authorization: Bearer abcdefghijk\nnext") == "Authorization: Bearer ••• next"
    assert len(told("x" * 10_000)) == 400
