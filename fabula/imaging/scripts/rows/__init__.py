"""Tables of any usual kind, read a row at a time: CSV, TSV, JSON, JSONL and YAML, in any usual encoding."""

from fabula.imaging.scripts.rows.keybook import KeyBook
from fabula.imaging.scripts.rows.reading import Format, Rows, Table, format_of
from fabula.imaging.scripts.rows.row import Cells, Problem, Row

__all__ = ["Cells", "Format", "KeyBook", "Problem", "Row", "Rows", "Table", "format_of"]
