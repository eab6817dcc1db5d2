"""What a channel does beside talking: asking again, learning quirks, keeping its line, resting."""

import asyncio
import json

import pytest

from fabula.engines.llm import (
    Capability,
    EmbedRequest,
    Outcome,
    Sampling,
    Tool,
    ToolCall,
    Used,
    assistant,
    gathered,
    user,
)
from fabula.engines.llm.errors import ChannelResting, FeatureMissing, ModelLoading, QueueFull, RateLimited, ServerFailed
from tests.engines.llm.upstream import Answer, Upstream
from tests.engines.llm.voices import AnthropicVoice, MakeClient, OllamaVoice, OpenAIVoice, Voice, asking

LOOK = Tool("look", "Looks.", {"type": "object", "properties": {}})


class Pauses:
    """Waits that take no time, and how long they would have been."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)


async def test_a_busy_server_is_asked_again_with_growing_pauses(
    voice: Voice, upstream: Upstream, make_client: MakeClient
) -> None:
    upstream.says(voice.chat, *[voice.refusal(503, "busy")] * 2, Answer(voice.said("Yes.")))
    pauses = Pauses()
    client = make_client(voice, retries=2, client={"pause": pauses})
    assert (await gathered(client.stream(asking()))).text == "Yes."
    assert 0.3 < pauses.taken[0] < 0.7
    assert 0.7 < pauses.taken[1] < 1.3


async def test_a_model_that_loads_is_waited_for_as_for_a_first_token(
    upstream: Upstream, make_client: MakeClient
) -> None:
    """As llama.cpp tells it for every request until its model is in memory."""
    voice = OpenAIVoice()
    loading = {"error": {"message": "Loading model", "type": "unavailable_error", "code": 503}}
    refusal = Answer([json.dumps(loading).encode()], status=503, content_type="application/json")
    upstream.says(voice.chat, *[refusal] * 20, Answer(voice.said("Yes.")))
    pauses = Pauses()
    client = make_client(voice, client={"pause": pauses}, patience={"first_token_s": 30})
    assert (await gathered(client.stream(asking()))).text == "Yes."
    assert pauses.taken == [1.0] * 20
    assert client.gate.rest_s == 0
    upstream.says(voice.chat, refusal)
    with pytest.raises(ModelLoading, match="Home is still loading its model"):
        await gathered(client.stream(asking()))
    assert len(pauses.taken) == 50


async def test_the_servers_own_pause_is_kept(voice: Voice, upstream: Upstream, make_client: MakeClient) -> None:
    busy = voice.refusal(429, "slow down")
    busy.headers["Retry-After"] = "7"
    upstream.says(voice.chat, busy, Answer(voice.said("Yes.")))
    pauses = Pauses()
    await gathered(make_client(voice, retries=1, client={"pause": pauses}).stream(asking()))
    assert pauses.taken == [7]


async def test_a_pause_that_nobody_waits_for_is_told_instead(
    voice: Voice, upstream: Upstream, make_client: MakeClient
) -> None:
    busy = voice.refusal(429, "slow down")
    busy.headers["Retry-After"] = "3600"
    upstream.says(voice.chat, busy)
    with pytest.raises(RateLimited) as failed:
        await gathered(make_client(voice, retries=5).stream(asking()))
    assert failed.value.headers["Retry-After"] == "3600"
    assert len(upstream.asked(voice.chat)) == 1


async def test_what_the_request_is_to_blame_for_is_not_asked_again(
    voice: Voice, upstream: Upstream, make_client: MakeClient
) -> None:
    upstream.says(voice.chat, voice.refusal(400, '"tale" does not support tools'))
    with pytest.raises(FeatureMissing):
        await gathered(make_client(voice, retries=5).stream(asking(tools=(LOOK,))))
    assert len(upstream.asked(voice.chat)) == 1


@pytest.mark.parametrize(
    ("complaint", "field", "changed"),
    [
        (
            "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
            "max_tokens",
            "max_completion_tokens",
        ),
        ("Unrecognized request argument supplied: stream_options", "stream_options", ""),
        ("Unrecognized request argument supplied: top_k", "top_k", ""),
        ("chat_template_kwargs is not allowed", "chat_template_kwargs", ""),
    ],
)
async def test_a_complaint_teaches_a_quirk_once(
    upstream: Upstream, make_client: MakeClient, complaint: str, field: str, changed: str
) -> None:
    voice = OpenAIVoice()
    upstream.says(voice.chat, voice.refusal(400, complaint), Answer(voice.said("Yes.")))
    client = make_client(voice)
    request = asking(thinking=True, sampling=Sampling(top_k=40))
    assert (await gathered(client.stream(request))).text == "Yes."
    await gathered(client.stream(request))
    first, *later = upstream.asked(voice.chat)
    assert field in first
    assert [field in body for body in later] == [False, False]
    assert not changed or all(changed in body for body in later)


async def test_what_one_model_taught_is_not_held_against_another(upstream: Upstream, make_client: MakeClient) -> None:
    voice = OpenAIVoice()
    upstream.says(voice.chat, voice.refusal(400, "Unsupported value: temperature"), Answer(voice.said("Yes.")))
    client = make_client(voice)
    for model in ("tale", "other"):
        await gathered(client.stream(asking(model=model, sampling=Sampling(temperature=0.5))))
    assert ["temperature" in body for body in upstream.asked(voice.chat)] == [True, False, True]


async def test_a_wish_to_think_is_dropped_where_a_model_cannot(upstream: Upstream, make_client: MakeClient) -> None:
    voice = OllamaVoice()
    upstream.says(voice.chat, voice.refusal(400, '"tale" does not support thinking'), Answer(voice.said("Yes.")))
    client = make_client(voice)
    for _ in range(2):
        assert (await gathered(client.stream(asking(thinking=True)))).text == "Yes."
    assert ["think" in body for body in upstream.asked(voice.chat)] == [True, False, False]


async def test_models_that_a_server_does_not_list_are_guessed(upstream: Upstream, make_client: MakeClient) -> None:
    (seen, embeds) = await make_client(OpenAIVoice(), models=["llava-7b", "bge-small-embed"]).models()
    assert (seen.can(Capability.VISION), embeds.can(Capability.EMBEDDING), seen.certain) == (True, True, False)


async def test_llama_cpp_tells_in_a_second_list_whether_a_model_sees(
    upstream: Upstream, make_client: MakeClient
) -> None:
    voice = OpenAIVoice()
    names = {"plain.gguf": ["completion", "multimodal"], "llava.gguf": ["completion"]}
    listed = {
        "data": [{"id": name} for name in names],
        "models": [{"name": name, "capabilities": can} for name, can in names.items()],
    }
    upstream.says("/v1/models", Answer([json.dumps(listed).encode()], content_type="application/json"))
    assert [info.can(Capability.VISION) for info in await make_client(voice).models()] == [True, False]


@pytest.mark.parametrize(
    ("begun", "pieces", "heard"),
    [
        ("Once upon a time", ["Once upon a time", " there was"], " there was"),
        ("Once upon a time", ["Once up", "on a time there", " was"], " there was"),
        ("Once upon a time ", [" Once upon a time there was"], "there was"),
        ("Once upon a time", [" there was"], " there was"),
        ("Once upon a time", ["Once upon a hill"], "Once upon a hill"),
        ("Once upon a time", ["Once"], "Once"),
        ("Once upon a time", ["Once upon a time"], ""),
        ("Ha", ["Ha", "!"], "Ha!"),
    ],
)
async def test_a_reply_that_is_gone_on_with_is_not_told_from_its_beginning(
    voice: Voice, upstream: Upstream, make_client: MakeClient, begun: str, pieces: list[str], heard: str
) -> None:
    """llama.cpp repeats what it was given to go on with, and so does an Ollama that leaves a template to it."""
    upstream.says(voice.chat, Answer(voice.said(*pieces)))
    request = asking(messages=(user("Tell me."), assistant(begun)))
    reply = await gathered(make_client(voice).stream(request))
    assert (reply.text, reply.finish and reply.finish.reason) == (heard, "stop")


@pytest.mark.parametrize(
    ("id", "owner", "name"),
    [
        ("/srv/models/tale-8b.gguf", "llamacpp", "tale-8b.gguf"),
        ("C:\\models\\tale-8b.gguf", "llamacpp", "tale-8b.gguf"),
        ("vendor/tale-8b:Q4_K_M", "llamacpp", "vendor/tale-8b:Q4_K_M"),
        ("/srv/models/tale-8b", "vllm", "/srv/models/tale-8b"),
    ],
)
async def test_a_model_of_llama_cpp_is_called_by_its_file_and_told_with_its_size(
    upstream: Upstream, make_client: MakeClient, id: str, owner: str, name: str
) -> None:
    meta = {"n_ctx": 4096, "n_ctx_train": 32768, "n_params": 8_030_261_248, "size": 4_900_000_000, "ftype": "Q4_K - M"}
    listed = {"data": [{"id": id, "owned_by": owner, "meta": meta}]}
    upstream.says("/v1/models", Answer([json.dumps(listed).encode()], content_type="application/json"))
    (info,) = await make_client(OpenAIVoice()).models()
    assert (info.name, info.context, info.size_bytes) == (name, 4096, 4_900_000_000)
    assert (info.parameters, info.quantization) == ("8.0B", "Q4_K - M")


async def test_limits_that_claude_does_not_know_are_left_out(upstream: Upstream, make_client: MakeClient) -> None:
    voice = AnthropicVoice()
    upstream.says(voice.chat, Answer(voice.said("{}")))
    number = {"type": "integer", "minimum": 0, "description": "minimum"}
    schema = {"type": "object", "properties": {"n": {"anyOf": [number]}, "minimum": number}}
    await gathered(make_client(voice).stream(asking(schema=schema)))
    sent = upstream.asked(voice.chat)[0]["output_config"]["format"]["schema"]
    assert list(sent["properties"]) == ["n", "minimum"]
    assert sent["properties"]["n"]["anyOf"] == [{"type": "integer", "description": "minimum"}]


async def test_a_server_without_schemas_gets_a_plainer_wish(upstream: Upstream, make_client: MakeClient) -> None:
    voice = OpenAIVoice()
    complaint = voice.refusal(400, "response_format.type must be 'text' or 'json_object'")
    upstream.says(voice.chat, complaint, Answer(voice.said("{}")))
    await gathered(make_client(voice).stream(asking(schema={"type": "object"})))
    sent = [body["response_format"]["type"] for body in upstream.asked(voice.chat)]
    assert sent == ["json_schema", "json_object"]


async def test_an_older_claude_answers_a_schema_by_a_tool(upstream: Upstream, make_client: MakeClient) -> None:
    voice = AnthropicVoice()
    told = ToolCall("t", "answer", {"mood": "calm"})
    complaint = voice.refusal(400, "output_config: Extra inputs are not permitted")
    upstream.says(voice.chat, complaint, Answer(voice.said(told)))
    reply = await gathered(make_client(voice).stream(asking(schema={"type": "object"})))
    assert (reply.text, reply.tool_calls) == ('{"mood": "calm"}', [])
    assert reply.finish
    assert reply.finish.reason == "stop"


async def test_ollama_is_always_told_its_window_and_the_longest_reply(
    upstream: Upstream, make_client: MakeClient
) -> None:
    voice = OllamaVoice()
    upstream.says(voice.chat, Answer(voice.said("Yes.")))
    client = make_client(voice, window=6000)
    await gathered(client.stream(asking()))
    await gathered(client.stream(asking(window=9000, max_tokens=77, keep_alive="5m", thinking=False, seed=3)))
    first, second = upstream.asked(voice.chat)
    assert first["options"] == {"num_ctx": 6000, "num_predict": 1024}
    assert second["options"] == {"num_ctx": 9000, "num_predict": 77, "seed": 3}
    assert (second["keep_alive"], second["think"], second["truncate"], second["shift"]) == ("5m", False, False, False)


async def test_only_so_many_ask_at_a_time_and_only_so_many_wait(
    voice: Voice, upstream: Upstream, make_client: MakeClient
) -> None:
    upstream.says(voice.chat, Answer(voice.said("Yes."), first_s=0.2))
    client = make_client(voice, concurrency=2, line_limit=3)
    replies = await asyncio.gather(*(gathered(client.stream(asking())) for _ in range(6)), return_exceptions=True)
    assert [type(reply) for reply in replies].count(QueueFull) == 1
    assert upstream.most_open == 2
    assert client.gate.waiting == 0


async def test_a_place_in_line_is_given_up_by_who_leaves(
    voice: Voice, upstream: Upstream, make_client: MakeClient
) -> None:
    upstream.says(voice.chat, Answer(voice.said("Yes."), first_s=0.3))
    client = make_client(voice, concurrency=1)
    loop = asyncio.get_running_loop()
    tasks = [loop.create_task(gathered(client.stream(asking()))) for _ in range(3)]
    await upstream.until_asked()
    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert (tasks[0].result().text, tasks[2].result().text) == ("Yes.", "Yes.")
    assert len(upstream.asked(voice.chat)) == 2


async def test_a_line_that_does_not_move_is_left(voice: Voice, upstream: Upstream, make_client: MakeClient) -> None:
    upstream.says(voice.chat, Answer(voice.said("Yes."), first_s=2))
    client = make_client(voice, concurrency=1, patience={"line_s": 0.1})
    first = asyncio.get_running_loop().create_task(gathered(client.stream(asking())))
    await upstream.until_asked()
    with pytest.raises(QueueFull, match="no free place"):
        await gathered(client.stream(asking()))
    assert (await first).text == "Yes."


async def test_a_channel_that_goes_on_failing_rests_and_recovers(
    voice: Voice, upstream: Upstream, make_client: MakeClient
) -> None:
    upstream.says(voice.chat, *[voice.refusal(500, "broken")] * 3, Answer(voice.said("Yes.")))
    moment = 0.0
    client = make_client(voice, client={"clock": lambda: moment})
    for _ in range(3):
        with pytest.raises(ServerFailed):
            await gathered(client.stream(asking()))
    with pytest.raises(ChannelResting):
        await gathered(client.stream(asking()))
    assert len(upstream.asked(voice.chat)) == 3
    assert client.gate.rest_s == 2
    moment = 2.1
    assert (await gathered(client.stream(asking()))).text == "Yes."
    assert client.gate.rest_s == 0


async def test_a_server_without_vectors_is_not_left_alone_for_it(upstream: Upstream, make_client: MakeClient) -> None:
    """As llama.cpp without `--embeddings`: it declines at once, and chats go on."""
    voice = OpenAIVoice()
    upstream.says(voice.embed, voice.refusal(501, "This server does not support embeddings."))
    upstream.says(voice.chat, Answer(voice.said("Yes.")))
    client = make_client(voice, retries=2)
    for _ in range(4):
        with pytest.raises(FeatureMissing):
            await client.embed(EmbedRequest("tale", ("sea",)))
    assert len(upstream.asked(voice.embed)) == 4
    assert (await gathered(client.stream(asking()))).text == "Yes."


async def test_texts_become_vectors(upstream: Upstream, make_client: MakeClient) -> None:
    ollama, openai = OllamaVoice(), OpenAIVoice()
    as_json = "application/json"
    told = b'{"embeddings": [[1, 0.5], [0, 1]], "prompt_eval_count": 9}'
    upstream.says(ollama.embed, Answer([told], content_type=as_json))
    rows = b'[{"index": 1, "embedding": [0, 1]}, {"index": 0, "embedding": [1, 0.5]}]'
    told = b'{"data": ' + rows + b', "usage": {"prompt_tokens": 9}}'
    upstream.says(openai.embed, Answer([told], content_type=as_json))
    for voice in (ollama, openai):
        used: list[Used] = []
        found = await make_client(voice, client={"on_use": used.append}).embed(EmbedRequest("tale", ("sea", "sky")))
        assert found.vectors == ((1.0, 0.5), (0.0, 1.0))
        assert [(use.prompt_tokens, use.outcome, use.estimated) for use in used] == [(9, Outcome.DONE, False)]
    with pytest.raises(FeatureMissing):
        await make_client(AnthropicVoice()).embed(EmbedRequest("tale", ("sea",)))
