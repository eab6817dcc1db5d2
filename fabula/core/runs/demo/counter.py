"""A run that only counts: for trying out, measuring and proving how runs behave."""

import asyncio
import time
from typing import Annotated

from pydantic import BaseModel, Field, JsonValue

from fabula.core.events import event_kinds
from fabula.core.runs.kinds import kind
from fabula.core.runs.work.context import RunContext


class Counting(BaseModel):
    """How far to count, how long each step takes, how many words it streams, and whether each says when it was due."""

    steps: Annotated[int, Field(ge=1, le=10_000)] = 3
    pause_ms: Annotated[int, Field(ge=0, le=60_000)] = 100
    tokens: Annotated[int, Field(ge=0, le=100_000)] = 5
    timed: bool = False


class Counted(BaseModel):
    """The number that was reached."""

    number: int


COUNTED = event_kinds.add("demo.counted", "The demo counter reached its next number.", Counted)


@kind("demo.counter", title="Demo counter", input=Counting)
async def counter(run: RunContext[Counting]) -> JsonValue:
    """Counts in durable steps, with an event each, and streams a text."""
    await run.stage("Counting")
    total = 0
    for number in range(1, run.input.steps + 1):
        total += await _count_to(run, number)
    return {"steps": run.input.steps, "total": total}


async def _count_to(run: RunContext[Counting], number: int) -> int:
    async def count() -> JsonValue:
        await run.emit(COUNTED, Counted(number=number))
        await _stream(run, number)
        run.live(done=number, total=run.input.steps, unit="steps")
        return number

    value = await run.step("count", count)
    assert isinstance(value, int)
    return value


async def _stream(run: RunContext[Counting], number: int) -> None:
    """Spread the words evenly over the step: a late one does not delay those after it."""
    began, began_at = time.monotonic(), time.time()
    pause = run.input.pause_ms / 1000 / max(1, run.input.tokens)
    for token in range(1, run.input.tokens + 1):
        await asyncio.sleep(began + token * pause - time.monotonic())
        due = f"@{(began_at + token * pause) * 1000:.0f}" if run.input.timed else ""
        run.write(f"{number}.{token}{due} ")
    if not run.input.tokens:
        await asyncio.sleep(pause)
