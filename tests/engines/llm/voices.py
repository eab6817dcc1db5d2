"""How each provider says the same thing, in shapes as they were recorded."""

import json
from collections.abc import Callable, Sequence
from contextlib import aclosing
from typing import Any, Protocol

from fabula.engines.llm import Channel, ChatRequest, Client, Event, LanguageModels, Provider, Thinking, ToolCall, user
from tests.engines.llm.upstream import Answer, Upstream

MakeClient = Callable[..., Client]
Part = str | Thinking | ToolCall
KEY = "sk-test-0123456789abcdef"


class Voice(Protocol):
    """One provider's shapes."""

    provider: Provider
    chat: str
    embed: str

    def base(self, url: str) -> str: ...

    def said(self, *parts: Part, reason: str = "stop", usage: tuple[int, int] | None = (40, 5)) -> list[bytes]:
        """A whole reply, piece by piece; the last piece ends it."""
        ...

    def in_stream(self, message: str, kind: str) -> bytes:
        """An error object after a good beginning."""
        ...

    def refusal(self, status: int, message: str) -> Answer: ...

    def offers(self, upstream: Upstream, *names: str) -> None:
        """The server lists these models."""
        ...


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


class OllamaVoice:
    provider = Provider.OLLAMA
    chat = "/api/chat"
    embed = "/api/embed"

    def base(self, url: str) -> str:
        return url

    def said(self, *parts: Part, reason: str = "stop", usage: tuple[int, int] | None = (40, 5)) -> list[bytes]:
        lines = [_line(self._frame(self._message(part))) for part in parts]
        last: dict[str, Any] = {
            "done": True,
            "done_reason": reason,
            "total_duration": 10**9,
            "load_duration": 5 * 10**8,
        }
        if usage:
            last |= {"prompt_eval_count": usage[0], "eval_count": usage[1]}
        return [*lines, _line(self._frame({"role": "assistant", "content": ""}) | last)]

    def _frame(self, message: dict[str, Any]) -> dict[str, Any]:
        return {"model": "tale", "created_at": "2026-11-28T00:00:00Z", "message": message, "done": False}

    def _message(self, part: Part) -> dict[str, Any]:
        match part:
            case Thinking():
                return {"role": "assistant", "content": "", "thinking": part.text}
            case ToolCall():
                called = {"function": {"name": part.name, "arguments": part.arguments}}
                return {"role": "assistant", "content": "", "tool_calls": [called]}
            case _:
                return {"role": "assistant", "content": part}

    def in_stream(self, message: str, kind: str) -> bytes:
        return _line({"error": message})

    def refusal(self, status: int, message: str) -> Answer:
        return Answer([_line({"error": message})], status=status, content_type="application/json")

    def offers(self, upstream: Upstream, *names: str) -> None:
        listed: list[dict[str, Any]] = [
            {"name": name, "model": name, "size": 7, "digest": f"d-{name}", "details": {}} for name in names
        ]
        upstream.says("/api/tags", Answer([_line({"models": listed})], content_type="application/json"))
        shown = {
            "capabilities": ["completion", "tools", "vision", "insert"],
            "details": {"family": "tale", "parameter_size": "1B", "quantization_level": "Q4_0"},
            "model_info": {"general.architecture": "tale", "tale.context_length": 32768},
        }
        upstream.says("/api/show", Answer([_line(shown)], content_type="application/json"))


def _event(value: object, name: str = "") -> bytes:
    named = f"event: {name}\n" if name else ""
    return f"{named}data: {json.dumps(value, ensure_ascii=False)}\n\n".encode()


class OpenAIVoice:
    provider = Provider.OPENAI
    chat = "/v1/chat/completions"
    embed = "/v1/embeddings"

    def base(self, url: str) -> str:
        return f"{url}/v1"

    def said(self, *parts: Part, reason: str = "stop", usage: tuple[int, int] | None = (40, 5)) -> list[bytes]:
        chunks = [_event(self._chunk({"role": "assistant", "content": None}))]
        calls = 0
        for part in parts:
            match part:
                case Thinking():
                    chunks.append(_event(self._chunk({"reasoning_content": part.text})))
                case ToolCall():
                    chunks += self._called(part, calls)
                    calls += 1
                case _:
                    chunks.append(_event(self._chunk({"content": part})))
        ends = "tool_calls" if calls and reason == "stop" else reason
        chunks.append(_event(self._chunk({}, ends)))
        if usage:
            counted = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}
            chunks.append(_event({"id": "c", "object": "chat.completion.chunk", "choices": [], "usage": counted}))
        return [*chunks, b"data: [DONE]\n\n"]

    def _chunk(self, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "tale", "choices": [choice]}

    def _called(self, call: ToolCall, index: int) -> list[bytes]:
        text = json.dumps(call.arguments)
        half = len(text) // 2
        begun = {"index": index, "id": call.id, "type": "function", "function": {"name": call.name, "arguments": ""}}
        pieces = [{"index": index, "function": {"arguments": piece}} for piece in (text[:half], text[half:])]
        return [_event(self._chunk({"tool_calls": [piece]})) for piece in (begun, *pieces)]

    def in_stream(self, message: str, kind: str) -> bytes:
        return _event({"error": {"message": message, "type": kind, "code": None}})

    def refusal(self, status: int, message: str) -> Answer:
        error = {"error": {"message": message, "type": "error", "param": None, "code": None}}
        return Answer([_line(error)], status=status, content_type="application/json")

    def offers(self, upstream: Upstream, *names: str) -> None:
        listed = {"object": "list", "data": [{"id": name, "object": "model", "owned_by": "tale"} for name in names]}
        upstream.says("/v1/models", Answer([_line(listed)], content_type="application/json"))


