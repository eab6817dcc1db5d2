"""Waiting for runs to end: told by the bus, and sure by the record."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from fabula.core.accounts import UserId
from fabula.core.db import Database
from fabula.core.events import Bus, LogTopic, Reader
from fabula.core.runs.errors import RunNotFound
from fabula.core.runs.reading.following import Following
from fabula.core.runs.runs import Runs
from fabula.core.runs.schemas import Run
from fabula.core.runs.tables import FINISHED

LOOK_EVERY_S = 5.0

Show = Callable[[Mapping[str, LogTopic]], None]


class Awaiting:
    """For whoever has started runs and needs what comes of them."""

    def __init__(self, database: Database, bus: Bus, following: Following, runs: Runs) -> None:
        self._database = database
        self._bus = bus
        self._following = following
        self._runs = runs

    async def until_over(
        self, owner: UserId, wanted: str, others: Sequence[str] = (), show: Show | None = None
    ) -> Run | None:
        """Until this run has ended; None if its record is gone.

        `show` is told whenever it, or one of the others, has moved: how they stand is in their topics.
        """
        reader = self._bus.reader()
        try:
            topics = await self._watched(reader, owner, [wanted, *others])
            while True:
                told = topics.get(wanted)
                if told is None or told.state in FINISHED:
                    return await self._found(owner, wanted)
                if show is not None:
                    show(topics)
                if not await _moved(reader):
                    run = await self._found(owner, wanted)
                    if run is None or run.state in FINISHED:
                        return run
        finally:
            self._bus.dismiss(reader)

    async def _watched(self, reader: Reader, owner: UserId, run_ids: Sequence[str]) -> dict[str, LogTopic]:
        topics: dict[str, LogTopic] = {}
        for run_id in dict.fromkeys(run_ids):
            with suppress(RunNotFound):
                topics[run_id] = await self._following.watch(reader, owner, run_id)
        return topics

    async def _found(self, owner: UserId, run_id: str) -> Run | None:
        async with self._database.reading() as session:
            return (await self._runs.find(session, owner, [run_id])).get(run_id)


async def _moved(reader: Reader) -> bool:
    """Whether there was news; every now and then the record is asked instead."""
    with suppress(TimeoutError):
        async with asyncio.timeout(LOOK_EVERY_S):
            if await reader.frames():
                return True
            await asyncio.sleep(LOOK_EVERY_S)  # the bus is closed: the server stops
    return False
