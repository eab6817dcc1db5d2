"""Rows of CSV and TSV: the delimiter is sniffed, and every ragged row is a problem with its line."""

import csv
from collections.abc import Iterator, Sequence
from typing import TextIO

from fabula.imaging.scripts.errors import TableTooLarge, TableUnreadable
from fabula.imaging.scripts.rows.row import Problem, Row

DELIMITERS = ",;\t|"
SNIFFED_LINES = 20
LARGEST_CELL = 200_000
MOST_COLUMNS = 500

csv.field_size_limit(LARGEST_CELL)


def delimiter_of(sample: Sequence[str]) -> str:
    """The sign that parts the most lines into equally many cells, more than one."""
    best, best_score = ",", (0, 0)
    for sign in DELIMITERS:
        widths = [len(cells) for cells in csv.reader(sample, delimiter=sign) if cells]
        if widths and widths[0] > 1:
            score = (sum(width == widths[0] for width in widths), widths[0])
            if score > best_score:
                best, best_score = sign, score
    return best


def read_cells(file: TextIO, delimiter: str) -> Iterator[Row | Problem]:
    """One row for each record under the header; a record may span lines inside quotes."""
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    header = _header(reader)
    yield from _header_problems(header)
    before = reader.line_num
    while True:
        line = before + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            way_out = "Close the quotes, and write quotes inside a cell twice."
            yield Problem(line, "", f"the row cannot be read: {_told(error)}.", way_out)
            if reader.line_num == before:
                return
            before = reader.line_num
            continue
        if cells is None:
            return
        before = reader.line_num
        yield _row(line, header, cells)


def _header(reader: "Iterator[list[str]]") -> list[str]:
    try:
        header = next((cells for cells in reader if any(cell.strip() for cell in cells)), None)
    except csv.Error as error:
        raise TableUnreadable(f"The first line with the names of columns cannot be read: {_told(error)}.") from error
    if header is None:
        raise TableUnreadable(
            "The file is empty.", hint="The first line has the names of columns, then comes one row a line."
        )
    names = [name.strip() for name in header]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise TableTooLarge(f"The table has {len(names)} columns; it may have {MOST_COLUMNS}.")
    return names


def _header_problems(header: Sequence[str]) -> Iterator[Problem]:
    for place, name in enumerate(header):
        if not name:
            yield Problem(1, "", f"column {place + 1} has no name.", "Name it in the first line, or delete it.")
        elif name in header[:place]:
            yield Problem(1, name, "two columns have this name.", "Rename or delete one of them.")


def _row(line: int, header: Sequence[str], cells: Sequence[str]) -> Row | Problem:
    if not any(cell.strip() for cell in cells):
        return Problem(line, "", "the row is empty.", "It is left out.", is_note=True)
    extra = cells[len(header) :]
    if any(cell.strip() for cell in extra):
        message = f"the row has {len(cells)} cells, the header has {len(header)}."
        return Problem(line, "", message, "Put text with the delimiter inside into double quotes.")
    if len(cells) < len(header):
        column = header[len(cells)]
        message = f"the row ends after {len(cells)} of {len(header)} cells."
        return Problem(line, column, message, "Add the missing cells; they may be empty.")
    return Row(line, dict(zip(header, cells, strict=False)))


def _told(error: csv.Error) -> str:
    text = str(error)
    return f"a cell has more than {LARGEST_CELL} characters" if "field larger" in text else text
