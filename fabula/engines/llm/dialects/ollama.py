"""Ollama's own protocol: NDJSON, options, and the window that it would otherwise choose by itself."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import SecretStr

from fabula.engines.llm.catalogue import Capability, Embeddings, ModelInfo
from fabula.engines.llm.dialects.profiles import PERSON_BEGINS
from fabula.engines.llm.dialects.thinking import ThinkTags
from fabula.engines.llm.dialects.tool_calls import tool_call
from fabula.engines.llm.dialects.turns import alternating, begun_by_a_person
from fabula.engines.llm.dialects.vectors import embeddings
from fabula.engines.llm.errors import ModelNotInstalled, ServerFailed, StreamBroken
from fabula.engines.llm.events import Event, Finish, Reason, Thinking, Usage
from fabula.engines.llm.requests import ChatRequest, EmbedRequest, Message, Sampling
from fabula.engines.llm.wire.explaining import Place, explained_object
from fabula.engines.llm.wire.fields import fields_of, rows_of, text_of, whole, words_of
from fabula.engines.llm.wire.framing import Framer, Lines
from fabula.engines.llm.wire.http import Call, Http

SHOWN_AT_ONCE = 4
MOST_MODELS = 1000
NANOSECONDS = 1e9
_CAPABILITIES = {
    "completion": Capability.CHAT,
    "vision": Capability.VISION,
    "tools": Capability.TOOLS,
    "thinking": Capability.THINKING,
    "embedding": Capability.EMBEDDING,
}
_REASONS = {"stop": Reason.STOP, "length": Reason.LENGTH}


class OllamaDialect:
    """`truncate` and `shift` are refused, so that a server that knows them fails loudly instead of forgetting."""

    def __init__(self) -> None:
        self._shown: dict[str, Mapping[str, Any]] = {}
        self._without_thinking: set[str] = set()
        self._person_begins: set[str] = set()

    def framer(self) -> Framer:
        return Lines()

    def headers(self, key: SecretStr) -> Mapping[str, str]:
        secret = key.get_secret_value()
        return {"Authorization": f"Bearer {secret}"} if secret else {}

    def chat(self, request: ChatRequest) -> Call:
        body: dict[str, Any] = {
            "model": request.model,
            "messages": [_message(message) for message in self._turns(request)],
            "stream": True,
            "truncate": False,
            "shift": False,
            "options": _options(request),
        }
        if request.tools and request.tool_choice != "none":
            body["tools"] = [
                {
                    "type": "function",
                    "function": {"name": tool.name, "description": tool.description, "parameters": tool.parameters},
                }
                for tool in request.tools
            ]
        if request.schema is not None:
            body["format"] = request.schema
        if request.thinking is not None and request.model not in self._without_thinking:
            body["think"] = request.thinking
        if request.keep_alive is not None:
            body["keep_alive"] = request.keep_alive
        return Call("/api/chat", body, model=request.model)

    def reader(self, request: ChatRequest, place: Place) -> "OllamaReader":
        return OllamaReader(place)

    def embedding(self, request: EmbedRequest) -> Call:
        body: dict[str, Any] = {"model": request.model, "input": list(request.texts), "truncate": False}
        if request.window:
            body["options"] = {"num_ctx": request.window}
        if request.keep_alive is not None:
            body["keep_alive"] = request.keep_alive
        return Call("/api/embed", body, model=request.model)

    def vectors(self, answer: Mapping[str, Any], place: Place) -> Embeddings:
        return embeddings(answer.get("embeddings"), answer.get("prompt_eval_count"), place.where)

    async def models(self, http: Http) -> list[ModelInfo]:
        listed = rows_of((await http.json(Call("/api/tags", method="GET"))).get("models"))
        digests = {str(entry.get("digest")) for entry in listed}
        self._shown = {digest: shown for digest, shown in self._shown.items() if digest in digests}
        gate = asyncio.Semaphore(SHOWN_AT_ONCE)

        async def one(entry: Mapping[str, Any]) -> ModelInfo:
            async with gate:
                return await self._info(http, entry)

        return list(await asyncio.gather(*(one(entry) for entry in listed[:MOST_MODELS])))

    async def _info(self, http: Http, entry: Mapping[str, Any]) -> ModelInfo:
        name = str(entry.get("name") or entry.get("model") or "")
        digest = str(entry.get("digest") or name)
        shown = self._shown.get(digest)
        if shown is None:
            try:
                shown = await http.json(Call("/api/show", {"model": name}, model=name))
            except (ServerFailed, ModelNotInstalled):
                return model_info(name, entry, {})
            self._shown[digest] = shown
        return model_info(name, entry, shown)

    def learn(self, model: str, complaint: str) -> bool:
        """Thinking is a wish, and templates that llama.cpp renders may insist on an order of turns."""
        known = self._person_begins if PERSON_BEGINS.search(complaint) else self._without_thinking
        is_lesson = known is self._person_begins or "think" in complaint
        if not is_lesson or model in known or len(known) >= MOST_MODELS:
            return False
        known.add(model)
        return True

    def _turns(self, request: ChatRequest) -> list[Message]:
        turns = alternating(request.messages)
        return begun_by_a_person(turns) if request.model in self._person_begins else turns


def model_info(name: str, entry: Mapping[str, Any], shown: Mapping[str, Any]) -> ModelInfo:
    """What Ollama's list and its `show` together know of a model."""
    details = fields_of(shown.get("details") or entry.get("details"))
    facts = fields_of(shown.get("model_info"))
    context = facts.get(f"{facts.get('general.architecture')}.context_length")
    named = words_of(shown["capabilities"]) if "capabilities" in shown else None
    return ModelInfo(
        name=name,
        capabilities=_capabilities(named if named is not None else ("completion",)),
        certain=named is not None,
        context=whole(context),
        size_bytes=whole(entry.get("size")),
        family=str(details.get("family") or ""),
        parameters=str(details.get("parameter_size") or ""),
        quantization=str(details.get("quantization_level") or ""),
        digest=str(entry.get("digest") or ""),
    )


