"""What comes over the socket: JSON messages and pictures."""

import json
from dataclasses import dataclass
from struct import Struct

from pydantic import JsonValue

from fabula.engines.comfy.wire.shapes import JsonObject, a_text, an_object

PREVIEW, TEXT, LABELLED_PREVIEW = 1, 3, 4
MEDIA_TYPES = {1: "image/jpeg", 2: "image/png"}
_number = Struct(">I").unpack_from


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the server; `prompt_id` is empty where it belongs to no job."""

    kind: str
    data: JsonObject

    @property
    def prompt_id(self) -> str:
        return a_text(self.data.get("prompt_id"))


@dataclass(frozen=True, slots=True)
class Picture:
    """A preview; older servers do not say to which job it belongs."""

    data: bytes
    media_type: str
    prompt_id: str = ""
    node: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What a node says while it works; the protocol names no job."""

    node: str
    text: str


Frame = Message | Picture | Words


class Garbage(Exception):
    """A frame that nobody can read: something was lost, and perhaps more than this frame."""


def read_text(frame: str) -> Message:
    try:
        parsed: JsonValue = json.loads(frame)
    except (ValueError, RecursionError) as error:
        raise Garbage from error
    message = an_object(parsed)
    kind, data = message.get("type"), message.get("data")
    if not isinstance(kind, str):
        raise Garbage
    return Message(kind, an_object(data))


def read_binary(frame: bytes) -> Frame | None:
    """`None` for a kind that nobody here needs."""
    if len(frame) < 8:
        raise Garbage
    (kind,), (second,) = _number(frame, 0), _number(frame, 4)
    if kind == PREVIEW:
        return Picture(frame[8:], MEDIA_TYPES.get(second, "image/jpeg"))
    if kind == LABELLED_PREVIEW:
        return _labelled(frame, second)
    if kind == TEXT:
        return _words(frame, second)
    return None


def _labelled(frame: bytes, length: int) -> Picture:
    try:
        parsed: JsonValue = json.loads(frame[8 : 8 + length])
    except (ValueError, RecursionError) as error:
        raise Garbage from error
    label = an_object(parsed)
    return Picture(
        frame[8 + length :],
        a_text(label.get("image_type")) or "image/jpeg",
        a_text(label.get("prompt_id")),
        a_text(label.get("display_node_id")) or a_text(label.get("node_id")),
    )


def _words(frame: bytes, length: int) -> Words:
    if 8 + length > len(frame):
        raise Garbage
    return Words(frame[8 : 8 + length].decode(errors="replace"), frame[8 + length :].decode(errors="replace"))
