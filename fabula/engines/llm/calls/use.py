"""What a call cost, told to whoever keeps the record."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Used:
    """One call of a model; `estimated` where the server did not count, as after a cancel."""

    channel: str
    model: str
    prompt_tokens: int
    completion_tokens: int
    seconds: float
    first_token_s: float | None
    outcome: Outcome
    estimated: bool
    owner: str
    purpose: str


OnUse = Callable[[Used], None]