def _capabilities(names: Iterable[str]) -> frozenset[Capability]:
    return frozenset(_CAPABILITIES[name] for name in names if name in _CAPABILITIES)


def _options(request: ChatRequest) -> dict[str, Any]:
    sampling = request.sampling
    options = {name: value for name in Sampling.__slots__ if (value := getattr(sampling, name)) is not None}
    options |= {"num_ctx": request.window, "num_predict": request.max_tokens}
    if request.seed is not None:
        options["seed"] = request.seed
    if request.stop:
        options["stop"] = list(request.stop)
    return options


def _message(message: Message) -> dict[str, Any]:
    said: dict[str, Any] = {"role": str(message.role), "content": message.text}
    if message.pictures:
        said["images"] = [picture.base64 for picture in message.pictures]
    if message.thoughts:
        said["thinking"] = "".join(thought.text for thought in message.thoughts)
    if message.tool_calls:
        said["tool_calls"] = [
            {"id": call.id, "function": {"name": call.name, "arguments": dict(call.arguments)}}
            for call in message.tool_calls
        ]
    if message.tool_call_id:
        said |= {"tool_name": message.tool_name, "tool_call_id": message.tool_call_id}
    return said


class OllamaReader:
    """One reply, line by line; the last line says why it ended and what it cost."""

    def __init__(self, place: Place) -> None:
        self.finished = False
        self.done = False
        self._place = place
        self._tags = ThinkTags()
        self._called = False
        self._last: Mapping[str, Any] = {}

    def read(self, payload: dict[str, Any]) -> Sequence[Event] | None:
        if "error" in payload:
            raise explained_object(self._place, payload["error"])
        message = fields_of(payload.get("message"))
        events: list[Event] = []
        if thought := text_of(message.get("thinking")):
            events.append(Thinking(thought))
        if text := text_of(message.get("content")):
            events += self._tags.split(text)
        for call in rows_of(message.get("tool_calls")):
            self._called = True
            function = fields_of(call.get("function"))
            events.append(tool_call(str(call.get("id") or ""), str(function.get("name")), function.get("arguments")))
        if payload.get("done"):
            self.finished = self.done = True
            self._last = payload
        return events or (() if text else None)

    def end(self) -> Sequence[Event]:
        if not self.finished:
            raise StreamBroken(f"{self._place.where} ended its reply in the middle.")
        word = str(self._last.get("done_reason") or "stop")
        reason = Reason.TOOL_CALLS if self._called else _REASONS.get(word, Reason.STOP)
        return (*self._tags.rest(), *self._usage(), Finish(reason, word))

    def _usage(self) -> tuple[Usage, ...]:
        prompt, reply = whole(self._last.get("prompt_eval_count")), whole(self._last.get("eval_count"))
        if prompt is None and reply is None:
            return ()
        return (Usage(prompt or 0, reply or 0, load_s=(whole(self._last.get("load_duration")) or 0) / NANOSECONDS),)
