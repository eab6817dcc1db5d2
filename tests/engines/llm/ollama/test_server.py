"""Ollama's models on disk and in memory, against a stand-in that behaves as badly as the real one can."""

import json
from contextlib import aclosing

import pytest

from fabula.engines.llm import Capability
from fabula.engines.llm.errors import ModelNotInstalled, StreamBroken, UnloadStuck
from fabula.engines.llm.ollama import LoadedModel, OllamaServer, PullProgress, discovered
from tests.engines.llm.upstream import Answer, Upstream
from tests.engines.llm.voices import MakeClient, OllamaVoice

VOICE = OllamaVoice()
HELD = {
    "name": "tale:latest",
    "size": 1000,
    "size_vram": 750,
    "context_length": 4096,
    "expires_at": "2026-11-28T00:05:00.123456789+00:00",
}


def lines(*values: object) -> Answer:
    return Answer([json.dumps(value).encode() + b"\n" for value in values], content_type="application/x-ndjson")


@pytest.fixture
def server(make_client: MakeClient) -> OllamaServer:
    return OllamaServer(make_client(VOICE), pause=_no_time)


async def _no_time(seconds: float) -> None:
    return None


async def test_models_come_with_what_they_can_do(server: OllamaServer, upstream: Upstream) -> None:
    VOICE.offers(upstream, "tale")
    (info,) = await server.models()
    assert info.capabilities == {Capability.CHAT, Capability.TOOLS, Capability.VISION}
    assert (info.context, info.parameters, info.quantization, info.size_bytes) == (32768, "1B", "Q4_0", 7)
    await server.models()
    assert len(upstream.asked("/api/show")) == 1
    assert (await server.details("tale")).certain


async def test_what_is_loaded_is_told_with_its_true_window(server: OllamaServer, upstream: Upstream) -> None:
    upstream.says("/api/ps", lines({"models": [HELD, {"model": "odd", "expires_at": "soon"}]}))
    first, second = await server.loaded()
    assert (first.name, first.on_gpu, first.context) == ("tale:latest", 0.75, 4096)
    assert first.expires_at
    assert second == LoadedModel("odd", 0, 0, None, None)


async def test_loading_asks_for_what_chats_will_ask_for(server: OllamaServer, upstream: Upstream) -> None:
    upstream.says("/api/generate", lines({"done": True, "done_reason": "load"}))
    await server.load("tale", keep_alive="10m")
    (body,) = upstream.asked("/api/generate")
    assert (body["options"], body["shift"], body["keep_alive"]) == ({"num_ctx": 8192}, False, "10m")
    assert "prompt" not in body


async def test_a_model_for_vectors_is_loaded_too(server: OllamaServer, upstream: Upstream) -> None:
    upstream.says("/api/generate", VOICE.refusal(400, '"tale" does not support generate'))
    upstream.says("/api/embed", lines({"embeddings": []}))
    await server.load("tale")
    assert upstream.asked("/api/embed")[0]["model"] == "tale"


async def test_unloading_ends_when_the_model_is_really_gone(server: OllamaServer, upstream: Upstream) -> None:
    upstream.says("/api/generate", lines({"done": True, "done_reason": "unload"}))
    upstream.says("/api/ps", lines({"models": [HELD]}), lines({"models": [HELD]}), lines({"models": []}))
    await server.unload("tale")
    assert upstream.asked("/api/generate")[0]["keep_alive"] == 0
    assert len(upstream.asked("/api/ps")) == 3


async def test_a_model_that_stays_is_named(server: OllamaServer, upstream: Upstream) -> None:
    upstream.says("/api/generate", lines({"done": True}))
    upstream.says("/api/ps", lines({"models": [HELD]}))
    with pytest.raises(UnloadStuck, match="still holds tale"):
        await server.unload("tale", within_s=2)
    assert len(upstream.asked("/api/ps")) < 15


async def test_what_is_not_there_is_unloaded_already(server: OllamaServer, upstream: Upstream) -> None:
    upstream.says("/api/generate", VOICE.refusal(404, "model 'tale' not found"))
    await server.unload("tale")


async def test_a_pull_tells_how_far_it_is(server: OllamaServer, upstream: Upstream) -> None:
    upstream.says(
        "/api/pull",
        lines(
            {"status": "pulling manifest"},
            {"status": "pulling aa", "digest": "aa", "total": 100},
            {"status": "pulling aa", "digest": "aa", "total": 100, "completed": 100},
            {"status": "pulling bb", "digest": "bb", "total": 300, "completed": 100},
            {"status": "success"},
        ),
    )
    told = [progress async for progress in server.pull("tale")]
    assert [progress.part for progress in told] == [None, 0.0, 1.0, 0.5, 0.5]
    assert told[-1] == PullProgress("success", 200, 400, done=True)


async def test_leaving_a_pull_stops_it(server: OllamaServer, upstream: Upstream) -> None:
    answer = lines({"status": "pulling manifest"})
    answer.silent_s = 30
    upstream.says("/api/pull", answer)
    async with aclosing(server.pull("tale")) as progress:
        await anext(progress)
    await upstream.until_left()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (
            lines({"status": "pulling manifest"}, {"error": "pull model manifest: file does not exist"}),
            ModelNotInstalled,
        ),
        (VOICE.refusal(400, "invalid model name"), ModelNotInstalled),
        (lines({"status": "pulling manifest"}), StreamBroken),
    ],
    ids=["unknown", "no name", "broken off"],
)
async def test_a_pull_that_fails_says_why(
    server: OllamaServer, upstream: Upstream, answer: Answer, error: type[Exception]
) -> None:
    upstream.says("/api/pull", answer)
    with pytest.raises(error):
        _ = [progress async for progress in server.pull("tale")]


async def test_deleting_and_the_version(server: OllamaServer, upstream: Upstream) -> None:
    upstream.says("/api/delete", Answer())
    upstream.says("/api/version", lines({"version": "0.33.0"}))
    await server.delete("tale")
    assert (upstream.seen[0].method, upstream.seen[0].body) == ("DELETE", {"model": "tale"})
    assert await server.version() == "0.33.0"
    upstream.says("/api/delete", VOICE.refusal(404, "model 'tale' not found"))
    with pytest.raises(ModelNotInstalled):
        await server.delete("tale")


async def test_a_server_on_this_machine_is_found_when_somebody_looks(upstream: Upstream) -> None:
    port = int(upstream.url.rpartition(":")[2])
    assert await discovered(port) is None
    upstream.says("/api/version", lines({"version": "0.33.0"}))
    found = await discovered(port)
    assert found
    assert (found.base_url, found.version) == (f"http://localhost:{port}", "0.33.0")
    await upstream.stop()
    assert await discovered(port) is None
