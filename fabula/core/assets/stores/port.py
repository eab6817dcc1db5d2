"""What the library asks of a place for contents."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

CHUNK = 1024 * 1024


class Stored(NamedTuple):
    """One thing in a store."""

    key: str
    at: datetime


class Store(Protocol):
    """Keeps contents under keys; what lies under a key never changes."""

    async def put(self, key: str, content: Path | bytes) -> None:
        """Keep a copy of the content; when it is there already, it counts as new again."""
        ...

    async def has(self, key: str) -> bool: ...

    async def still_has(self, key: str) -> bool:
        """Whether what was put here a moment ago is still there; asked within a transaction, so it must be quick."""
        ...

    async def read(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from start to end (exclusive); raises `FileNotFoundError` before the first one."""
        ...

    async def remove(self, *keys: str) -> None: ...

    def everything(self) -> AsyncIterator[list[Stored]]:
        """All that is stored, in batches."""
        ...

    async def mark(self) -> str:
        """The same for two servers if they keep their contents in the same place."""
        ...

    def describe(self) -> str:
        """Where it is, for a person."""
        ...
