"""Frames: what readers receive, encoded once however many of them there are."""

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


class Frame(NamedTuple):
    """One encoded message of a topic and the position that it leads to."""

    type: FrameType
    at: Position
    text: str


def position(cursor: str) -> Position:
    """Reads `SEQ` or `SEQ.REV`; raises ValueError for anything else."""
    if not (found := CURSOR.fullmatch(cursor)):
        raise ValueError(f"not a cursor: {cursor[:40]!r}")
    return Position(int(found[1]), int(found[2] or 0))


def event(topic: str, seq: int, kind: str, data: JsonObject, at: datetime) -> Frame:
    body = {"topic": topic, "type": "event", "seq": seq, "event": {"kind": kind, "data": data, "at": at}}
    return Frame("event", Position(seq, 0), encode(body))


def delta(topic: str, at: Position, changed: JsonObject, appended: Mapping[str, str]) -> Frame:
    body = {
        "topic": topic,
        "type": "delta",
        "seq": at.seq,
        "rev": at.rev,
        "set": changed,
        "append": appended,
    }
    return Frame("delta", at, encode(body))


def snapshot(topic: str, at: Position, live: JsonObject, state: str) -> Frame:
    body = {"topic": topic, "type": "snapshot", "seq": at.seq, "rev": at.rev, "live": live, "state": state}
    return Frame("snapshot", at, encode(body))


def news(topic: str, at: Position, data: JsonObject) -> Frame:
    return Frame("news", at, encode({"topic": topic, "type": "news", "data": data}))


def encode(value: Any) -> str:
    return to_json(value, inf_nan_mode="null").decode()
