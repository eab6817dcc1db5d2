"""Keeps the runs' rows and the durable engine in step, and forgets what is long over."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from fabula.core.clock import now
from fabula.core.db import Database, outlasting
from fabula.core.runs.durable import UNHEARD, Durable, Known, Standing
from fabula.core.runs.nodes import Presence
from fabula.core.runs.tables import ACTIVE, RunRow, State
from fabula.core.runs.work.carrier import Carrier
from fabula.core.runs.work.retention import Retention

log = logging.getLogger(__name__)

EVERY_S = 15.0
AT_ONCE = 500
GRACE = timedelta(seconds=20)
ENGINE_REMEMBERS = timedelta(hours=6)


class Upkeep:
    """What a crash or a lost message left behind is found here, at launch and every few seconds."""

    def __init__(
        self,
        database: Database,
        durable: Durable,
        carrier: Carrier,
        begin: Callable[[str], None],
        presence: Presence | None,
        retention: Retention,
    ) -> None:
        self._database = database
        self._durable = durable
        self._carrier = carrier
        self._begin = begin
        self._presence = presence
        self._retention = retention

    async def has_unfinished(self) -> bool:
        async with self._database.reading() as session:
            return (
                await session.execute(select(RunRow.id).where(RunRow.state.in_(ACTIVE)).limit(1))
            ).scalar() is not None

    async def forever(self) -> None:
        grace = GRACE if self._presence else timedelta(0)
        while True:
            try:
                await outlasting(partial(self._look_after, grace))
            except SQLAlchemyError as error:
                log.warning("upkeep of runs failed: %s", error)
            grace = GRACE
            await asyncio.sleep(EVERY_S)

    async def _look_after(self, grace: timedelta) -> None:
        await self._cancel_the_unheard()
        if self._presence is None or self._presence.is_sweeper:
            await self._look_after_all(grace)

    async def _look_after_all(self, grace: timedelta) -> None:
        """What one of several processes does for all of them."""
        await self._begin_the_forgotten(grace)
        if self._durable.is_launched:
            await self._durable.forget_ended(now() - ENGINE_REMEMBERS)
        await self._retention.forget_some()

    async def _begin_the_forgotten(self, grace: timedelta) -> None:
        """Accepted runs that the engine never heard of, believes to be over, or believes with a process long gone."""
        after = ""
        while found := await self._unfinished(after, grace):
            after = found[-1]
            standing = await self._standing_of([run_id for run_id in found if run_id not in self._carrier])
            ended = await self._still_active([run_id for run_id, at in standing.items() if at.known is Known.ENDED])
            if ended:
                await self._durable.forget(ended)
            for run_id in (*ended, *(run_id for run_id, at in standing.items() if at.known is Known.NOTHING)):
                self._begin(run_id)
            await self._hand_out_the_orphans(standing)

    async def _standing_of(self, run_ids: Sequence[str]) -> Mapping[str, Standing]:
        """As the engine knows them; one that has not come yet has heard of nothing."""
        if self._durable.is_launched:
            return await self._durable.known(run_ids)
        return dict.fromkeys(run_ids, UNHEARD)

    async def _hand_out_the_orphans(self, standing: Mapping[str, Standing]) -> None:
        if self._presence and any(at.known is Known.GOES_ON for at in standing.values()):
            living = await self._presence.living()
            orphans = [run_id for run_id, at in standing.items() if at.known is Known.GOES_ON and at.node not in living]
            if orphans:
                await self._durable.hand_out(orphans)

    async def _unfinished(self, after: str, grace: timedelta) -> Sequence[str]:
        rows = select(RunRow.id).where(RunRow.state.in_(ACTIVE), RunRow.id > after, RunRow.created_at < now() - grace)
        async with self._database.reading() as session:
            return (await session.scalars(rows.order_by(RunRow.id).limit(AT_ONCE))).all()

    async def _still_active(self, run_ids: Sequence[str]) -> Sequence[str]:
        # Read after the engine was asked: a run's end is written to its row first.
        rows = select(RunRow.id).where(RunRow.id.in_(run_ids), RunRow.state.in_(ACTIVE))
        async with self._database.reading() as session:
            return (await session.scalars(rows)).all() if run_ids else []

    async def _cancel_the_unheard(self) -> None:
        """Requests to cancel whose message did not arrive."""
        rows = select(RunRow.id).where(RunRow.state == State.RUNNING, RunRow.cancelling.is_(True)).limit(AT_ONCE)
        async with self._database.reading() as session:
            for run_id in (await session.scalars(rows)).all():
                self._carrier.cancel(run_id)

    async def report_foreign_versions(self) -> None:
        for version, count in (await self._durable.foreign_versions()).items():
            log.error("%d unfinished runs belong to another version of the engine (%s) and wait for it", count, version)
