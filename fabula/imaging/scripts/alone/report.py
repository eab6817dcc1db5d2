"""The report: one line for each row, for people and programs, and for the next start."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Any

from pydantic import JsonValue

from fabula.imaging.scripts.alone.lines import Lines
from fabula.imaging.scripts.rows import KeyBook


class RowState(StrEnum):
    """How a row ended."""

    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


NUMBERS = {state.value: number for number, state in enumerate(RowState, start=1)}
STATES = {number: RowState(state) for state, number in NUMBERS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What became of one row."""

    key: str
    state: RowState
    attempts: int = 0
    seconds: float | None = None
    server: str = ""
    files: Sequence[str] = ()
    sha256: Sequence[str] = ()
    reason: str = ""
    line: int = 0
    template: str = ""
    seed: int | None = None
    persona: str = ""
    values: Mapping[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    content: str = ""


class Report:
    """All lines; a later one about the same key replaces an earlier one when the report is tidied."""

    def __init__(self, path: Path) -> None:
        self._lines = Lines(path)
        self._states = KeyBook()
        self._newest = KeyBook()
        self._is_untidy = False
        self._lock = Lock()  # rows are read in one thread and reported in another
        for number, entry in self._lines.numbered():
            self._remember(number, entry)

    def _remember(self, number: int, entry: Mapping[str, Any]) -> None:
        key, content = str(entry.get("key")), str(entry.get("content"))
        self._states.put(f"{key}\0{content}", NUMBERS.get(str(entry.get("state")), 0))
        self._is_untidy = self._is_untidy or self._newest.get(key) > 0
        self._newest.put(key, number)

    def state_of(self, key: str, content: str) -> RowState | None:
        """How this row ended when it was rendered with this very content."""
        with self._lock:
            return STATES.get(self._states.get(f"{key}\0{content}"))

    def append(self, line: Line) -> None:
        entry = asdict(line)
        with self._lock:
            self._lines.append(entry)
            self._remember(1, entry)

    def close(self) -> None:
        """Leave one line for each row."""
        if self._is_untidy:
            newest = KeyBook()
            for number, entry in self._lines.numbered():
                newest.put(str(entry.get("key")), number)
            self._lines.rewrite(self._only(newest))
        self._lines.close()

    def _only(self, newest: KeyBook) -> Iterator[Mapping[str, Any]]:
        return (entry for number, entry in self._lines.numbered() if newest.get(str(entry.get("key"))) == number)
