"""JSON values of a file one after another, so that a file of any size is read with the memory of its largest chat."""

import json
import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from math import isfinite
from typing import BinaryIO, NoReturn

from fabula.play.chats.moving.readers.values import Unreadable

CHUNK = 256 * 1024
LARGEST_ITEM = 64 * 1024 * 1024
# An end of the text is only in doubt this near to it.
NEAR = 16

_SPACES = re.compile(r"\s*")


def _finite(number: str) -> float:
    value = float(number)
    return value if isfinite(value) else 0.0


_decoder = json.JSONDecoder(parse_float=_finite, parse_constant=lambda _name: None)


class Values:
    """Reads the values of a list, or of lines, from a file of bytes."""

    def __init__(self, file: BinaryIO, largest: int = LARGEST_ITEM) -> None:
        self._file = file
        self._largest = largest
        self._decode = getincrementaldecoder("utf-8-sig")(errors="replace").decode
        self._text = ""
        self._at = 0
        self._ended = False

    def peek(self) -> str:
        """The next character that is no space; empty at the end."""
        while True:
            spaces = _SPACES.match(self._text, self._at)
            self._at = spaces.end() if spaces else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if self._ended:
                return ""
            self._more()

    def listed(self) -> Iterator[object]:
        """What stands between brackets; a fault in it ends it with `Unreadable`."""
        self._take("[")
        while self.peek() != "]":
            yield self.value()
            if self.peek() != "]":
                self._take(",")

    def rest(self) -> Iterator[object]:
        """Values one after another, as in a file with one a line."""
        while self.peek():
            yield self.value()

    def value(self) -> object:
        self.peek()
        while True:
            try:
                value, end = _decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._ended or not self._may_go_on(error):
                    self._broken(error)
            except (RecursionError, ValueError) as error:
                raise Unreadable("something in it is nested too deeply, or is too large a number.") from error
            else:
                if end < len(self._text) or self._ended:
                    self._at = end
                    return value
            if len(self._text) - self._at > self._largest:
                raise Unreadable(f"it is larger than {self._largest // 1024 // 1024} MB.")
            self._more()

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        return error.msg.startswith("Unterminated string") or error.pos >= len(self._text) - NEAR

    def _broken(self, error: json.JSONDecodeError) -> NoReturn:
        raise Unreadable(f"the JSON is broken ({error.msg}).") from error

    def _take(self, character: str) -> None:
        if self.peek() != character:
            raise Unreadable(f"the JSON is broken (“{character}” is missing).")
        self._at += 1

    def _more(self) -> None:
        """As much again as is here already: a large value is tried a few times, not once a chunk."""
        left = len(self._text) - self._at
        part = self._file.read(max(CHUNK, left))
        self._ended = not part
        self._text = self._text[self._at :] + self._decode(part, self._ended)
        self._at = 0
