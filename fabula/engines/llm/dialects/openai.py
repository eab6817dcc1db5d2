"""Chat completions as OpenAI, llama.cpp, vLLM, LM Studio, OpenRouter and others speak them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import SecretStr

from fabula.engines.llm.catalogue import Embeddings, ModelInfo
from fabula.engines.llm.channel import Channel
from fabula.engines.llm.dialects.listing import listed_models
from fabula.engines.llm.dialects.profiles import Profile, Profiles
from fabula.engines.llm.dialects.thinking import ThinkTags
from fabula.engines.llm.dialects.tool_calls import Assembly
from fabula.engines.llm.dialects.turns import alternating, begun_by_a_person, told_by_a_person
from fabula.engines.llm.dialects.vectors import embeddings
from fabula.engines.llm.errors import StreamBroken
from fabula.engines.llm.events import Event, Finish, Reason, Text, Thinking, Usage
from fabula.engines.llm.requests import ChatRequest, EmbedRequest, Message, Role
from fabula.engines.llm.wire.explaining import Place, explained_object
from fabula.engines.llm.wire.fields import Fields, fields_of, first_of, rows_of, text_of, whole
from fabula.engines.llm.wire.framing import Framer, ServerSentEvents
from fabula.engines.llm.wire.http import Call, Http

MOST_STOPS = 4
_REASONS = {
    "stop": Reason.STOP,
    "length": Reason.LENGTH,
    "tool_calls": Reason.TOOL_CALLS,
    "function_call": Reason.TOOL_CALLS,
    "content_filter": Reason.REFUSED,
}


class OpenAIDialect:
    def __init__(self, channel: Channel) -> None:
        self._profiles = Profiles(channel, Profile(thinking_by="template"))

    def framer(self) -> Framer:
        return ServerSentEvents()

    def headers(self, key: SecretStr) -> Mapping[str, str]:
        secret = key.get_secret_value()
        return {"Authorization": f"Bearer {secret}"} if secret else {}

    def chat(self, request: ChatRequest) -> Call:
        profile = self._profiles.of(request.model)
        body: dict[str, Any] = {
            "model": request.model,
            "messages": [_message(message, profile) for message in _turns(request, profile)],
            "stream": True,
            profile.max_tokens_field: request.max_tokens,
            **_sampling(request, profile),
            **_tools(request, profile),
            **_thinking(request, profile),
            **_format(request, profile),
        }
        if profile.counts_in_stream:
            body["stream_options"] = {"include_usage": True}
        if request.seed is not None and profile.seeds:
            body["seed"] = request.seed
        if request.stop:
            body["stop"] = list(request.stop[:MOST_STOPS])
        return Call("/chat/completions", body, model=request.model)

    def reader(self, request: ChatRequest, place: Place) -> "OpenAIReader":
        return OpenAIReader(place, tags=self._profiles.of(request.model).think_tags)

    def embedding(self, request: EmbedRequest) -> Call:
        return Call("/embeddings", {"model": request.model, "input": list(request.texts)}, model=request.model)

    def vectors(self, answer: Mapping[str, Any], place: Place) -> Embeddings:
        rows = sorted(rows_of(answer.get("data")), key=lambda row: whole(row.get("index")) or 0)
        vectors = [row.get("embedding") for row in rows]
        return embeddings(vectors, fields_of(answer.get("usage")).get("prompt_tokens"), place.where)

    async def models(self, http: Http) -> list[ModelInfo]:
        return listed_models(await http.json(Call("/models", method="GET")))

    def learn(self, model: str, complaint: str) -> bool:
        return self._profiles.learn(model, complaint)


def _turns(request: ChatRequest, profile: Profile) -> Sequence[Message]:
    """Chat templates of many models raise an error for turns in another order."""
    turns = alternating(request.messages)
    turns = told_by_a_person(turns) if profile.system_role == "user" else turns
    return begun_by_a_person(turns) if profile.person_begins else turns


def _sampling(request: ChatRequest, profile: Profile) -> dict[str, Any]:
    sampling = request.sampling
    values: dict[str, Any] = {}
    if profile.samples:
        values |= {
            "temperature": sampling.temperature,
            "top_p": sampling.top_p,
            "presence_penalty": sampling.presence_penalty,
            "frequency_penalty": sampling.frequency_penalty,
        }
    if profile.local_sampling:
        values |= {"top_k": sampling.top_k, "min_p": sampling.min_p, "repeat_penalty": sampling.repeat_penalty}
    return {name: value for name, value in values.items() if value is not None}


def _tools(request: ChatRequest, profile: Profile) -> dict[str, Any]:
    if not request.tools:
        return {}
    described = [
        {
            "type": "function",
            "function": {"name": tool.name, "description": tool.description, "parameters": tool.parameters},
        }
        for tool in request.tools
    ]
    return {"tools": described} | ({"tool_choice": request.tool_choice} if profile.tool_choice else {})


def _thinking(request: ChatRequest, profile: Profile) -> dict[str, Any]:
    wanted = request.thinking
    if wanted is None:
        return {}
    match profile.thinking_by:
        case "template":
            effort = {"reasoning_effort": wanted} if isinstance(wanted, str) else {}
            return {"chat_template_kwargs": {"enable_thinking": bool(wanted)} | effort}
        case "effort":
            return {"reasoning_effort": wanted if isinstance(wanted, str) else "medium" if wanted else "minimal"}
        case _:
            return {}


def _format(request: ChatRequest, profile: Profile) -> dict[str, Any]:
    if request.schema is None or profile.schema_by not in ("json_schema", "json_object"):
        return {}
    if profile.schema_by == "json_object":
        return {"response_format": {"type": "json_object"}}
    named = {"name": request.schema_name, "schema": request.schema, "strict": True}
    return {"response_format": {"type": "json_schema", "json_schema": named}}


def _message(message: Message, profile: Profile) -> dict[str, Any]:
    role = profile.system_role if message.role is Role.SYSTEM else str(message.role)
    said: dict[str, Any] = {"role": role, "content": message.text}
    if message.pictures:
        shown = [{"type": "image_url", "image_url": {"url": picture.data_url}} for picture in message.pictures]
        said["content"] = [*([{"type": "text", "text": message.text}] if message.text else []), *shown]
    if message.tool_calls:
        said["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": call.broken or json.dumps(dict(call.arguments))},
            }
            for call in message.tool_calls
        ]
    if message.tool_call_id:
        said["tool_call_id"] = message.tool_call_id
    return said


class OpenAIReader:
    """One reply; its reason may come before its usage, and either may be missing."""

    def __init__(self, place: Place, *, tags: bool) -> None:
        self.finished = False
        self.done = False
        self._place = place
        self._tags = ThinkTags() if tags else None
        self._calls = Assembly(place.where)
        self._reason = ""
        self._refusal = ""
        self._called = False
        self._told = False
        self._usage: Mapping[str, Any] | None = None

    def read(self, payload: dict[str, Any]) -> Sequence[Event] | None:
        if payload.get("error"):
            raise explained_object(self._place, payload["error"])
        if usage := payload.get("usage"):
            self._usage = fields_of(usage)
        choices = payload.get("choices")
        if not choices:
            return None
        choice = first_of(choices)
        events = self._delta(fields_of(choice.get("delta") or choice.get("message")))
        if reason := choice.get("finish_reason"):
            if reason == "error":
                raise explained_object(self._place, choice.get("error") or "it gave no reason")
            self.finished, self._reason = True, str(reason)
            return events or ()
        return events

    def _delta(self, delta: Mapping[str, Any]) -> Sequence[Event] | None:
        text = text_of(delta.get("content"))
        if text and len(delta) == 1 and self._tags is None:
            self._told = True
            return (Text(text),)
        events: list[Event] = []
        if thought := delta.get("reasoning_content") or delta.get("reasoning"):
            events.append(Thinking(str(thought)))
        if text:
            events += self._tags.split(text) if self._tags else (Text(text),)
        if refusal := delta.get("refusal"):
            self._refusal += str(refusal)
        calls = rows_of(delta.get("tool_calls"))
        for place, call in enumerate(calls):
            function = fields_of(call.get("function"))
            self._calls.add(
                _index(call, place),
                id=str(call.get("id") or ""),
                name=str(function.get("name") or ""),
                arguments=function.get("arguments"),
            )
        self._told = self._told or bool(text or calls or events)
        return events if events or text or calls or refusal else None

    def end(self) -> Sequence[Event]:
        rest = self._tags.rest() if self._tags else ()
        calls = self._calls.taken() if self.finished or self.done else ()
        if not self.finished and not (self.done and (self._told or calls)):
            raise StreamBroken(f"{self._place.where} ended its reply in the middle.")
        return (*rest, *calls, *self._used(), self._finish(bool(calls)))

    def _finish(self, called: bool) -> Finish:
        if self._refusal:
            return Finish(Reason.REFUSED, self._refusal[:400])
        if called:
            return Finish(Reason.TOOL_CALLS, self._reason)
        reason = _REASONS.get(self._reason, Reason.STOP)
        return Finish(Reason.STOP if reason is Reason.TOOL_CALLS else reason, self._reason)

    def _used(self) -> tuple[Usage, ...]:
        if self._usage is None:
            return ()
        prompt, reply = whole(self._usage.get("prompt_tokens")), whole(self._usage.get("completion_tokens"))
        cached = whole(fields_of(self._usage.get("prompt_tokens_details")).get("cached_tokens"))
        return (Usage(prompt or 0, reply or 0, cached or 0),)


def _index(call: Fields, place: int) -> int:
    index = whole(call.get("index"))
    return place if index is None else index
