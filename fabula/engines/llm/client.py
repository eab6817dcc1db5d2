"""One channel: its provider's dialect over its own session, with retries, a gate and a record of use."""

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import replace
from typing import TypeVar

from fabula.engines.llm.calls.bounds import bounded
from fabula.engines.llm.calls.echo import begun_in, without_echo
from fabula.engines.llm.calls.gate import Gate
from fabula.engines.llm.calls.metering import Meter
from fabula.engines.llm.calls.use import OnUse
from fabula.engines.llm.catalogue import Embeddings, ModelInfo
from fabula.engines.llm.channel import Channel
from fabula.engines.llm.context.estimate import tokens_of, tokens_of_request
from fabula.engines.llm.context.learning import Counts
from fabula.engines.llm.dialects.dialect import Dialect
from fabula.engines.llm.dialects.listing import guessed
from fabula.engines.llm.dialects.provided import dialect_of
from fabula.engines.llm.errors import ModelFailed, ModelLoading, RequestRejected, StreamMalformed
from fabula.engines.llm.events import Event, Finish, Routed, Truncated, Usage
from fabula.engines.llm.requests import ChatRequest, EmbedRequest
from fabula.engines.llm.wire.exchange import exchanged
from fabula.engines.llm.wire.http import Http

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 20.0
LOADING_PAUSE_S = 1.0
MOST_LESSONS = 4
MOST_TEXTS = 64

T = TypeVar("T")


