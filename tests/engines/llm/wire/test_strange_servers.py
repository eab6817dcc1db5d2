"""Whatever a server sends, it becomes a failed model or plain values: never a fault of our own, and never slowly."""

import json
import time
from typing import Any

import pytest
from pydantic import SecretStr

from fabula.engines.llm import Channel, ChatRequest, Event, ModelFailed, Provider, user
from fabula.engines.llm.dialects.provided import dialect_of
from fabula.engines.llm.dialects.vectors import embeddings
from fabula.engines.llm.errors import StreamMalformed
from fabula.engines.llm.wire.explaining import LONGEST_WAIT_S, Place, explained
from fabula.engines.llm.wire.fields import LARGEST, whole
from fabula.engines.llm.wire.http import read_object

PLACE = Place("the server", SecretStr(""))
STRANGE: list[Any] = [5, 1e300, True, [], [1], [{}], {}, {"a": 1}]
PAYLOADS: dict[Provider, list[dict[str, Any]]] = {
    Provider.OLLAMA: [{"message": {"content": "?", "thinking": "?"}}],
    Provider.OPENAI: [{"choices": [{"delta": {"content": "?"}}]}, {"choices": [{"delta": {"content": "?", "x": 1}}]}],
    Provider.ANTHROPIC: [
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": "?"}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "?"}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": "?"}},
    ],
}


def read(provider: Provider, payload: dict[str, Any]) -> list[Event]:
    dialect = dialect_of(Channel(id="a", name="A", provider=provider, base_url="http://a.example"))
    reader = dialect.reader(ChatRequest("tale", (user("Hello"),)), PLACE)
    return list(reader.read(payload) or ())


@pytest.mark.parametrize("provider", Provider)
@pytest.mark.parametrize("value", STRANGE, ids=repr)
def test_text_that_is_no_text_counts_as_absent(provider: Provider, value: Any) -> None:
    for payload in PAYLOADS[provider]:
        sent = json.loads(json.dumps(payload).replace('"?"', json.dumps(value)))
        assert read(provider, sent) == []


@pytest.mark.parametrize(
    ("told", "waited"), [("inf", LONGEST_WAIT_S), ("1e400", LONGEST_WAIT_S), ("nan", 0), ("-3", 0), ("7", 7)]
)
def test_a_wait_without_an_end_is_one_of_a_day(told: str, waited: float) -> None:
    assert explained(PLACE, 429, b"slow down", {"Retry-After": told}).retry_after == waited


def test_a_page_of_open_tags_is_read_at_once() -> None:
    began = time.perf_counter()
    explained(PLACE, 500, b"<" * 65_536)
    assert time.perf_counter() - began < 1


def test_half_a_character_becomes_a_question_mark() -> None:
    assert read_object(rb'{"a": "x\ud800", "b": "\ud83d\ude00"}', "the server") == {"a": "x?", "b": "😀"}


@pytest.mark.parametrize("sent", [b"[" * 100_000, b'{"a":' + b"9" * 5_000 + b"}", b"[" * 900 + b"]" * 900])
def test_json_that_nobody_can_hold_is_malformed(sent: bytes) -> None:
    with pytest.raises(StreamMalformed):
        read_object(sent, "the server")


def test_numbers_that_nothing_can_store_count_as_absent() -> None:
    assert [whole(value) for value in (LARGEST, LARGEST + 1, -LARGEST - 1, True)] == [LARGEST, None, None, None]


@pytest.mark.parametrize("row", [[10**400], [float("nan"), 1.0], [float("inf")], ["x"], [None]])
def test_vectors_are_finite_numbers(row: list[Any]) -> None:
    with pytest.raises(ModelFailed):
        embeddings([row], 3, "the server")
