"""A reply that may only take so long, however steadily it comes."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from fabula.engines.llm.errors import ReplyTooLong
from fabula.engines.llm.events import Event


async def bounded(events: AsyncGenerator[Event], ends_at: float, late: str) -> AsyncGenerator[Event]:
    """The same events; raises with `late` when the loop's clock reaches `ends_at` before the last one."""
    async with aclosing(events):
        while True:
            try:
                # Only around the wait itself: a deadline must not strike while the reader works.
                async with asyncio.timeout_at(ends_at):
                    event = await anext(events)
            except StopAsyncIteration:
                return
            except TimeoutError:
                raise ReplyTooLong(late) from None
            yield event
