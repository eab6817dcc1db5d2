"""Joins the durable engine, the carrier and the bus: begins runs, stops them, tells of them, looks after them."""

import asyncio
import logging
from contextvars import Context

from pydantic import JsonValue

from fabula.core.background import Background
from fabula.core.db import Database
from fabula.core.events import Bus, names
from fabula.core.runs.durable import Durable
from fabula.core.runs.kinds import Kinds
from fabula.core.runs.tables import RunRow
from fabula.core.runs.views import as_json, view_of
from fabula.core.runs.work.carrier import Carrier, Observer
from fabula.core.runs.work.ledger import Ledger
from fabula.core.runs.work.upkeep import Upkeep

log = logging.getLogger(__name__)

WARM_UP_AFTER_S = 1.0


class Carrying:
    """The runs that go on here, from the start of the process to its end."""

    def __init__(self, database: Database, bus: Bus, background: Background, durable: Durable, kinds: Kinds) -> None:
        self._bus = bus
        self._kinds = kinds
        self._background = background
        self._durable = durable
        self._launching = asyncio.Lock()
        self._is_closing = False
        self._launch_failure: Exception | None = None
        self._carrier = Carrier(
            ledger=Ledger(database, durable.node),
            kinds=kinds,
            bus=bus,
            durable=durable,
            background=background,
            announce=lambda held: self.announce(held.row),
        )
        self._upkeep = Upkeep(database, durable, self._carrier, self.begin)

    def __len__(self) -> int:
        return len(self._carrier)

    def observe(self, observer: Observer) -> None:
        """Call it with kind and state whenever a run comes to a state here."""
        self._carrier.observer = observer

    async def check(self) -> None:
        """Raises if runs cannot be carried."""
        if self._launch_failure:
            raise self._launch_failure

    async def open(self) -> None:
        """Go on with what an earlier process left; the engine itself may come a moment later if there is nothing."""
        if await self._upkeep.has_unfinished():
            await self._launch()
        else:
            self._background.start(self._warm_up(), name="durable engine warms up")
        self._background.start(self._carrier.keep_live(), name="live states of runs")

    async def close(self) -> None:
        """Hand back what goes on, and let the engine go."""
        self._is_closing = True
        await self._carrier.close()
        async with self._launching:
            await self._durable.close()

    def begin(self, run_id: str) -> None:
        """Start to carry an accepted run."""
        if not self._is_closing:
            Context().run(self._background.start, self._begin(run_id), name=f"begin run {run_id}")

    def cancel(self, row: RunRow) -> None:
        self._carrier.cancel(row.id)

    def announce(self, row: RunRow) -> None:
        """News for the owner's list of runs."""
        topic = names.of_runs(row.owner_id)
        if self._bus.is_wanted(topic):
            self._bus.tell(topic, {"run": dict(as_json(view_of(row, self._kinds, self.live(row))))})

    def live(self, row: RunRow) -> dict[str, JsonValue] | None:
        """The live state as this process knows it; None where the row knows best."""
        topic = self._bus.known_log(names.of_run(row.id))
        return topic.live if topic and topic.is_loaded and topic.at.seq >= row.last_seq else None

    async def _warm_up(self) -> None:
        await asyncio.sleep(WARM_UP_AFTER_S)
        await self._launch()

    async def _begin(self, run_id: str) -> None:
        await self._launch()
        if not self._is_closing:
            await self._durable.start(run_id)

    async def _launch(self) -> None:
        async with self._launching:
            if not self._durable.is_launched and not self._is_closing:
                await self._launch_engine()
                self._background.start(self._upkeep.forever(), name="upkeep of runs")

    async def _launch_engine(self) -> None:
        try:
            await self._durable.launch(self._carrier.carry)
        except Exception as error:
            self._launch_failure = error
            raise
        self._launch_failure = None
