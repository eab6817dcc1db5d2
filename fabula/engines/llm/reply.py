"""A whole reply, gathered from its events."""

from collections.abc import AsyncIterable
from dataclasses import dataclass, field

from fabula.engines.llm.events import Event, Finish, Routed, Text, Thinking, Truncated, Usage
from fabula.engines.llm.requests import Message, Role, Thought, ToolCall


@dataclass
class Reply:
    """What a model said; `message()` is the turn to send back to it."""

    text: str = ""
    thoughts: list[Thought] = field(default_factory=list[Thought])
    tool_calls: list[ToolCall] = field(default_factory=list[ToolCall])
    usage: Usage | None = None
    truncated: Truncated | None = None
    routed: Routed | None = None
    finish: Finish | None = None
    _texts: list[str] = field(default_factory=list[str], repr=False)
    _thinking: list[str] = field(default_factory=list[str], repr=False)

    def add(self, event: Event) -> None:
        match event:
            case Text():
                self._texts.append(event.text)
            case Thinking():
                self._thinking.append(event.text)
                if event.signature:
                    self._seal(event.signature)
            case ToolCall():
                self.tool_calls.append(event)
            case Usage():
                self.usage = event
            case Truncated():
                self.truncated = event
            case Routed():
                self.routed = event
            case Finish():
                self.finish = event

    def _seal(self, signature: str = "") -> None:
        if self._thinking:
            self.thoughts.append(Thought("".join(self._thinking), signature))
            self._thinking.clear()

    def close(self) -> "Reply":
        """Also of what was cut off."""
        self._seal()
        self.text += "".join(self._texts)
        self._texts.clear()
        return self

    def message(self) -> Message:
        return Message(Role.ASSISTANT, self.text, tool_calls=tuple(self.tool_calls), thoughts=tuple(self.thoughts))


async def gathered(events: AsyncIterable[Event]) -> Reply:
    """The reply, once it has ended."""
    reply = Reply()
    async for event in events:
        reply.add(event)
    return reply.close()
