"""Frames of the socket: read, or known as garbage."""

import json
from struct import pack

import pytest

from fabula.engines.comfy.wire.frames import Garbage, Message, Picture, Words, read_binary, read_text

JPEG = b"\xff\xd8\xff\xd9"


def test_messages() -> None:
    assert read_text('{"type":"progress","data":{"prompt_id":"a"}}') == Message("progress", {"prompt_id": "a"})
    assert read_text('{"type":"status"}').prompt_id == ""


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"data":{}}', '{"type":3}', "[" * 100_000])
def test_garbled_messages(text: str) -> None:
    with pytest.raises(Garbage):
        read_text(text)


def test_previews() -> None:
    label = json.dumps({"prompt_id": "a", "node_id": "3", "image_type": "image/png"}).encode()
    assert read_binary(pack(">II", 1, 1) + JPEG) == Picture(JPEG, "image/jpeg")
    assert read_binary(pack(">II", 1, 2) + JPEG) == Picture(JPEG, "image/png")
    assert read_binary(pack(">II", 4, len(label)) + label + JPEG) == Picture(JPEG, "image/png", "a", "3")


def test_words_of_a_node() -> None:
    assert read_binary(pack(">II", 3, 2) + "17за".encode()) == Words("17", "за")


@pytest.mark.parametrize("frame", [b"", b"\0\0\0\1", pack(">II", 4, 9) + b"{", pack(">II", 3, 99) + b"1"])
def test_garbled_frames(frame: bytes) -> None:
    with pytest.raises(Garbage):
        read_binary(frame)


def test_what_nobody_needs_is_passed_over() -> None:
    assert read_binary(pack(">II", 2, 0) + JPEG) is None
