"""Watches one call and says at its end what it cost, however it ended."""

import asyncio
import time
from types import TracebackType
from typing import Self

from fabula.engines.llm.calls.use import OnUse, Outcome, Used
from fabula.engines.llm.events import Event, Finish, Text, Thinking, Usage
from fabula.engines.llm.requests import ChatRequest, EmbedRequest, ToolCall


class Meter:
    """`usage` is what the provider counted; pieces of text stand for tokens where it did not."""

    def __init__(
        self, channel: str, request: ChatRequest | EmbedRequest, estimated_prompt: int, on_use: OnUse | None
    ) -> None:
        self.usage: Usage | None = None
        self.estimated_prompt = estimated_prompt
        self.has_begun = False
        self._has_finished = False
        self._channel = channel
        self._request = request
        self._on_use = on_use
        self._pieces = 0
        self._estimated = True
        self._begun = time.monotonic()
        self._first_token_s: float | None = None

    def __enter__(self) -> Self:
        return self

    def saw(self, event: Event) -> None:
        """What came; a reply that has finished is done, even if nobody reads on."""
        if isinstance(event, Text | Thinking | ToolCall):
            self._pieces += 1 if isinstance(event, ToolCall) else event.pieces
            if not self.has_begun:
                self.has_begun = True
                self._first_token_s = time.monotonic() - self._begun
        elif isinstance(event, Usage):
            self.count(event)
        elif isinstance(event, Finish):
            self._has_finished = True

    def count(self, usage: Usage, *, estimated: bool = False) -> None:
        self.usage = usage
        self._estimated = estimated

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._on_use is None:
            return
        usage = self.usage or Usage(0, self._pieces)
        self._on_use(
            Used(
                channel=self._channel,
                model=self._request.model,
                prompt_tokens=usage.prompt_tokens or self.estimated_prompt,
                completion_tokens=usage.completion_tokens,
                seconds=time.monotonic() - self._begun,
                first_token_s=self._first_token_s,
                outcome=Outcome.DONE if self._has_finished else _outcome(kind),
                estimated=self._estimated or not usage.prompt_tokens,
                owner=self._request.owner,
                purpose=self._request.purpose,
            )
        )


def _outcome(kind: type[BaseException] | None) -> Outcome:
    if kind is None:
        return Outcome.DONE
    return Outcome.CANCELLED if issubclass(kind, GeneratorExit | asyncio.CancelledError) else Outcome.FAILED
