"""Frames: what readers receive, encoded once however many of them there are, and never if there are none."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple

from pydantic import JsonValue
from pydantic_core import to_json

CURSOR = re.compile(r"([0-9]{1,10})(?:\.([0-9]{1,10}))?")
FrameType = Literal["event", "delta", "snapshot", "news"]
JsonObject = Mapping[str, JsonValue]


class Position(NamedTuple):
    """A place in a log: durable events counted by `seq`, live changes since then by `rev`."""

    seq: int
    rev: int

    def __str__(self) -> str:
        return f"{self.seq}.{self.rev}"


class Frame:
    """One message of a topic and the position that it leads to; most are never read, and those are never encoded."""

    __slots__ = ("_message", "at", "type")

    def __init__(self, type: FrameType, at: Position, message: JsonObject | str) -> None:
        self.type: FrameType = type
        self.at = at
        self._message = message

    @property
    def text(self) -> str:
        """The message as it is sent, encoded once for all readers."""
        if not isinstance(self._message, str):
            self._message = encode(self._message)
        return self._message


def position(cursor: str) -> Position:
    """Reads `SEQ` or `SEQ.REV`; raises ValueError for anything else."""
    if not (found := CURSOR.fullmatch(cursor)):
        raise ValueError(f"not a cursor: {cursor[:40]!r}")
    return Position(int(found[1]), int(found[2] or 0))


def event(topic: str, seq: int, kind: str, data: JsonObject, at: datetime) -> Frame:
    told: dict[str, Any] = {"kind": kind, "data": data, "at": at}
    body: dict[str, Any] = {"topic": topic, "type": "event", "seq": seq, "event": told}
    return Frame("event", Position(seq, 0), body)


def delta(topic: str, at: Position, changed: JsonObject, appended: Mapping[str, str]) -> Frame:
    body: dict[str, Any] = {
        "topic": topic,
        "type": "delta",
        "seq": at.seq,
        "rev": at.rev,
        "set": changed,
        "append": appended,
    }
    return Frame("delta", at, body)


def snapshot(topic: str, at: Position, live: JsonObject, state: str) -> Frame:
    # A copy: the state goes on to change before anybody reads this.
    stands: dict[str, Any] = {"live": dict(live), "state": state}
    return Frame("snapshot", at, {"topic": topic, "type": "snapshot", "seq": at.seq, "rev": at.rev} | stands)


def news(topic: str, at: Position, data: JsonObject) -> Frame:
    return Frame("news", at, {"topic": topic, "type": "news", "data": dict(data)})


def encode(value: Any) -> str:
    return to_json(value, inf_nan_mode="null").decode()
