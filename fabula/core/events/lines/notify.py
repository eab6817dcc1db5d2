"""PostgreSQL's NOTIFY: a connection of its own that listens, and long texts in parts that fit."""

import asyncio
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from fabula.core.db.lone import FAULTS, connect_alone
from fabula.core.events.lines.opening import place_of
from fabula.core.events.lines.port import LineDown
from fabula.core.ids import new_id

CHANNEL = "fabula_bus"
LONGEST = 7800  # bytes; the server refuses 8000 and more
WAITING = 10_000
LOOK_EVERY_S = 5.0


class PostgresLine:
    """Listens and speaks on one connection, which no pooler may share among transactions."""

    def __init__(self, url: str) -> None:
        self.where = place_of(url)
        self._url = url
        self._connection: Any = None
        self._asking = asyncio.Lock()
        self._heard: asyncio.Queue[str | None] = asyncio.Queue(WAITING)
        self._parts = _Parts()

    async def open(self) -> None:
        await self.close()
        # The old connection may still speak up; it speaks into its own queue.
        self._heard = heard = asyncio.Queue[str | None](WAITING)
        self._parts = _Parts()
        try:
            self._connection = connection = await connect_alone(self._url)
            connection.add_termination_listener(partial(_ended, heard))
            await connection.add_listener(CHANNEL, partial(_told, heard))
        except FAULTS as error:
            await self.close()
            raise LineDown(str(error)) from error

    async def send(self, text: str) -> None:
        parts = cut(text, new_id())
        await self._ask("SELECT pg_notify($1, part) FROM unnest($2::text[]) AS part", CHANNEL, parts)

    async def receive(self) -> Sequence[str]:
        while True:
            try:
                async with asyncio.timeout(LOOK_EVERY_S):
                    part = await self._heard.get()
            except TimeoutError:
                await self._ask("SELECT 1")
                continue
            if part is None:
                raise LineDown("the connection ended, or more came than could be taken")
            if (text := self._parts.join(part)) is not None:
                return [text]

    async def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()

    async def _ask(self, statement: str, *given: Any) -> None:
        try:
            async with self._asking:  # the driver takes one question at a time
                if self._connection is None:
                    raise LineDown("there is no connection")
                await self._connection.fetch(statement, *given)
        except FAULTS as error:
            raise LineDown(str(error)) from error


def _ended(heard: asyncio.Queue[str | None], _connection: object) -> None:
    _put(heard, None)


def _told(heard: asyncio.Queue[str | None], _connection: object, _process: int, _channel: str, part: str) -> None:
    _put(heard, part)


def _put(heard: asyncio.Queue[str | None], part: str | None) -> None:
    if heard.full():
        # Too slow to keep up: end it, and begin anew from snapshots.
        while not heard.empty():
            heard.get_nowait()
        part = None
    heard.put_nowait(part)


class _Parts:
    """Puts the parts of one text together: they come in one piece, and in order."""

    def __init__(self) -> None:
        self._begun: dict[str, list[str]] = {}

    def join(self, part: str) -> str | None:
        name, left, text = part.split(":", 2)
        self._begun.setdefault(name, []).append(text)
        return "".join(self._begun.pop(name)) if left == "0" else None


def cut(text: str, name: str) -> list[str]:
    """`NAME:LEFT:PART` each, none longer than the server takes, none like another (it would be told once only)."""
    pieces = list(_pieces(text.encode(), LONGEST - len(name) - 10))
    return [f"{name}:{len(pieces) - number}:{piece}" for number, piece in enumerate(pieces, 1)]


def _pieces(data: bytes, room: int) -> Iterator[str]:
    start = 0
    while start < len(data) or not start:
        end = start + room
        while end < len(data) and data[end] & 0xC0 == 0x80:  # not in the middle of a letter
            end -= 1
        yield data[start:end].decode()
        start = end
