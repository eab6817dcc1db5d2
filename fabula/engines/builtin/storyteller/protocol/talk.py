"""The routes that write: chat, generate, embed."""

import asyncio
import hashlib
import math
import secrets
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Literal

from aiohttp import web

from fabula.core.background import in_thread
from fabula.engines.builtin.storyteller.embedding import embed
from fabula.engines.builtin.storyteller.line import BUSY, Line
from fabula.engines.builtin.storyteller.memory import Launch, Memory
from fabula.engines.builtin.storyteller.models import Capability, Model
from fabula.engines.builtin.storyteller.protocol.answer import HEADERS, NS, RUNNER_DIED, Answer, Limits, tell
from fabula.engines.builtin.storyteller.protocol.durations import seconds_of
from fabula.engines.builtin.storyteller.protocol.failures import Refused
from fabula.engines.builtin.storyteller.protocol.frames import ChatFrames, Frames, GenerateFrames
from fabula.engines.builtin.storyteller.protocol.requests import (
    Asking,
    Chat,
    Embed,
    Generate,
    Message,
    OldEmbed,
    Options,
    Tool,
    picture,
    read,
)
from fabula.engines.builtin.storyteller.protocol.window import TOO_LONG, fitted, size
from fabula.engines.builtin.storyteller.script import Fault, Script
from fabula.engines.builtin.storyteller.shelf import Shelf
from fabula.engines.builtin.storyteller.tokens import count
from fabula.engines.builtin.storyteller.writer import gone_on, refusal, stretched, write
from fabula.engines.builtin.storyteller.writing import Call, Prompt, Schema, ToolOffer, Turn, Written

DEFAULT_CONTEXT = 4096
MOST_INPUTS = 2048


class Talk:
    """Handlers that need a model in memory and a place in its line."""

    def __init__(self, script: Script, shelf: Shelf, memory: Memory) -> None:
        self._script = script
        self._shelf = shelf
        self._memory = memory
        self._lines: dict[str, Line] = {}

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/chat", self.chat),
            web.post("/api/generate", self.generate),
            web.post("/api/embed", self.embed),
            web.post("/api/embeddings", self.old_embed),
        ]

    async def chat(self, request: web.Request) -> web.StreamResponse:
        body = await read(request, Chat)
        needed: list[Capability] = ["completion", *_needs(body), *(["tools"] if body.tools else [])]  # type: ignore[list-item]
        model = self._shelf.able(body.wanted, *needed)
        frames = ChatFrames(body.wanted)
        if not body.messages:
            return await self._only_load(model, body, frames)
        turns = tuple(_turn(message) for message in body.messages)
        return await self._answer(request, model, body, turns, frames, _offers(body.tools))

    async def generate(self, request: web.Request) -> web.StreamResponse:
        body = await read(request, Generate)
        model = self._shelf.able(body.wanted, "completion", *_needs(body))
        frames = GenerateFrames(body.wanted)
        if not body.prompt and not body.images:
            return await self._only_load(model, body, frames)
        said = Turn("user", body.prompt, tuple(picture(one) for one in body.images or ()))
        turns = (Turn("system", body.system), said) if body.system else (said,)
        return await self._answer(request, model, body, turns, frames, ())

    async def embed(self, request: web.Request) -> web.Response:
        body = await read(request, Embed)
        model = self._shelf.able(body.wanted, "embedding")
        texts = [body.input] if isinstance(body.input, str) else body.input
        if len(texts) > MOST_INPUTS:
            raise Refused(400, f"at most {MOST_INPUTS} inputs at a time")
        window = self._context(model, body.options)
        if not body.truncate and any(count(text) > window for text in texts):
            raise Refused(400, TOO_LONG)
        began = asyncio.get_running_loop().time()
        async with self._held(model, Launch(window), body.keep_alive) as load_s:
            vectors = await in_thread(_embedded, texts, body.dimensions or model.dimensions)
        answer = {
            "model": body.wanted,
            "embeddings": vectors,
            "total_duration": int((asyncio.get_running_loop().time() - began) * NS),
            "load_duration": int(load_s * NS),
            "prompt_eval_count": sum(min(count(text), window) for text in texts),
        }
        return web.json_response(answer, headers=HEADERS)

    async def old_embed(self, request: web.Request) -> web.Response:
        body = await read(request, OldEmbed)
        model = self._shelf.able(body.wanted, "embedding")
        async with self._held(model, Launch(self._context(model, None)), body.keep_alive):
            vectors = await in_thread(_embedded, [body.prompt], model.dimensions)
        return web.json_response({"embedding": vectors[0]}, headers=HEADERS)

    async def _answer(
        self,
        request: web.Request,
        model: Model,
        body: Asking,
        turns: tuple[Turn, ...],
        frames: Frames,
        tools: tuple[ToolOffer, ...],
    ) -> web.StreamResponse:
        fault = self._fault()
        window = self._context(model, body.options)
        turns = fitted(turns, window, may_truncate=body.truncate or self._script.forgets)
        prompt = Prompt(turns, body.format or None, tools, bool(body.think), _seed(body.options, turns))
        began = asyncio.get_running_loop().time()
        async with self._held(model, Launch(window, body.shift), body.keep_alive) as load_s:
            written = await in_thread(self._written, prompt, fault)
            used = size(turns)
            limits = _limits(body, window - used)
            started = asyncio.get_running_loop().time()
            answer = Answer(written, frames, self._script, limits, used, began, started, load_s, fault)
            return await tell(request, answer, stream=body.stream)

    def _written(self, prompt: Prompt, fault: Fault | None) -> Written:
        if self._script.refuses or (fault and fault.kind == "refusal"):
            return refusal(prompt)
        begun = prompt.turns[-1].text if prompt.turns[-1].role == "assistant" else ""
        written = gone_on(write(prompt), begun)
        if self._script.length and prompt.schema is None and not written.calls:
            written = stretched(prompt, written, self._script.length)
        return replace(written, text=begun + written.text) if self._script.repeats_begun else written

    def _fault(self) -> Fault | None:
        fault = self._script.take_fault()
        if fault and fault.kind == "busy":
            raise Refused(503, fault.message or BUSY)
        if fault and fault.kind == "error":
            raise Refused(fault.status, fault.message or RUNNER_DIED)
        return fault

    async def _only_load(self, model: Model, body: Asking, frames: Frames) -> web.Response:
        seconds = seconds_of(body.keep_alive)
        if seconds == 0:
            self._memory.unload(model.name)
        else:
            async with self._held(model, Launch(self._context(model, body.options), body.shift), body.keep_alive):
                pass
        answer = frames.whole("", "", (), {"done_reason": "unload" if seconds == 0 else "load"})
        return web.Response(body=answer, content_type="application/json", charset="utf-8", headers=HEADERS)

    @asynccontextmanager
    async def _held(self, model: Model, launch: Launch, keep_alive: float | str | None) -> AsyncGenerator[float]:
        line = self._lines.setdefault(model.name, Line(self._script))
        async with line.turn(), self._memory.use(model, launch, seconds_of(keep_alive)) as load_s:
            yield load_s

    def _context(self, model: Model, options: Options | None) -> int:
        wanted = (options and options.num_ctx) or DEFAULT_CONTEXT
        return max(1, min(wanted, model.context, self._script.context_limit or model.context))


