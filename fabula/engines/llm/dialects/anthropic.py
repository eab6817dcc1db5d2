"""Anthropic's messages: blocks that open and close, a system prompt of its own, tools as blocks."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from pydantic import SecretStr

from fabula.engines.llm.catalogue import Capability, Embeddings, ModelInfo
from fabula.engines.llm.channel import Channel
from fabula.engines.llm.dialects.profiles import Profile, Profiles
from fabula.engines.llm.dialects.tool_calls import Assembly
from fabula.engines.llm.errors import FeatureMissing, StreamBroken
from fabula.engines.llm.events import Event, Finish, Reason, Text, Thinking, Usage
from fabula.engines.llm.requests import ChatRequest, EmbedRequest, Message, Role, Tool
from fabula.engines.llm.wire.explaining import Place, explained_object
from fabula.engines.llm.wire.fields import fields_of, is_fields, rows_of, text_of, whole
from fabula.engines.llm.wire.framing import Framer, ServerSentEvents
from fabula.engines.llm.wire.http import Call, Http

VERSION = "2023-06-01"
LEAST_BUDGET = 1024
MOST_PAGES = 20
_BUDGETS = {"low": 1024, "medium": 4096, "high": 16384}
_REASONS = {
    "end_turn": Reason.STOP,
    "stop_sequence": Reason.STOP,
    "pause_turn": Reason.STOP,
    "max_tokens": Reason.LENGTH,
    "model_context_window_exceeded": Reason.LENGTH,
    "tool_use": Reason.TOOL_CALLS,
    "refusal": Reason.REFUSED,
}
_LIMITS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems"})
_CAN = frozenset({Capability.CHAT, Capability.VISION, Capability.TOOLS, Capability.THINKING})


class AnthropicDialect:
    def __init__(self, channel: Channel) -> None:
        self._profiles = Profiles(channel, Profile(thinking_by="budget"))

    def framer(self) -> Framer:
        return ServerSentEvents()

    def headers(self, key: SecretStr) -> Mapping[str, str]:
        return {"x-api-key": key.get_secret_value(), "anthropic-version": VERSION}

    def chat(self, request: ChatRequest) -> Call:
        profile = self._profiles.of(request.model)
        body: dict[str, Any] = {
            "model": request.model,
            "messages": _messages(request.messages),
            "max_tokens": request.max_tokens,
            "stream": True,
            **_tools(request, profile),
            **_thinking(request, profile),
        }
        if "thinking" not in body and profile.samples:
            body |= _sampling(request)
        if system := "\n\n".join(m.text for m in request.messages if m.role is Role.SYSTEM and m.text):
            body["system"] = [{"type": "text", "text": system, "cache_control": {"type": "ephemeral"}}]
        if request.stop:
            body["stop_sequences"] = [word for word in request.stop if word.strip()]
        if request.schema is not None and profile.schema_by == "json_schema":
            body["output_config"] = {"format": {"type": "json_schema", "schema": _without_limits(request.schema)}}
        return Call("/v1/messages", body, model=request.model)

    def reader(self, request: ChatRequest, place: Place) -> "AnthropicReader":
        by_tool = request.schema is not None and self._profiles.of(request.model).schema_by == "tool"
        as_text = request.schema_name if by_tool else ""
        return AnthropicReader(place, as_text)

    def embedding(self, request: EmbedRequest) -> Call:
        raise FeatureMissing("Anthropic offers no embeddings.", hint="Choose a channel with a model for embedding.")

    def vectors(self, answer: Mapping[str, Any], place: Place) -> Embeddings:
        raise FeatureMissing("Anthropic offers no embeddings.", hint="Choose a channel with a model for embedding.")

    async def models(self, http: Http) -> list[ModelInfo]:
        found: list[ModelInfo] = []
        after = ""
        for _ in range(MOST_PAGES):
            page = await http.json(Call(f"/v1/models?limit=100{after}", method="GET"))
            found += [_info(entry) for entry in rows_of(page.get("data"))]
            if not page.get("has_more") or not page.get("last_id"):
                break
            after = f"&after_id={page['last_id']}"
        return found

    def learn(self, model: str, complaint: str) -> bool:
        return self._profiles.learn(model, complaint)


def _info(entry: Mapping[str, Any]) -> ModelInfo:
    return ModelInfo(
        name=str(entry.get("id") or ""),
        capabilities=_CAN,
        certain=False,
        context=whole(entry.get("max_input_tokens")),
        family="claude",
    )


def _sampling(request: ChatRequest) -> dict[str, Any]:
    sampling = request.sampling
    temperature = None if sampling.temperature is None else min(sampling.temperature, 1.0)
    values = {"temperature": temperature, "top_k": sampling.top_k}
    if temperature is None:
        values["top_p"] = sampling.top_p
    return {name: value for name, value in values.items() if value is not None}


def _tools(request: ChatRequest, profile: Profile) -> dict[str, Any]:
    tools = list(request.tools)
    choice: dict[str, Any] = {"type": {"auto": "auto", "required": "any", "none": "none"}[request.tool_choice]}
    if request.schema is not None and profile.schema_by == "tool":
        tools.append(Tool(request.schema_name, "Give the answer in this form.", request.schema))
        choice = {"type": "tool", "name": request.schema_name}
    if not tools:
        return {}
    described = [
        {"name": tool.name, "description": tool.description, "input_schema": tool.parameters} for tool in tools
    ]
    return {"tools": described, "tool_choice": choice}


def _thinking(request: ChatRequest, profile: Profile) -> dict[str, Any]:
    if not request.thinking or (request.schema is not None and profile.schema_by == "tool"):
        return {}
    if profile.thinking_by == "adaptive":
        return {"thinking": {"type": "adaptive"}}
    if profile.thinking_by != "budget":
        return {}
    budget = _BUDGETS[request.thinking if isinstance(request.thinking, str) else "medium"]
    # What is thought counts as reply, so the reply's own limit comes on top.
    return {
        "thinking": {"type": "enabled", "budget_tokens": budget},
        "max_tokens": request.max_tokens + budget,
    }


def _without_limits(schema: object, *, names: bool = False) -> Any:
    """Its grammar knows no limits of numbers and lists: they are checked after the answer. Fields keep any name."""
    if is_fields(schema):
        kept = {name: value for name, value in schema.items() if names or name not in _LIMITS}
        return {name: _without_limits(value, names=name == "properties" and not names) for name, value in kept.items()}
    if isinstance(schema, list):
        return [_without_limits(value) for value in cast("list[object]", schema)]
    return schema


def _messages(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Turns of one side that follow each other become one, as tool results of one round have to."""
    turns: list[dict[str, Any]] = []
    for message in messages:
        if message.role is Role.SYSTEM:
            continue
        role = "assistant" if message.role is Role.ASSISTANT else "user"
        blocks = _blocks(message)
        if turns and turns[-1]["role"] == role:
            turns[-1]["content"] += blocks
        elif blocks:
            turns.append({"role": role, "content": blocks})
    if not turns or turns[0]["role"] != "user":
        turns.insert(0, {"role": "user", "content": [{"type": "text", "text": "…"}]})
    return turns