class Client:
    """The models of one channel; `pause` and `clock` are replaced in tests of time."""

    def __init__(
        self,
        channel: Channel,
        *,
        counts: Counts | None = None,
        on_use: OnUse | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.channel = channel
        self.gate = Gate(channel, clock)
        self.counts = counts or Counts()
        self._on_use = on_use
        self._pause = pause
        self._dialect: Dialect = dialect_of(channel)
        headers = self._dialect.headers(channel.key)
        self.http = Http(channel.name, channel.root, channel.key, headers, channel.patience)

    async def close(self) -> None:
        await self.http.close()

    def silence_s(self, texts: int = 0) -> float:
        """For how long a call may rightly tell nothing: until it has its first token, or so many vectors."""
        patience = self.channel.patience
        return max(patience.first_token_s * max(1, -(-texts // MOST_TEXTS)), patience.next_token_s)

    async def models(self) -> list[ModelInfo]:
        """What the server has, or of it what the channel names."""
        try:
            listed = await self._dialect.models(self.http)
        except StreamMalformed:
            if not self.channel.models:
                raise
            listed = []
        found = {info.name: info for info in listed}
        shown = self.channel.models or tuple(found)
        return [self._info(name, found) for name in dict.fromkeys((*shown, *self.channel.aliases))]

    def _info(self, name: str, found: Mapping[str, ModelInfo]) -> ModelInfo:
        """A model under the name by which it is asked for, also where the server does not list it."""
        info = found.get(self.channel.own_name(name))
        return replace(info, name=name) if info else ModelInfo(name, guessed(name), certain=False)

    async def embed(self, request: EmbedRequest) -> Embeddings:
        """One vector for each text, asked for in batches that every server takes."""
        request = replace(request, model=self.channel.own_name(request.model))
        vectors: list[tuple[float, ...]] = []
        tokens = 0
        with Meter(self.channel.id, request, sum(map(tokens_of, request.texts)), self._on_use) as meter:
            for at in range(0, len(request.texts), MOST_TEXTS):
                found = await self._embedded(replace(request, texts=request.texts[at : at + MOST_TEXTS]))
                vectors += found.vectors
                tokens += found.tokens
            meter.count(Usage(tokens, 0))
        return Embeddings(tuple(vectors), tokens)

    async def _embedded(self, request: EmbedRequest) -> Embeddings:
        call, limit = self._dialect.embedding(request), self.channel.patience.first_token_s
        async with self.gate.place():
            answer = await self._tried(request.model, lambda: self.http.json(call, within_s=limit))
        found = self._dialect.vectors(answer, self.http.place(request.model))
        if len(found.vectors) != len(request.texts):
            raise StreamMalformed(
                f"{self.channel.name} sent {len(found.vectors)} vectors for {len(request.texts)} texts."
            )
        return found

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Event]:
        """One reply; the same channel is asked again only as long as nothing of the reply has come."""
        request = self._own(request)
        async with self.gate.place():
            with Meter(self.channel.id, request, tokens_of_request(request), self._on_use) as meter:
                tries = _Tries(self.channel, self._pause, self._dialect, request.model)
                ends_at = asyncio.get_running_loop().time() + (request.within_s or 0)
                while True:
                    try:
                        async with aclosing(self._in_time(self._once(request, meter), request, ends_at)) as events:
                            async for event in events:
                                yield event
                        return
                    except ModelFailed as error:
                        self.gate.failed(error)
                        if meter.has_begun or not await tries.another(error):
                            raise

    def _in_time(self, events: AsyncGenerator[Event], request: ChatRequest, ends_at: float) -> AsyncGenerator[Event]:
        if request.within_s is None:
            return events
        late = f"{request.model} at {self.channel.name} did not come to an end within {request.within_s:g} s."
        return bounded(events, ends_at, late)

    async def _once(self, request: ChatRequest, meter: Meter) -> AsyncGenerator[Event]:
        call = self._dialect.chat(request)
        reader = self._dialect.reader(request, self.http.place(request.model))
        routed = False
        told = exchanged(self.http, call, self._dialect.framer, reader)
        if begun := begun_in(request):
            told = without_echo(told, begun)
        async with aclosing(told) as events:
            async for event in events:
                meter.saw(event)
                if not routed:
                    routed = True
                    yield Routed(self.channel.id, request.model)
                if isinstance(event, Finish):
                    self.gate.worked()
                    for noticed in self._noticed(request, meter):
                        yield noticed
                yield event

    def _noticed(self, request: ChatRequest, meter: Meter) -> tuple[Truncated, ...]:
        """What the server's count of the prompt says about the estimate, or about what it read."""
        if meter.usage is None or any(message.pictures for message in request.messages):
            return ()
        model, estimated, reported = request.model, meter.estimated_prompt, meter.usage.prompt_tokens
        if self.counts.was_cut(model, estimated, reported, request.window or self.channel.window):
            return (Truncated(self.counts.tokens(model, estimated), reported),)
        self.counts.learn(model, estimated, reported)
        return ()

    def _own(self, request: ChatRequest) -> ChatRequest:
        return replace(
            request, model=self.channel.own_name(request.model), window=request.window or self.channel.window
        )

    async def _tried(self, model: str, work: Callable[[], Awaitable[T]]) -> T:
        tries = _Tries(self.channel, self._pause, self._dialect, model)
        while True:
            try:
                result = await work()
            except ModelFailed as error:
                self.gate.failed(error)
                if not await tries.another(error):
                    raise
            else:
                self.gate.worked()
                return result


class _Tries:
    """Whether it is worth asking the same channel again, and after which pause."""

    def __init__(
        self, channel: Channel, pause: Callable[[float], Awaitable[None]], dialect: Dialect, model: str
    ) -> None:
        self._dialect = dialect
        self._model = model
        self._left = channel.retries
        self._loading_left_s = channel.patience.first_token_s
        self._pause = pause
        self._pause_s = FIRST_PAUSE_S
        self._lessons = MOST_LESSONS

    async def another(self, error: ModelFailed) -> bool:
        if isinstance(error, RequestRejected):
            self._lessons -= 1
            return self._lessons >= 0 and self._dialect.learn(self._model, error.message)
        if isinstance(error, ModelLoading):
            return await self._waits_for_loading()
        wait = error.retry_after if error.retry_after is not None else self._pause_s * random.uniform(0.75, 1.25)
        if not error.again or self._left <= 0 or wait > LONGEST_PAUSE_S:
            return False
        self._left -= 1
        self._pause_s = min(self._pause_s * 2, LONGEST_PAUSE_S)
        await self._pause(wait)
        return True

    async def _waits_for_loading(self) -> bool:
        """A model that loads is no fault: it is waited for as long as where a server only keeps still meanwhile."""
        if self._loading_left_s < LOADING_PAUSE_S:
            return False
        self._loading_left_s -= LOADING_PAUSE_S
        await self._pause(LOADING_PAUSE_S)
        return True
