"""How the storyteller behaves: its pace, its memory, and the faults that a test wants to see."""

from collections import deque
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal[
    "error",  # answers with `status` and `message` before anything is written
    "busy",  # 503, as when the queue is full
    "error_in_stream",  # `after` tokens, then a line with an error, as Ollama fails once a stream has begun
    "cut",  # `after` tokens, then the connection dies
    "stall",  # `after` tokens, then silence
    "whitespace",  # `after` tokens, then blanks without end
    "repetition",  # `after` tokens, then one phrase again and again
    "broken_json",  # what was asked for as JSON is not
    "refusal",  # a polite no instead of an answer
]
ENDLESS = 100_000


class Fault(BaseModel):
    """One thing that goes wrong, for `times` requests."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    after: int = Field(default=0, ge=0)
    status: int = Field(default=500, ge=400, le=599)
    message: str = ""
    times: int = Field(default=1, ge=1, le=1000)


class Script(BaseModel):
    """Everything that can be set, also while the server runs; without a word it is quick and well-behaved."""

    model_config = ConfigDict(validate_assignment=True)

    tokens_per_s: Annotated[float, Field(gt=0)] | None = None
    first_token_s: float = Field(default=0.0, ge=0)
    load_s: float = Field(default=0.0, ge=0)
    parallel: int = Field(default=4, ge=1)
    queue: int = Field(default=512, ge=0)
    vram: Annotated[int, Field(ge=0)] | None = None
    keep_alive_s: float = 300.0
    context_limit: Annotated[int, Field(ge=16)] | None = None
    forgets: bool = False
    repeats_begun: bool = False
    ignores_keep_alive: bool = False
    stopping_s: float = Field(default=0.0, ge=0)
    refuses: bool = False
    length: Annotated[int, Field(ge=1)] | None = None
    pull_s: float = Field(default=0.0, ge=0)
    faults: deque[Fault] = Field(default_factory=lambda: deque[Fault](maxlen=100))

    def expect(self, *faults: Fault) -> None:
        """The next requests for text meet these, one after another."""
        self.faults.extend(faults)

    def take_fault(self) -> Fault | None:
        if not self.faults:
            return None
        fault = self.faults.popleft()
        if fault.times > 1:
            self.faults.appendleft(fault.model_copy(update={"times": fault.times - 1}))
        return fault


def spoilt(pieces: list[str], fault: Fault | None) -> Iterable[str]:
    """The pieces of an answer as a fault leaves them."""
    if fault is None or fault.kind not in ("whitespace", "repetition"):
        return pieces
    again = [" ", "\n", "  "] if fault.kind == "whitespace" else (pieces[-6:] or [" again"])
    return _without_end(pieces[: fault.after], again)


def _without_end(pieces: list[str], again: list[str]) -> Iterable[str]:
    yield from pieces
    for turn in range(ENDLESS):
        yield again[turn % len(again)]
