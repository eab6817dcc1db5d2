"""Several channels as one: asked in their order, the next one only while nothing of a reply has come."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Protocol, TypeVar

from fabula.engines.llm.catalogue import Embeddings, LanguageModels, ModelInfo
from fabula.engines.llm.channel import Channel
from fabula.engines.llm.client import LONGEST_PAUSE_S
from fabula.engines.llm.errors import ChannelResting, ModelFailed, ModelNotInstalled, NoChannel
from fabula.engines.llm.events import Event, Routed
from fabula.engines.llm.requests import ChatRequest, EmbedRequest

T = TypeVar("T")


class ChannelModels(LanguageModels, Protocol):
    """The models of one channel, bare or wrapped."""

    @property
    def channel(self) -> Channel: ...


class Channels:
    """The channels that are configured now; each may be wrapped, for instance with a lease of the GPU."""

    def __init__(
        self, members: Sequence[ChannelModels], pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._pause = pause
        self._members = tuple(sorted(members, key=lambda member: (member.channel.order, member.channel.name)))

    @property
    def members(self) -> tuple[ChannelModels, ...]:
        return self._members

    def offering(self, model: str) -> tuple[ChannelModels, ...]:
        """Who is asked for a model, in order: those that name it before those that take anything."""
        named = [m for m in self._members if m.channel.models and m.channel.offers(model)]
        open_ones = [m for m in self._members if not m.channel.models]
        return (*named, *open_ones)

    async def close(self) -> None:
        for member in self._members:
            await member.close()

    async def models(self) -> list[ModelInfo]:
        """What all channels that answer have, each model once; raises only if none answers."""
        listed = await asyncio.gather(*(_listed(member) for member in self._members))
        found: dict[str, ModelInfo] = {}
        for infos in listed:
            for info in () if isinstance(infos, ModelFailed) else infos:
                found.setdefault(info.name, info)
        if not found and (failed := next((one for one in listed if isinstance(one, ModelFailed)), None)):
            raise failed
        return list(found.values())

    async def embed(self, request: EmbedRequest) -> Embeddings:
        return await self._first(request.model, lambda member: member.embed(request))

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Event]:
        try:
            async with aclosing(self._streamed(request)) as events:
                async for event in events:
                    yield event
            return
        except ChannelResting as resting:
            # Nobody else can answer: a short rest is waited for, once.
            if (rest := resting.retry_after or 0.0) > LONGEST_PAUSE_S:
                raise
        await self._pause(rest)
        async with aclosing(self._streamed(request)) as events:
            async for event in events:
                yield event

    async def _streamed(self, request: ChatRequest) -> AsyncGenerator[Event]:
        failures: list[ModelFailed] = []
        for member in self._asked(request.model):
            begun = False
            try:
                async with aclosing(member.stream(request)) as events:
                    async for event in events:
                        if isinstance(event, Routed):
                            passed = (failure.message for failure in failures)
                            event = replace(event, passed_over=(*passed, *event.passed_over))
                        else:
                            begun = True
                        yield event
                return
            except ModelFailed as error:
                if begun or not error.elsewhere:
                    raise
                failures.append(error)
        raise _worth_telling(failures)

    async def _first(self, model: str, work: Callable[[ChannelModels], Awaitable[T]]) -> T:
        failures: list[ModelFailed] = []
        for member in self._asked(model):
            try:
                return await work(member)
            except ModelFailed as error:
                if not error.elsewhere:
                    raise
                failures.append(error)
        raise _worth_telling(failures)

    def _asked(self, model: str) -> tuple[ChannelModels, ...]:
        members = self.offering(model)
        if not members:
            raise NoChannel(f"No channel offers the model {model}." if self._members else "There is no channel yet.")
        return members


def _worth_telling(failures: Sequence[ModelFailed]) -> ModelFailed:
    """Why whoever was asked first did not answer; who merely lacks the model explains nothing."""
    had_it = [failure for failure in failures if not isinstance(failure, ModelNotInstalled)]
    return (had_it or failures)[0]


async def _listed(member: ChannelModels) -> list[ModelInfo] | ModelFailed:
    try:
        return await member.models()
    except ModelFailed as error:
        return error
