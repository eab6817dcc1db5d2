"""Files of JSON lines that survive a kill: what was half written is cut off, what must last is on the disk."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO, cast

from pydantic_core import to_json


class Lines:
    """One such file, open for more."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: BinaryIO | None = None
        self._writing = Lock()  # rows end side by side, each written by a thread of its own

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        for _, entry in self.numbered():
            yield entry

    def numbered(self) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """Every entry with its number; what is none is passed over."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            for number, text in enumerate(file, start=1):
                try:
                    entry = json.loads(text)
                except ValueError:
                    continue
                if isinstance(entry, dict):
                    yield number, cast(dict[str, Any], entry)

    def append(self, entry: Mapping[str, Any]) -> None:
        """Write it so that it is there after a power cut."""
        with self._writing:
            if self._file is None:
                self._file = self._opened()
            self._file.write(to_json(dict(entry)) + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())

    def rewrite(self, entries: Iterator[Mapping[str, Any]]) -> None:
        """Only these from now on; the old ones are there until all of them are."""
        self.close()
        fresh = self.path.with_name(f".{self.path.name}.new")
        with fresh.open("wb") as file:
            for entry in entries:
                file.write(to_json(dict(entry)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _opened(self) -> BinaryIO:
        file = self.path.open("a+b")
        size = file.seek(0, os.SEEK_END)
        if size:
            file.seek(size - 1)
            if file.read(1) != b"\n":
                file.write(b"\n")
        return file