def _blocks(message: Message) -> list[dict[str, Any]]:
    if message.role is Role.TOOL:
        result = {"type": "tool_result", "tool_use_id": message.tool_call_id, "content": message.text}
        return [result | ({"is_error": True} if message.failed else {})]
    blocks: list[dict[str, Any]] = [
        {"type": "thinking", "thinking": thought.text, "signature": thought.signature}
        for thought in message.thoughts
        if thought.signature
    ]
    blocks += [
        {"type": "image", "source": {"type": "base64", "media_type": picture.media_type, "data": picture.base64}}
        for picture in message.pictures
    ]
    if message.text.strip():
        blocks.append({"type": "text", "text": message.text})
    blocks += [
        {"type": "tool_use", "id": call.id, "name": call.name, "input": dict(call.arguments)}
        for call in message.tool_calls
    ]
    return blocks


class AnthropicReader:
    """One reply; the answer of a forced tool is told as text, since it stands for a schema."""

    def __init__(self, place: Place, as_text: str) -> None:
        self.finished = False
        self.done = False
        self._place = place
        self._as_text = as_text
        self._answers: set[int] = set()
        self._calls = Assembly(place.where)
        self._called = False
        self._reason = ""
        self._usage: dict[str, int] = {}

    def read(self, payload: dict[str, Any]) -> Sequence[Event] | None:
        match payload.get("type"):
            case "content_block_delta":
                return self._delta(whole(payload.get("index")) or 0, fields_of(payload.get("delta")))
            case "content_block_start":
                return self._opened(whole(payload.get("index")) or 0, fields_of(payload.get("content_block")))
            case "content_block_stop":
                return self._closed(whole(payload.get("index")) or 0)
            case "message_start":
                self._count(fields_of(fields_of(payload.get("message")).get("usage")))
                return None
            case "message_delta":
                self._count(fields_of(payload.get("usage")))
                if reason := fields_of(payload.get("delta")).get("stop_reason"):
                    self.finished, self._reason = True, str(reason)
                return ()
            case "message_stop":
                self.finished = self.done = True
                return ()
            case "error":
                raise explained_object(self._place, payload.get("error"))
            case _:
                return None

    def _opened(self, index: int, block: Mapping[str, Any]) -> Sequence[Event] | None:
        if block.get("type") == "tool_use":
            if block.get("name") == self._as_text:
                self._answers.add(index)
            else:
                self._calls.add(index, id=str(block.get("id") or ""), name=str(block.get("name") or ""))
            return ()
        text = text_of(block.get("text"))
        return (Text(text),) if text else None

    def _delta(self, index: int, delta: Mapping[str, Any]) -> Sequence[Event] | None:
        match delta.get("type"):
            case "text_delta":
                text = text_of(delta.get("text"))
                return (Text(text),) if text else None
            case "thinking_delta":
                return (Thinking(str(delta.get("thinking") or "")),)
            case "signature_delta":
                return (Thinking("", str(delta.get("signature") or "")),)
            case "input_json_delta":
                part = text_of(delta.get("partial_json"))
                if index in self._answers:
                    return (Text(part),) if part else None
                self._calls.add(index, arguments=part)
                return ()
            case _:
                return None

    def _closed(self, index: int) -> Sequence[Event]:
        calls = self._calls.take(index)
        self._called = self._called or bool(calls)
        return calls

    def _count(self, usage: Mapping[str, Any]) -> None:
        self._usage |= {name: value for name, value in usage.items() if isinstance(value, int)}

    def end(self) -> Sequence[Event]:
        if not self.finished:
            raise StreamBroken(f"{self._place.where} ended its reply in the middle.")
        reason = _REASONS.get(self._reason, Reason.STOP)
        if self._called:
            reason = Reason.TOOL_CALLS
        elif reason is Reason.TOOL_CALLS:
            reason = Reason.STOP
        return (*self._used(), Finish(reason, self._reason))

    def _used(self) -> tuple[Usage, ...]:
        if not self._usage:
            return ()
        count = self._usage.get
        cached = count("cache_read_input_tokens", 0)
        prompt = count("input_tokens", 0) + cached + count("cache_creation_input_tokens", 0)
        return (Usage(prompt, count("output_tokens", 0), cached),)
