"""Graphs and ways to look at what happened to a job."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from typing import TypeVar

from fabula.engines.comfy import ComfyServer, Graph, JobEvent
from fabula.engines.comfy.jobs.events import Ended

E = TypeVar("E")

LONGEST_S = 20.0


def graph(steps: int = 3, seed: int = 1) -> Graph:
    return {
        "3": {"class_type": "KSampler", "inputs": {"steps": steps, "seed": seed}, "_meta": {"title": "Paint"}},
        "9": {"class_type": "SaveImage", "inputs": {"images": ["3", 0]}},
    }


async def everything(server: ComfyServer, prompt_id: str) -> list[JobEvent]:
    """All events of a job; exactly one of them, the last, is an end."""
    async with asyncio.timeout(LONGEST_S), aclosing(server.follow(prompt_id)) as events:
        seen = [event async for event in events]
    assert [isinstance(event, Ended) for event in seen] == [False] * (len(seen) - 1) + [True]
    return seen


async def end_of(server: ComfyServer, prompt_id: str) -> JobEvent:
    return (await everything(server, prompt_id))[-1]


async def until(server: ComfyServer, prompt_id: str, kind: type[E]) -> E:
    """The first event of this kind."""
    async with asyncio.timeout(LONGEST_S), aclosing(server.follow(prompt_id)) as events:
        async for event in events:
            if isinstance(event, kind):
                return event
    raise AssertionError(f"no {kind.__name__}")


async def happens(condition: Callable[[], object]) -> None:
    """Until something is so inside the scripted server, which tells nobody."""
    async with asyncio.timeout(LONGEST_S):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
