"""Trying an engine step by step: what works is ticked off, and the first thing that does not says why."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Literal

from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from fabula.core.background import Background
from fabula.core.errors import ErrorInfo, FabulaError

Step = tuple[str, Callable[[], Awaitable[str]]]


class TrialStep(BaseModel):
    """One step of a trial; `begun` comes before it is known how it ends."""

    step: str
    state: Literal["begun", "passed", "failed"]
    told: str
    ms: int
    error: ErrorInfo | None


async def tried(*steps: Step) -> AsyncGenerator[TrialStep]:
    """Each step begins and ends with an entry; the first failure is the last entry."""
    for name, act in steps:
        yield TrialStep(step=name, state="begun", told="", ms=0, error=None)
        began = time.perf_counter()
        try:
            told = await act()
        except FabulaError as error:
            yield TrialStep(step=name, state="failed", told="", ms=_ms(began), error=error.body().error)
            return
        yield TrialStep(step=name, state="passed", told=told, ms=_ms(began), error=None)


class Trials:
    """The trials that go on: one JSON object a line, as it happens, until the server stops."""

    def __init__(self, background: Background) -> None:
        self._background = background
        self._is_over = asyncio.Event()

    def drain(self) -> None:
        """The server stops: nobody waits for a slow engine any more."""
        self._is_over.set()

    def answer(self, trial: AsyncGenerator[TrialStep]) -> StreamingResponse:
        return StreamingResponse(self._lines(trial), media_type="application/x-ndjson")

    async def _lines(self, trial: AsyncGenerator[TrialStep]) -> AsyncGenerator[str]:
        over = self._background.start(self._is_over.wait(), name="end of a trial")
        try:
            async with aclosing(trial):
                while (step := await self._next(trial, over)) is not None:
                    yield f"{step.model_dump_json()}\n"
        finally:
            over.cancel()

    async def _next(self, trial: AsyncGenerator[TrialStep], over: asyncio.Task[bool]) -> TrialStep | None:
        step = self._background.start(_next_of(trial), name="step of a trial")
        try:
            await asyncio.wait({step, over}, return_when=asyncio.FIRST_COMPLETED)
            return step.result() if step.done() else None
        finally:
            step.cancel()
            await asyncio.wait({step})


async def _next_of(trial: AsyncGenerator[TrialStep]) -> TrialStep | None:
    return await anext(trial, None)


def _ms(began: float) -> int:
    return round((time.perf_counter() - began) * 1000)
