"""Rows of YAML: a list of mappings, or several documents, read event by event."""

from collections.abc import Iterator
from datetime import date
from typing import Any, TextIO

import yaml

from fabula.imaging.scripts.errors import TableUnreadable
from fabula.imaging.scripts.rows.objects import row_of
from fabula.imaging.scripts.rows.row import Problem, Row

DEEPEST = 8
HINT = "Write a list of rows: “- prompt: …”, the other cells below it."

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_documents(file: TextIO) -> Iterator[Row | Problem]:
    """Every mapping of every list, and every document that is a mapping."""
    loader = _Loader(file)
    try:
        yield from _Reader(loader).rows()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise TableUnreadable(f"Line {line}: this is not YAML: {error.problem}.", hint=HINT) from error
    except yaml.YAMLError as error:
        raise TableUnreadable(f"This is not YAML: {error}.", hint=HINT) from error
    finally:
        loader.dispose()


class _Reader:
    def __init__(self, loader: Any) -> None:
        self._loader = loader

    def rows(self) -> Iterator[Row | Problem]:
        is_empty = True
        while not self._loader.check_event(yaml.StreamEndEvent):
            event = self._loader.get_event()
            if isinstance(event, yaml.SequenceStartEvent):
                self._refuse_anchor(event)
                is_empty = False
                while not self._loader.check_event(yaml.SequenceEndEvent):
                    yield self._row(self._loader.get_event())
                self._loader.get_event()
            elif isinstance(event, yaml.MappingStartEvent):
                is_empty = False
                yield self._row(event)
            elif isinstance(event, yaml.ScalarEvent) and event.value:
                raise TableUnreadable(f"Line {_line(event)}: this is no list of rows.", hint=HINT)
        if is_empty:
            raise TableUnreadable("The file is empty.", hint=HINT)

    def _row(self, event: Any) -> Row | Problem:
        line = _line(event)
        try:
            return row_of(line, self._value(event, 0))
        except _Twice as twice:
            return Problem(twice.line, twice.column, "the row names this column twice.", "Delete one of them.")

    def _value(self, event: Any, depth: int) -> Any:
        self._refuse_anchor(event)
        if depth > DEEPEST:
            raise TableUnreadable(f"Line {_line(event)}: the row is nested too deeply.", hint=HINT)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            found: list[Any] = []
            while not self._loader.check_event(yaml.SequenceEndEvent):
                found.append(self._value(self._loader.get_event(), depth + 1))
            self._loader.get_event()
            return found
        return self._mapping(depth)

    def _mapping(self, depth: int) -> dict[str, Any]:
        cells: dict[str, Any] = {}
        twice: _Twice | None = None
        while not self._loader.check_event(yaml.MappingEndEvent):
            event = self._loader.get_event()
            if not isinstance(event, yaml.ScalarEvent):
                raise TableUnreadable(f"Line {_line(event)}: the name of a column is a word.", hint=HINT)
            name = str(event.value)
            if name in cells:
                twice = twice or _Twice(_line(event), name)
            cells[name] = self._value(self._loader.get_event(), depth + 1)
        self._loader.get_event()
        if twice:
            raise twice
        return cells

    def _scalar(self, event: Any) -> Any:
        tag = event.tag
        if tag is None or tag == "!":
            tag = self._loader.resolve(yaml.ScalarNode, event.value, event.implicit)
        try:
            value = self._loader.construct_object(yaml.ScalarNode(tag, event.value, event.start_mark))
        except (ValueError, OverflowError):
            return str(event.value)
        self._loader.constructed_objects.clear()
        return str(event.value) if isinstance(value, date | bytes) else value

    def _refuse_anchor(self, event: Any) -> None:
        if getattr(event, "anchor", None) is not None:
            raise TableUnreadable(f"Line {_line(event)}: the file uses & or *.", hint="Write every row out in full.")


class _Twice(Exception):
    def __init__(self, line: int, column: str) -> None:
        super().__init__(column)
        self.line = line
        self.column = column


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
