"""Ids: UUID version 7, so that they sort by time and nobody can guess the next one; and what is kept of keys."""

import secrets
import time
from datetime import datetime
from hashlib import sha256
from typing import Annotated

from pydantic import StringConstraints

# An id as somebody sends it: whatever else it is, it is short and plain.
RowId = Annotated[str, StringConstraints(max_length=36, pattern=r"^[0-9A-Za-z-]+$")]


def new_id() -> str:
    """A new canonical id; ids made later sort later (to the millisecond)."""
    return _id(time.time_ns() // 1_000_000, secrets.randbits(80))


def id_before(moment: datetime) -> str:
    """Sorts before every id that was made at this moment or later, and after all older ones."""
    return _id(int(moment.timestamp() * 1000), 0)


def mark_of_key(key: str | None) -> str | None:
    """What is kept of the key of a request, by which a repeated one is known: short, however long the key is."""
    return sha256(key.encode()).hexdigest() if key else None


def _id(milliseconds: int, rest: int) -> str:
    value = (milliseconds << 80) | rest
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
