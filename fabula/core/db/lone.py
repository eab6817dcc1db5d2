"""A PostgreSQL connection of its own, for what belongs to a session: locks that end with it, and listening."""

from typing import Any

import asyncpg

ANSWER_WITHIN_S = 5
FAULTS = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError)


async def connect_alone(url: str) -> Any:
    """Outside any pool, and not through a pooler that shares it among transactions; slow answers raise TimeoutError."""
    connect: Any = asyncpg.connect  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return await connect(url, timeout=ANSWER_WITHIN_S, command_timeout=ANSWER_WITHIN_S)
