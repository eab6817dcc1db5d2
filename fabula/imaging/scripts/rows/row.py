"""One row of a table, and what can be wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

Cells = Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row by their columns, and the line where it begins."""

    line: int
    cells: Cells


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row, where, and the way out; a note stops nobody."""

    line: int
    column: str
    message: str
    way_out: str
    is_note: bool = False

    @property
    def sentence(self) -> str:
        column = f", column “{self.column}”" if self.column else ""
        return f"Line {self.line}{column}: {self.message}"