def _needs(body: Asking) -> tuple[Capability, ...]:
    return ("thinking",) if body.think else ()


def _turn(message: Message) -> Turn:
    role: Literal["system", "user", "assistant", "tool"] = "system" if message.role == "developer" else message.role
    pictures = tuple(picture(one) for one in message.images or ())
    calls = tuple(Call(tool.function.name, tool.function.arguments) for tool in message.tool_calls or ())
    return Turn(role, message.content, pictures, calls)


def _offers(tools: Sequence[Tool] | None) -> tuple[ToolOffer, ...]:
    return tuple(_offer(tool) for tool in tools or () if tool.function.name)


def _offer(tool: Tool) -> ToolOffer:
    schema: Schema = tool.function.parameters
    return ToolOffer(tool.function.name, tool.function.description, schema)


def _limits(body: Asking, room: int) -> Limits:
    options = body.options or Options()
    tokens = options.num_predict if options.num_predict and options.num_predict > 0 else None
    if not body.shift or options.num_predict == -2:
        tokens = min(tokens or room, max(room, 1))
    return Limits(tokens, options.stops)


def _seed(options: Options | None, turns: tuple[Turn, ...]) -> int:
    """What decides the words: the prompt, the seed where one is given, else chance unless temperature is 0."""
    told = hashlib.sha256(repr([(turn.role, turn.text) for turn in turns]).encode()).digest()
    seed = options.seed if options else None
    if options and options.temperature is not None and math.isclose(options.temperature, 0):
        seed = 0
    elif seed is None or seed < 0:
        seed = secrets.randbits(32)
    return int.from_bytes(told[:6], "big") ^ seed


def _embedded(texts: list[str], dimensions: int) -> list[list[float]]:
    return [embed(text, dimensions) for text in texts]
