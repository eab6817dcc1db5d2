"""What people used of the models: counted in memory, written down every few seconds and at the end."""

import asyncio
import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from fabula.core.background import Background
from fabula.core.clock import now
from fabula.core.db import Database
from fabula.engines.llm import Used
from fabula.engines.registry.tables import UsageRow

log = logging.getLogger(__name__)

WRITE_EVERY_S = 5.0


class _Key(NamedTuple):
    owner_id: str
    day: date
    channel: str
    model: str


@dataclass(slots=True)
class _Sum:
    requests: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0


class Usage:
    """Adds up calls by person, day, channel and model."""

    def __init__(self, database: Database, background: Background) -> None:
        self._database = database
        self._background = background
        self._sums: defaultdict[_Key, _Sum] = defaultdict(_Sum)

    def start(self) -> None:
        self._background.start(self._write_often(), name="use of models")

    def note(self, used: Used, channel_name: str) -> None:
        """One call has ended; calls of nobody in particular are not counted."""
        if not used.owner:
            return
        total = self._sums[_Key(used.owner, now().date(), channel_name[:80], used.model[:200])]
        total.requests += 1
        total.prompt_tokens += used.prompt_tokens
        total.completion_tokens += used.completion_tokens
        total.seconds += used.seconds

    async def write(self) -> None:
        """Everything that was counted since the last time."""
        for key in list(self._sums):
            total, is_settled = self._sums.pop(key), False
            try:
                await self._add(key, total)
                is_settled = True
            except (IntegrityError, DataError):
                log.info("the use of a model by somebody who is gone is not written down")
                is_settled = True
            except SQLAlchemyError as error:
                log.warning("the use of models could not be written down: %s", error)
            finally:
                # Also when the application stops in the middle: what is left is written at the very end.
                if not is_settled:
                    self._keep(key, total)

    async def _write_often(self) -> None:
        while True:
            await asyncio.sleep(WRITE_EVERY_S)
            await self.write()

    async def _add(self, key: _Key, total: _Sum) -> None:
        try:
            await self._added(key, total)
        except IntegrityError:
            # Another process began the same row at the same moment.
            await self._added(key, total)

    async def _added(self, key: _Key, total: _Sum) -> None:
        row = (UsageRow.owner_id == key.owner_id, UsageRow.day == key.day)
        row += (UsageRow.channel == key.channel, UsageRow.model == key.model)
        async with self._database.writing() as session:
            if await session.scalar(select(UsageRow.requests).where(*row)) is None:
                session.add(UsageRow(**key._asdict(), requests=0, prompt_tokens=0, completion_tokens=0, seconds=0.0))
                await session.flush()
            await session.execute(
                update(UsageRow)
                .where(*row)
                .values(
                    requests=UsageRow.requests + total.requests,
                    prompt_tokens=UsageRow.prompt_tokens + total.prompt_tokens,
                    completion_tokens=UsageRow.completion_tokens + total.completion_tokens,
                    seconds=UsageRow.seconds + total.seconds,
                )
            )

    def _keep(self, key: _Key, total: _Sum) -> None:
        kept = self._sums[key]
        kept.requests += total.requests
        kept.prompt_tokens += total.prompt_tokens
        kept.completion_tokens += total.completion_tokens
        kept.seconds += total.seconds
