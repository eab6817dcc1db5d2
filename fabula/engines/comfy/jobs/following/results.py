"""Waiting for the end of a job without looking at what happens before."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from fabula.engines.comfy.errors import JobCancelled, JobFailed, JobLost, ServerClosed
from fabula.engines.comfy.jobs.events import Cancelled, Failed, Finished, JobEvent, Lost


async def finished(
    server: str, events: AsyncGenerator[JobEvent], on_event: Callable[[JobEvent], None] | None = None
) -> Finished:
    """What the job made; every other end is an error."""
    async with aclosing(events):
        async for event in events:
            if on_event:
                on_event(event)
            match event:
                case Finished():
                    return event
                case Failed(fault):
                    raise JobFailed(server, fault)
                case Cancelled(by_us):
                    raise JobCancelled("The job was cancelled." if by_us else f"Somebody stopped the job on {server}.")
                case Lost(_, reason, hint):
                    raise JobLost(reason, hint=hint)
                case _:
                    continue
    raise ServerClosed(f"The connection to {server} was closed.")
