"""A table as a file: its format and encoding are known once, then its rows can be read again and again."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path, PurePosixPath

from fabula.imaging.scripts.errors import TableTooLarge, TableUnreadable
from fabula.imaging.scripts.rows.cells import DELIMITERS, SNIFFED_LINES, delimiter_of, read_cells
from fabula.imaging.scripts.rows.encodings import encoding_of
from fabula.imaging.scripts.rows.objects import read_array, read_lines
from fabula.imaging.scripts.rows.row import Problem, Row

MOST_ROWS = 1_000_000
SNIFFED = 64 * 1024

Rows = Iterator[Row | Problem]


class Format(StrEnum):
    """The kinds of tables."""

    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    JSONL = "jsonl"
    YAML = "yaml"


ENDINGS = {
    "csv": Format.CSV,
    "tsv": Format.TSV,
    "tab": Format.TSV,
    "txt": Format.CSV,
    "json": Format.JSON,
    "jsonl": Format.JSONL,
    "ndjson": Format.JSONL,
    "yaml": Format.YAML,
    "yml": Format.YAML,
}


def format_of(name: str, named: str = "") -> Format:
    """By the format's name, else by the ending of the file's."""
    ending = (named or PurePosixPath(name).suffix).lower().lstrip(".")
    if ending not in ENDINGS:
        what = (
            f"“{named}” is no format of tables" if named else f"The name {name} does not tell what kind of table it is"
        )
        raise TableUnreadable(f"{what}.", hint=f"Name the format: {', '.join(Format)}.")
    return ENDINGS[ending]


@dataclass(frozen=True, slots=True)
class Table:
    """A file of rows."""

    path: Path
    format: Format
    encoding: str
    delimiter: str = ","

    @classmethod
    def of(cls, path: Path, *, format: str = "", encoding: str = "", delimiter: str = "", name: str = "") -> "Table":
        """Look at the file, and fail with the reason if it is no table."""
        kind = format_of(name or path.name, format)
        try:
            found = encoding_of(path, encoding)
            sign = delimiter or (_sniffed(path, found) if kind is Format.CSV else "\t")
        except OSError as error:
            raise TableUnreadable(f"{path} cannot be read: {error.strerror}.") from error
        if sign not in DELIMITERS and len(sign) != 1:
            raise TableUnreadable(f"“{sign}” cannot part cells.", hint="Use one sign, such as ; or |.")
        return cls(path, kind, found, sign)

    def rows(self, most: int = MOST_ROWS) -> Rows:
        """Every row in its order; what is wrong with one stands in its place."""
        count = 0
        newline = "" if self.format in (Format.CSV, Format.TSV) else None
        with self.path.open(encoding=self.encoding, newline=newline) as file:
            match self.format:
                case Format.CSV | Format.TSV:
                    found = read_cells(file, self.delimiter)
                case Format.JSONL:
                    found = read_lines(file)
                case Format.JSON:
                    found = read_array(file)
                case Format.YAML:
                    from fabula.imaging.scripts.rows.yamls import read_documents

                    found = read_documents(file)
            for each in found:
                if isinstance(each, Row):
                    count += 1
                    if count > most:
                        raise TableTooLarge(f"The table has more than {most} rows.")
                yield each


def _sniffed(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(SNIFFED)
    return delimiter_of(list(islice(sample.splitlines(keepends=True), SNIFFED_LINES)))
