"""What is asked of a language model, as plain values that no provider shapes."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

JsonSchema = Mapping[str, Any]
Effort = Literal["low", "medium", "high"]


class Role(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that the model looks at."""

    data: bytes = field(repr=False)
    media_type: str = "image/png"

    @property
    def base64(self) -> str:
        return base64.b64encode(self.data).decode("ascii")

    @property
    def data_url(self) -> str:
        return f"data:{self.media_type};base64,{self.base64}"


@dataclass(frozen=True, slots=True)
class Thought:
    """Thinking that a provider wants back, with its seal, when a tool has answered."""

    text: str
    signature: str = ""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """The model wants a tool; `broken` keeps arguments that could not be read."""

    id: str
    name: str
    arguments: Mapping[str, Any]
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation; a pinned one is never dropped to make room."""

    role: Role
    text: str = ""
    pictures: tuple[Picture, ...] = ()
    tool_calls: tuple[ToolCall, ...] = ()
    thoughts: tuple[Thought, ...] = ()
    tool_call_id: str = ""
    tool_name: str = ""
    failed: bool = False
    pinned: bool = False


def system(text: str) -> Message:
    return Message(Role.SYSTEM, text, pinned=True)


def user(text: str, *pictures: Picture, pinned: bool = False) -> Message:
    return Message(Role.USER, text, pictures, pinned=pinned)


def assistant(text: str, *calls: ToolCall, thoughts: tuple[Thought, ...] = (), pinned: bool = False) -> Message:
    return Message(Role.ASSISTANT, text, tool_calls=calls, thoughts=thoughts, pinned=pinned)


def tool_result(call: ToolCall, text: str, *, failed: bool = False) -> Message:
    return Message(Role.TOOL, text, tool_call_id=call.id, tool_name=call.name, failed=failed)


@dataclass(frozen=True, slots=True)
class Tool:
    """A function that the model may call."""

    name: str
    description: str
    parameters: JsonSchema


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the next token is chosen; what is None is left to the model."""

    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    min_p: float | None = None
    repeat_penalty: float | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One reply that is wanted.

    `window` (the context in tokens) is the channel's when it is None; `max_tokens` is always sent, so that no reply is
    endless. `thinking` is None where the model decides. `within_s` bounds the whole reply from when the model is asked.
    `owner` and `purpose` are for the record of use alone.
    """

    model: str
    messages: tuple[Message, ...]
    tools: tuple[Tool, ...] = ()
    tool_choice: Literal["auto", "required", "none"] = "auto"
    schema: JsonSchema | None = None
    schema_name: str = "answer"
    sampling: Sampling = Sampling()
    max_tokens: int = 1024
    window: int | None = None
    seed: int | None = None
    stop: tuple[str, ...] = ()
    thinking: bool | Effort | None = None
    keep_alive: str | int | None = None
    within_s: float | None = None
    owner: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class EmbedRequest:
    """Texts whose meaning is wanted as vectors."""

    model: str
    texts: tuple[str, ...]
    window: int | None = None
    keep_alive: str | int | None = None
    owner: str = ""
    purpose: str = ""
