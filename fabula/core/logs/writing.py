"""Writes what was logged, in a thread beside the loop, many lines at once.

A thread that is woken for every line takes the interpreter from the loop each time, which costs a busy server more than
all that it logs. So it sleeps a moment between two looks, and nobody wakes it.
"""

import contextlib
import queue
import threading
from collections.abc import Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Protocol, TextIO

from fabula.core.logs.lines import Said

PAUSE_S = 0.1
AT_ONCE = 500
END_WITHIN_S = 5
UNTOLD = "backslashreplace"  # half of a pair of surrogates


class Target(Protocol):
    """Where lines go."""

    def write(self, said: Sequence[Said]) -> None: ...

    def close(self) -> None: ...


class Terminal:
    """Lines for people."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._coloured = stream.isatty()

    def write(self, said: Sequence[Said]) -> None:
        self._stream.write("".join(f"{one.for_people(coloured=self._coloured)}\n" for one in said))
        self._stream.flush()

    def close(self) -> None:
        """The stream is not ours."""


class File(RotatingFileHandler):
    """Lines for programs."""

    def __init__(self, path: Path, most_bytes: int, files: int) -> None:
        super().__init__(path, maxBytes=most_bytes, backupCount=files - 1, encoding="utf-8", errors=UNTOLD, delay=True)

    def write(self, said: Sequence[Said]) -> None:
        lines = [f"{one.for_programs()}\n" for one in said]
        self.stream = self.stream or self._open()  # pyright: ignore[reportUnnecessaryComparison] - it opens late
        size, begin = self.stream.tell(), 0
        for place, line in enumerate(lines):
            length = len(line.encode(errors=UNTOLD))
            if size and size + length > self.maxBytes:
                self.stream.write("".join(lines[begin:place]))
                self.doRollover()
                self.stream, size, begin = self.stream or self._open(), 0, place
            size += length
        self.stream.write("".join(lines[begin:]))
        self.stream.flush()


class Writer:
    """The thread: takes what waits, and hands it to every target."""

    def __init__(self, waiting: "queue.Queue[Any]", *targets: Target) -> None:
        self._waiting = waiting
        self._targets = targets
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._work, name="fabula-log", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Write what waits, and end."""
        self._ending.set()
        # The end must come after what was said before it, so it waits for a place in a full line.
        with contextlib.suppress(queue.Full):
            self._waiting.put(None, timeout=END_WITHIN_S)
        self._thread.join()
        for target in self._targets:
            target.close()

    def _work(self) -> None:
        has_ended = False
        while not has_ended:
            taken = self._taken()
            has_ended = None in taken
            said = [one for one in taken if one is not None]
            for target in self._targets:
                # A full disk or a closed terminal must not stop the program, nor what goes to the other target.
                with contextlib.suppress(Exception):
                    target.write(said)
            if len(taken) < AT_ONCE and not has_ended:
                self._ending.wait(PAUSE_S)

    def _taken(self) -> list[Said | None]:
        taken = [self._waiting.get()]
        with contextlib.suppress(queue.Empty):
            while taken[-1] is not None and len(taken) < AT_ONCE:
                taken.append(self._waiting.get_nowait())
        return taken
