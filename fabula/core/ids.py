"""Ids: UUID version 7, so that they sort by time and nobody can guess the next one."""

import secrets
import time
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

# An id as somebody sends it: whatever else it is, it is short and plain.
RowId = Annotated[str, StringConstraints(max_length=36, pattern=r"^[0-9A-Za-z-]+$")]


def new_id() -> str:
    """A new canonical id; ids made later sort later (to the millisecond)."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | secrets.randbits(80)
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return str(UUID(int=value))
