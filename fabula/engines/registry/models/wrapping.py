"""What the settings add to a chosen model: another one that stands in for it, and a bound of time."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from fabula.engines.llm import (
    ChatRequest,
    Embeddings,
    EmbedRequest,
    Event,
    LanguageModels,
    ModelFailed,
    ModelInfo,
    Routed,
)


class Wrapped:
    """Language models behind something that changes how they are asked; closed by whoever opened them."""

    def __init__(self, models: LanguageModels) -> None:
        self._models = models

    def stream(self, request: ChatRequest) -> AsyncGenerator[Event]:
        return self._models.stream(request)

    async def embed(self, request: EmbedRequest) -> Embeddings:
        return await self._models.embed(request)

    async def models(self) -> list[ModelInfo]:
        return await self._models.models()

    async def close(self) -> None:
        """They are not its own."""


class Within(Wrapped):
    """Every reply ends within some seconds from when its model is asked; the wait for a card is not counted."""

    def __init__(self, models: LanguageModels, seconds: float) -> None:
        super().__init__(models)
        self._seconds = seconds

    def stream(self, request: ChatRequest) -> AsyncGenerator[Event]:
        return self._models.stream(replace(request, within_s=request.within_s or self._seconds))


class WithFallback(Wrapped):
    """Asks another model when the wanted one fails before its first word."""

    def __init__(self, models: LanguageModels, everybody: LanguageModels, fallback: str) -> None:
        super().__init__(models)
        self._everybody = everybody
        self._fallback = fallback

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Event]:
        begun = False
        is_asked_for = request.model == self._fallback
        try:
            async with aclosing((self._everybody if is_asked_for else self._models).stream(request)) as events:
                async for event in events:
                    begun = begun or not isinstance(event, Routed)
                    yield event
            return
        except ModelFailed as error:
            if begun or is_asked_for or not error.elsewhere:
                raise
            failed = error
        async with aclosing(self._stand_in(replace(request, model=self._fallback), failed)) as events:
            async for event in events:
                yield event

    async def _stand_in(self, request: ChatRequest, failed: ModelFailed) -> AsyncGenerator[Event]:
        """The other model's reply; if it fails as early, the first failure is the one to tell."""
        begun = False
        try:
            async with aclosing(self._everybody.stream(request)) as events:
                async for event in events:
                    if isinstance(event, Routed):
                        yield replace(event, passed_over=(failed.message, *event.passed_over))
                        continue
                    begun = True
                    yield event
        except ModelFailed as error:
            if begun:
                raise
            raise failed from error
