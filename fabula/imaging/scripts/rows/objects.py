"""Rows of JSON and JSONL: an array is read one object at a time, however long it is."""

import json
from collections.abc import Iterator
from typing import Any, TextIO, cast

from fabula.imaging.scripts.errors import TableUnreadable
from fabula.imaging.scripts.rows.row import Problem, Row

CHUNK = 1 << 16
LARGEST_ROW = 1 << 20
SPACE = " \t\r\n"
OBJECT = 'Write each row as an object: {"prompt": "…", "seed": 1}.'


class _Twice(ValueError):
    """An object names a column twice."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1))
    return found


def _refuse(text: str) -> Any:
    raise ValueError(f"{text} is no number in JSON")


_decoder = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_refuse)


def read_lines(file: TextIO) -> Iterator[Row | Problem]:
    """JSONL: one object a line."""
    number = 0
    while text := file.readline(LARGEST_ROW + 1):
        number += 1
        if len(text) > LARGEST_ROW:
            yield Problem(number, "", f"the row has more than {LARGEST_ROW} characters.", "Shorten it.")
            while text and not text.endswith("\n"):
                text = file.readline(LARGEST_ROW)
            continue
        if text.strip():
            yield _parsed(number, text)


def _parsed(line: int, text: str) -> Row | Problem:
    try:
        value, end = _decoder.raw_decode(text, len(text) - len(text.lstrip()))
    except ValueError as error:
        return problem_of(line, error)
    if text[end:].strip():
        return Problem(line, "", "something follows the object.", "Write one object a line.")
    return row_of(line, value)


def row_of(line: int, value: Any) -> Row | Problem:
    if not isinstance(value, dict):
        return Problem(line, "", "this is no row.", OBJECT)
    cells = cast(dict[str, Any], value)
    if not any(cell not in (None, "") for cell in cells.values()):
        return Problem(line, "", "the row is empty.", "It is left out.", is_note=True)
    return Row(line, cells)


def problem_of(line: int, error: ValueError) -> Problem:
    if isinstance(error, _Twice):
        return Problem(line, str(error), "the row names this column twice.", "Delete one of them.")
    told = f"{error.msg} at column {error.colno}" if isinstance(error, json.JSONDecodeError) else str(error)
    return Problem(line, "", f"this is not JSON: {told}.", OBJECT)


def read_array(file: TextIO) -> Iterator[Row | Problem]:
    """JSON: an array of objects, or a single one."""
    text = _Window(file)
    first = text.next_sign()
    if not first:
        raise TableUnreadable("The file is empty.", hint=OBJECT)
    if first == "{":
        yield text.value()
        text.require_end()
        return
    if first != "[":
        raise TableUnreadable("The file is no list of rows: it begins with neither [ nor {.", hint=OBJECT)
    text.take()
    while text.next_sign() not in ("]", ""):
        yield text.value()
        if text.next_sign() == ",":
            text.take()
            if text.next_sign() == "]":
                raise TableUnreadable(f"Line {text.line}: a row is missing after the comma.", hint="Delete the comma.")
        elif text.next_sign() not in ("]", ""):
            raise TableUnreadable(f"Line {text.line}: between two rows stands no comma.", hint=OBJECT)
    if not text.next_sign():
        raise TableUnreadable(
            f"Line {text.line}: the list of rows has no end.", hint="The file was cut off; copy it again."
        )
    text.take()
    text.require_end()


class _Window:
    """The part of a file that is looked at."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._text = ""
        self._at = 0
        self.line = 1

    def next_sign(self) -> str:
        """The next sign that is no space, without taking it; empty at the end."""
        while True:
            while self._at < len(self._text):
                sign = self._text[self._at]
                if sign not in SPACE:
                    return sign
                self.line += sign == "\n"
                self._at += 1
            if not self._more():
                return ""

    def take(self) -> None:
        self._at += 1

    def value(self) -> Row | Problem:
        """The value that begins here; what is broken cannot be skipped, since nobody knows where it ends."""
        line = self.line
        while True:
            try:
                value, end = _decoder.raw_decode(self._text, self._at)
            except ValueError as error:
                if not isinstance(error, _Twice) and len(self._text) - self._at <= LARGEST_ROW and self._more():
                    continue
                raise self._broken(line, error) from error
            if end == len(self._text) and self._more():
                continue
            self.line += self._text.count("\n", self._at, end)
            self._at = end
            return row_of(line, value)

    def require_end(self) -> None:
        if self.next_sign():
            raise TableUnreadable(f"Line {self.line}: something follows the end of the list.", hint=OBJECT)

    def _broken(self, line: int, error: ValueError) -> TableUnreadable:
        if isinstance(error, json.JSONDecodeError) and len(self._text) - self._at <= LARGEST_ROW:
            line += self._text.count("\n", self._at, error.pos)
            return TableUnreadable(f"Line {line}: this is not JSON: {error.msg}.", hint=OBJECT)
        if isinstance(error, _Twice):
            return TableUnreadable(f"Line {line}: a row names the column “{error}” twice.", hint="Delete one of them.")
        return TableUnreadable(f"Line {line}: the row that begins here has no end, or is too long.", hint=OBJECT)

    def _more(self) -> bool:
        size = max(CHUNK, len(self._text) - self._at)
        chunk = self._file.read(size)
        if chunk:
            self._text = self._text[self._at :] + chunk
            self._at = 0
        return bool(chunk)
