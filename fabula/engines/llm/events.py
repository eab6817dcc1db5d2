"""What a model's reply is made of, in the order of its arrival; `Finish` is always the last."""

from dataclasses import dataclass, field
from enum import StrEnum

from fabula.engines.llm.requests import ToolCall


class Reason(StrEnum):
    """Why a reply ended."""

    STOP = "stop"
    LENGTH = "length"
    TOOL_CALLS = "tool_calls"
    REFUSED = "refused"


@dataclass(slots=True)
class Text:
    """The next part of the reply, and in how many pieces the server sent it."""

    text: str
    pieces: int = field(default=1, compare=False)


@dataclass(slots=True)
class Thinking:
    """The next part of what the model thinks before it speaks; a seal comes as one without text."""

    text: str
    signature: str = ""
    pieces: int = field(default=1, compare=False)


@dataclass(slots=True)
class Usage:
    """What the reply cost, as the provider counts; `cached_tokens` is the part of the prompt that was not read anew."""

    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int = 0
    load_s: float = 0.0


@dataclass(slots=True)
class Truncated:
    """The server read less of the prompt than was sent: the oldest part, or the system prompt, is lost to the model."""

    expected_tokens: int
    read_tokens: int


@dataclass(slots=True)
class Routed:
    """Which channel answers, and what was tried in vain before."""

    channel: str
    model: str
    passed_over: tuple[str, ...] = ()


@dataclass(slots=True)
class Finish:
    """The end of a reply; `detail` is the provider's own word for it."""

    reason: Reason
    detail: str = ""


Event = Text | Thinking | ToolCall | Usage | Truncated | Routed | Finish
