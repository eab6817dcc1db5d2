"""The last lines of a program's output: enough to say why it died, and never more than that."""

import asyncio
from collections import deque

KEPT_LINES = 500
LONGEST_LINE = 2000
CHUNK = 65536


class Tail:
    """Reads a stream to its end and keeps its last lines; a line without an end does not grow for ever."""

    def __init__(self) -> None:
        self._lines: deque[str] = deque(maxlen=KEPT_LINES)
        self._open = b""

    async def follow(self, stream: asyncio.StreamReader) -> None:
        while chunk := await stream.read(CHUNK):
            self.add(chunk)
        if self._open:
            self._keep(self._open)
            self._open = b""

    def add(self, chunk: bytes) -> None:
        *whole, self._open = (self._open + chunk).replace(b"\r", b"\n").split(b"\n")
        for line in whole:
            if line.strip():
                self._keep(line)
        if len(self._open) > LONGEST_LINE:
            self._keep(self._open)
            self._open = b""

    def last(self, lines: int = KEPT_LINES) -> list[str]:
        return list(self._lines)[-lines:]

    def _keep(self, line: bytes) -> None:
        self._lines.append(line[:LONGEST_LINE].decode("utf-8", "replace"))