class AnthropicVoice:
    provider = Provider.ANTHROPIC
    chat = "/v1/messages"
    embed = ""

    def base(self, url: str) -> str:
        return url

    def said(self, *parts: Part, reason: str = "stop", usage: tuple[int, int] | None = (40, 5)) -> list[bytes]:
        before, after = (
            ({"input_tokens": usage[0], "output_tokens": 1}, {"output_tokens": usage[1]}) if usage else ({}, {})
        )
        begun: dict[str, Any] = {
            "type": "message_start",
            "message": {"id": "m", "role": "assistant", "content": [], "usage": before},
        }
        chunks = [_event(begun, "message_start"), _event({"type": "ping"}, "ping")]
        for index, part in enumerate(parts):
            chunks += self._block(index, part)
        called = any(isinstance(part, ToolCall) for part in parts)
        word = {"stop": "tool_use" if called else "end_turn", "length": "max_tokens"}.get(reason, reason)
        delta = {"type": "message_delta", "delta": {"stop_reason": word, "stop_sequence": None}, "usage": after}
        return [*chunks, _event(delta, "message_delta"), _event({"type": "message_stop"}, "message_stop")]

    def _block(self, index: int, part: Part) -> Sequence[bytes]:
        match part:
            case Thinking():
                block: dict[str, Any] = {"type": "thinking", "thinking": "", "signature": ""}
                deltas = [
                    {"type": "thinking_delta", "thinking": part.text},
                    {"type": "signature_delta", "signature": "sealed"},
                ]
            case ToolCall():
                block = {"type": "tool_use", "id": part.id, "name": part.name, "input": {}}
                text = json.dumps(part.arguments)
                half = len(text) // 2
                pieces = ("", text[:half], text[half:])
                deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in pieces]
            case _:
                block = {"type": "text", "text": ""}
                deltas = [{"type": "text_delta", "text": part}]
        return [
            _event({"type": "content_block_start", "index": index, "content_block": block}, "content_block_start"),
            *(
                _event({"type": "content_block_delta", "index": index, "delta": delta}, "content_block_delta")
                for delta in deltas
            ),
            _event({"type": "content_block_stop", "index": index}, "content_block_stop"),
        ]

    def in_stream(self, message: str, kind: str) -> bytes:
        return _event({"type": "error", "error": {"type": kind, "message": message}}, "error")

    def refusal(self, status: int, message: str) -> Answer:
        error = {"type": "error", "error": {"type": "error", "message": message}}
        return Answer([_line(error)], status=status, content_type="application/json")

    def offers(self, upstream: Upstream, *names: str) -> None:
        listed = {"data": [{"type": "model", "id": name, "display_name": name} for name in names], "has_more": False}
        upstream.says("/v1/models", Answer([_line(listed)], content_type="application/json"))


VOICES: tuple[Voice, ...] = (OllamaVoice(), OpenAIVoice(), AnthropicVoice())


def channel_to(voice: Voice, upstream: Upstream, **changes: Any) -> Channel:
    """A channel to the stand-in, as a person would configure it."""
    return Channel.model_validate(
        {
            "id": "home",
            "name": "Home",
            "provider": voice.provider,
            "base_url": voice.base(upstream.url),
            "key": KEY,
            "retries": 0,
        }
        | changes
    )


def asking(text: str = "Tell me of the sea.", **changes: Any) -> ChatRequest:
    """A request for a reply of the stand-in's model."""
    wanted: dict[str, Any] = {"model": "tale", "messages": (user(text),)}
    return ChatRequest(**(wanted | changes))


async def hear(models: LanguageModels, heard: list[Event]) -> None:
    """Keeps what was told before a failure."""
    async with aclosing(models.stream(asking())) as events:
        async for event in events:
            heard.append(event)
