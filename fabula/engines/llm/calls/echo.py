"""A reply that is gone on with may come from its beginning: what was there already is not told twice.

So llama.cpp does, and an Ollama that leaves the template of a model to it.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from fabula.engines.llm.events import Event, Text, Thinking
from fabula.engines.llm.requests import ChatRequest, Role

SHORTEST = 8


def begun_in(request: ChatRequest) -> str:
    """What the reply says already, if it is to be gone on with; too little of it may come again by chance."""
    last = request.messages[-1] if request.messages else None
    return last.text if last and last.role is Role.ASSISTANT and len(last.text.strip()) >= SHORTEST else ""


async def without_echo(events: AsyncGenerator[Event], begun: str) -> AsyncGenerator[Event]:
    """The events without `begun` where the reply repeats all of it first."""
    wanted, held, is_sought = begun.strip(), "", True
    async with aclosing(events):
        async for event in events:
            if not is_sought or isinstance(event, Thinking):
                yield event
                continue
            if not isinstance(event, Text):
                is_sought = False
                if held:
                    yield Text(held)
                yield event
                continue
            held += event.text
            if wanted.startswith(held.lstrip()) and wanted != held.lstrip():
                continue
            is_sought = False
            if rest := _after(held, begun):
                yield replace(event, text=rest)


def _after(said: str, begun: str) -> str:
    if not said.lstrip().startswith(begun.strip()):
        return said
    rest = said.lstrip()[len(begun.strip()) :]
    return rest.lstrip() if begun[-1].isspace() else rest
