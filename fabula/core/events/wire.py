"""What processes tell each other, many messages at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pydantic import TypeAdapter

from fabula.core.events.frames import Frame, FrameType, Position


class Told(NamedTuple):
    """A frame of a topic: what it stands on, where it leads to, and the state of the run then."""

    topic: str
    type: FrameType
    base: Position
    at: Position
    state: str
    text: str

    @property
    def frame(self) -> Frame:
        return Frame(self.type, self.at, self.text)


class Signal(NamedTuple):
    """Something to be done by whoever it concerns."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything that one process says at a moment; `number` counts its batches, so that a gap is seen.

    `asked` are topics that somebody follows there, and whether they have to be told where it stands.
    """

    sender: str
    number: int
    frames: Sequence[Told]
    asked: Mapping[str, bool]
    signals: Sequence[Signal]


batches: TypeAdapter[Batch] = TypeAdapter(Batch)
