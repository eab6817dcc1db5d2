"""What is told while a structured answer is made."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from pydantic import BaseModel

from fabula.engines.llm.events import Usage

T = TypeVar("T", bound=BaseModel)


class Rung(StrEnum):
    """The rungs of the ladder, in the order in which they are tried."""

    CUT = "cut"
    REPAIRED = "repaired"
    FILLED = "filled"
    ASKED_AGAIN = "asked_again"
    FIELD_BY_FIELD = "field_by_field"
    FAILED = "failed"
    FALLBACK_MODEL = "fallback_model"
    BUILT_IN = "built_in"


class Origin(StrEnum):
    """Who the answer is from; a reader may be told."""

    MODEL = "model"
    REPAIRED = "repaired"
    FALLBACK = "fallback"
    BUILT_IN = "built_in"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is there of the answer so far; later drafts hold all of earlier ones."""

    value: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Step:
    """A rung of the ladder was needed, and why."""

    rung: Rung
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Answered(Generic[T]):
    """The answer in its shape, which is always the last that is told."""

    value: T
    origin: Origin
    model: str
    steps: tuple[Step, ...]
    usage: Usage


@dataclass(frozen=True)
class Rescue(Generic[T]):
    """What may be done when a model does not manage; `last_resort` makes an answer without one, from what is there."""

    fallback_model: str = ""
    last_resort: Callable[[Mapping[str, object]], Awaitable[T] | T] | None = None
    most_fields: int = 4
    tally: Counter[Rung] = field(default_factory=Counter[Rung])
