"""Whether this process can do its work: named checks that other parts add to."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Literal

from pydantic import BaseModel
from sqlalchemy import text

from fabula.core.db import Database

log = logging.getLogger(__name__)

LONGEST_S = 3.0

Outcome = Literal["ok", "failed", "late"]


class Ready(BaseModel):
    """The state of every check; ready when all are ok."""

    ready: bool
    checks: dict[str, Outcome]


class Readiness:
    """Asks every check at once; a check that raises is not ok, one that takes too long is late."""

    def __init__(self, longest_s: float = LONGEST_S) -> None:
        self._longest_s = longest_s
        self._checks: dict[str, Callable[[], Awaitable[object]]] = {}

    def add(self, name: str, check: Callable[[], Awaitable[object]]) -> None:
        self._checks[name] = check

    async def now(self) -> Ready:
        asked = (_outcome(name, check, self._longest_s) for name, check in self._checks.items())
        outcomes = await asyncio.gather(*asked)
        checks = dict(zip(self._checks, outcomes, strict=True))
        return Ready(ready=all(outcome == "ok" for outcome in outcomes), checks=checks)


async def check_database(database: Database) -> None:
    async with database.reading() as session:
        await session.execute(text("SELECT 1"))


async def _outcome(name: str, check: Callable[[], Awaitable[object]], longest_s: float) -> Outcome:
    try:
        async with asyncio.timeout(longest_s):
            await check()
    except TimeoutError:
        log.warning("the readiness check %s takes too long", name)
        return "late"
    except Exception as error:
        log.warning("the readiness check %s failed: %s", name, error)
        return "failed"
    return "ok"
