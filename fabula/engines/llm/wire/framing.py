"""Bytes as they come are cut into whole payloads, wherever the network split them."""

from typing import Protocol

from fabula.engines.llm.errors import StreamMalformed

LONGEST_PAYLOAD = 16 * 1024 * 1024


class Framer(Protocol):
    """Takes bytes, gives whole payloads; `rest` is what was left without an end."""

    def feed(self, data: bytes) -> list[bytes]: ...

    def rest(self) -> list[bytes]: ...


class Lines:
    """One JSON object per line."""

    def __init__(self) -> None:
        self._left = b""

    def feed(self, data: bytes) -> list[bytes]:
        if self._left:
            data = self._left + data
        *lines, self._left = data.split(b"\n")
        _bounded(self._left)
        return [line for line in lines if line and not line.isspace()]

    def rest(self) -> list[bytes]:
        left, self._left = self._left, b""
        return [left] if left.strip() else []


class ServerSentEvents:
    """The data of each event; names, ids and comments say nothing that the data does not."""

    def __init__(self) -> None:
        self._left = b""
        self._data: list[bytes] = []

    def feed(self, data: bytes) -> list[bytes]:
        if self._left:
            data = self._left + data
        *lines, self._left = data.split(b"\n")
        _bounded(self._left)
        payloads: list[bytes] = []
        for line in lines:
            self._take(line, payloads)
        return payloads

    def _take(self, line: bytes, payloads: list[bytes]) -> None:
        if line.startswith(b"data:"):
            self._data.append(line[5:].strip())
        elif self._data and not line.strip():
            payloads.append(self._data[0] if len(self._data) == 1 else b"\n".join(self._data))
            self._data.clear()

    def rest(self) -> list[bytes]:
        payloads: list[bytes] = []
        for line in (self._left, b""):
            self._take(line, payloads)
        self._left = b""
        return payloads


class Whole:
    """All of it is one payload: a server that does not stream."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> list[bytes]:
        self._parts.append(data)
        self._size += len(data)
        if self._size > LONGEST_PAYLOAD:
            raise StreamMalformed("The answer is larger than any reply can be.")
        return []

    def rest(self) -> list[bytes]:
        whole = b"".join(self._parts).strip()
        self._parts.clear()
        return [whole] if whole else []


def _bounded(left: bytes) -> None:
    if len(left) > LONGEST_PAYLOAD:
        raise StreamMalformed("The server sends a line without an end.")
