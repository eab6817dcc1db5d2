"""What the writer is given, and what it gives back."""

from dataclasses import dataclass
from typing import Any, Literal

Role = Literal["system", "user", "assistant", "tool"]
Schema = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """A tool to be called, with its arguments."""

    name: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Turn:
    """One message of the conversation."""

    role: Role
    text: str
    pictures: tuple[bytes, ...] = ()
    calls: tuple[Call, ...] = ()


@dataclass(frozen=True)
class ToolOffer:
    """A tool that may be called."""

    name: str
    description: str
    parameters: Schema


@dataclass(frozen=True)
class Prompt:
    """Everything that decides an answer; the same prompt has the same answer."""

    turns: tuple[Turn, ...]
    schema: Schema | Literal["json"] | None = None
    tools: tuple[ToolOffer, ...] = ()
    thinks: bool = False
    seed: int = 0


@dataclass(frozen=True)
class Written:
    """An answer."""

    text: str
    thinking: str = ""
    calls: tuple[Call, ...] = ()
