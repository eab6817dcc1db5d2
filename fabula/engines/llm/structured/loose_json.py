"""Reads JSON as models write it: cut off, with comments, single quotes, missing commas, Python's words."""

import json
import re
from typing import Any

DEEPEST = 60
_SPACE = re.compile(r"(?:\s+|//[^\n]*|#[^\n]*|/\*.*?(?:\*/|$))+", re.S)
_NUMBER = re.compile(r"[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_WORD = re.compile(r"[^\s,:{}\[\]\"']+")
# What may stand behind the quote that ends a text; anything else means that the quote belongs to the text.
_GOES_ON = re.compile(
    r"""\s*(?: $ | : | [}\]] | // | /\*
      | [,;]\s*(?: $ | ["'“«`{\[}\]/\#] | -?\d | (?:true|false|null|None|True|False)\b | \w+\s*: )
      | \n\s*["'}\]]
      | ["'][\w\ ]{1,40}["']\s*:
      | ["'][^"'\n]{0,80}["']\s*[,\]] )""",
    re.X,
)
_QUOTES = {'"': '"', "'": "'", "“": "”", "«": "»", "`": "`"}
_WORDS: dict[str, Any] = {
    "true": True,
    "false": False,
    "null": None,
    "none": None,
    "undefined": None,
    "nan": None,
}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


def loose_json(text: str) -> object:
    """The value that was most likely meant; ValueError where there is none."""
    reader = _Loose(text)
    reader.skip()
    if reader.at >= len(text):
        raise ValueError("nothing to read")
    return reader.value(0)


class _Loose:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def skip(self) -> None:
        if found := _SPACE.match(self.text, self.at):
            self.at = found.end()

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def value(self, depth: int) -> object:
        if depth > DEEPEST:
            raise ValueError("too deep")
        self.skip()
        first = self.peek()
        if first == "{":
            return self._object(depth)
        if first == "[":
            return self._array(depth)
        if first in _QUOTES and first:
            return self._string(_QUOTES[first])
        return self._bare()

    def _object(self, depth: int) -> dict[str, object]:
        self.at += 1
        found: dict[str, object] = {}
        while True:
            self._commas()
            if self.peek() in ("", "}", "]"):
                self.at += self.peek() == "}"
                return found
            key = self._key()
            self.skip()
            if self.peek() in (":", "="):
                self.at += 1
                self.skip()
                if self.peek() in ("", ",", "}"):
                    continue
                found[key] = self.value(depth + 1)
            elif key == "":
                self.at += 1

    def _key(self) -> str:
        if (first := self.peek()) in _QUOTES:
            return self._string(_QUOTES[first])
        found = _WORD.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return found[0] if found else ""

    def _array(self, depth: int) -> list[object]:
        self.at += 1
        found: list[object] = []
        while True:
            self._commas()
            if self.peek() in ("", "]", "}"):
                self.at += self.peek() == "]"
                return found
            before = self.at
            found.append(self.value(depth + 1))
            self.at += self.at == before

    def _commas(self) -> None:
        self.skip()
        while self.peek() in (",", ";", ":") and self.peek():
            self.at += 1
            self.skip()

    def _bare(self) -> object:
        if number := _NUMBER.match(self.text, self.at):
            self.at = number.end()
            return _number(number[0])
        word = _WORD.match(self.text, self.at)
        if not word:
            return None
        self.at = word.end()
        return _WORDS.get(word[0].lower(), word[0])

    def _string(self, close: str) -> str:
        self.at += 1
        parts: list[str] = []
        while self.at < len(self.text):
            char = self.text[self.at]
            self.at += 1
            if char == "\\":
                parts.append(self._escape())
            elif char == close and self._ends():
                break
            else:
                parts.append(char)
        return "".join(parts)

    def _ends(self) -> bool:
        """A quote ends a text only where JSON goes on after it; inside a sentence it is a part of the text."""
        return _GOES_ON.match(self.text, self.at) is not None

    def _escape(self) -> str:
        char = self.peek()
        self.at += 1
        if char != "u":
            return _ESCAPES.get(char, char)
        code = self.text[self.at : self.at + 4]
        try:
            read = json.loads(f'"\\u{code}"')
        except ValueError:
            return ""
        self.at += 4
        return str(read)


def _number(text: str) -> int | float:
    text = text.replace("_", "").lstrip("+")
    try:
        return int(text)
    except ValueError:
        return float(text)
