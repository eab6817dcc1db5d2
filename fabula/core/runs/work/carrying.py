"""Joins the durable engine, the carrier and the bus: begins runs, stops them, tells of them, looks after them."""

import asyncio
import logging
from collections.abc import Sequence
from contextvars import Context
from functools import partial

from pydantic import JsonValue

from fabula.core.accounts import UserId
from fabula.core.background import Background
from fabula.core.db import Database, outlasting, passes
from fabula.core.errors import StartFailed
from fabula.core.events import Bus, names
from fabula.core.runs.durable import Durable
from fabula.core.runs.kinds import Kinds
from fabula.core.runs.nodes import Ground, Node, Presence
from fabula.core.runs.schemas import ListedRun, Run
from fabula.core.runs.tables import RunRow
from fabula.core.runs.views import as_json, listed, look_at, view_of, with_made
from fabula.core.runs.work.carrier import Carrier, Observer
from fabula.core.runs.work.ledger import Claim, Ledger, born_running
from fabula.core.runs.work.retention import Retention
from fabula.core.runs.work.upkeep import Upkeep

log = logging.getLogger(__name__)

WARM_UP_AFTER_S = 1.0
CANCEL = "cancel a run"


class Carrying:
    """The runs that go on here, from the start of the process to its end."""

    def __init__(
        self,
        database: Database,
        bus: Bus,
        background: Background,
        durable: Durable,
        kinds: Kinds,
        node: Node,
        retention: Retention,
    ) -> None:
        self._database = database
        self._bus = bus
        self._kinds = kinds
        self._background = background
        self._durable = durable
        self._launching = asyncio.Lock()
        self._node = node
        self._is_closing = False
        self._upkeeping: asyncio.Task[None] | None = None
        self._presenting: asyncio.Task[None] | None = None
        self._launcher: asyncio.Task[None] | None = None
        self._launch_failure: Exception | None = None
        self._carrier = Carrier(
            ledger=Ledger(database, node),
            kinds=kinds,
            bus=bus,
            durable=durable,
            background=background,
            announce=lambda held: self.announce(held.row),
        )
        self._presence = None if node.is_alone else self._present(database, node)
        self._upkeep = Upkeep(database, durable, self._carrier, self.begin, self._presence, retention)
        bus.on_signal(CANCEL, self._carrier.cancel)

    def __len__(self) -> int:
        return len(self._carrier)

    def observe(self, observer: Observer) -> None:
        """Call it with kind and state whenever a run comes to a state here."""
        self._carrier.observer = observer

    async def check(self) -> None:
        """Raises if runs cannot be carried."""
        if self._launch_failure:
            raise self._launch_failure

    async def open(self, grounds: Sequence[Ground]) -> None:
        """Go on with what an earlier process left.

        Without any, a lone process gets its engine with the first run that takes steps, one of several a moment later.
        """
        if self._presence:
            await self._presence.open(grounds)
            self._presenting = self._background.start(self._presence.forever(), name="presence of this process")
        if await self._upkeep.has_unfinished():
            await self._go_on()
        elif self._node.is_alone:
            self._look_after_runs()
        else:
            self._background.start(self._warm_up(), name="durable engine warms up")
        self._background.start(self._carrier.keep_live(), name="live states of runs")

    async def _go_on(self) -> None:
        """Before the first request, if the engine's store can be opened now; else as soon as it can."""
        try:
            await self._launch_once()
        except Exception as error:
            if not passes(error):
                raise StartFailed(
                    f"The record of unfinished runs cannot be opened: {getattr(error, 'orig', error)}.",
                    hint="Put its newest copy in its place, or move it away: what is unfinished then begins again.",
                ) from error
            Context().run(self._background.start, self._launch(), name="durable engine begins later")

    async def close(self) -> None:
        """Hand back what goes on, and let the engine go."""
        self._is_closing = True
        await self._carrier.close()
        await _end(self._presenting)
        await self._let_go()
        if self._presence:
            await self._presence.close()

    def begin(self, run_id: str) -> None:
        """Start to carry an accepted run."""
        if not self._is_closing:
            beginning = outlasting(partial(self._begin, run_id))
            Context().run(self._background.start, beginning, name=f"begin run {run_id}")

    def take_up(self, row: RunRow, *, takes_steps: bool) -> Claim | None:
        """Begin a run with the very transaction that accepts it, if nobody else could carry it and it has a place.

        One that takes steps is begun by the engine, which is to know of it first.
        """
        if takes_steps or not self._node.is_alone or not self._carrier.has_room_for(row.owner_id):
            return None
        return born_running(row, self._node)

    def carry(self, born: Claim) -> None:
        """Its transaction is committed. If this process dies, the next one finds the run by its row."""
        if not self._is_closing:
            carried = self._carrier.carry_new(born)
            Context().run(self._background.start, carried, name=f"carry run {born.row.id}")

    def carries_for(self, owner: UserId | None, run_id: str) -> bool:
        """Whether this run goes on here and is theirs; without an owner, whether it goes on here at all."""
        held = self._carrier.held(run_id)
        return held is not None and owner in (None, held.row.owner_id)

    def cancel(self, row: RunRow) -> None:
        """Stop it, whichever process carries it."""
        if not self._carrier.cancel(row.id):
            self._bus.signal(CANCEL, row.id)

    def announce(self, row: RunRow) -> None:
        """News for the owner's list of runs."""
        owner = UserId(row.owner_id)
        if not self._bus.is_wanted(names.of_runs(owner)):
            return
        run = view_of(row, self._kinds, self.live(row))
        if look_at(run, self._kinds):
            told = outlasting(partial(self._tell_with_made, owner, run))
            Context().run(self._background.start, told, name=f"what run {run.id} made is told")
        else:
            self._tell(owner, listed(run))

    async def _tell_with_made(self, owner: UserId, run: Run) -> None:
        async with self._database.reading() as session:
            [told] = await with_made(session, self._kinds, owner, [run])
        self._tell(owner, told)

    def _tell(self, owner: UserId, run: ListedRun) -> None:
        self._bus.tell(names.of_runs(owner), {"run": dict(as_json(run))})

    def live(self, row: RunRow) -> dict[str, JsonValue] | None:
        """The live state as this process knows it; None where the row knows best."""
        topic = self._bus.known_log(names.of_run(row.id))
        return topic.live if topic and topic.is_loaded and topic.at.seq >= row.last_seq else None

    def _present(self, database: Database, node: Node) -> Presence:
        url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        return Presence(url, node, hand_over=self._hand_over, struck_off=self._struck_off)

    async def _hand_over(self, node: str) -> None:
        """A process is dead: let the living go on with its runs."""
        await self._launch()
        await self._durable.hand_over(node)

    async def _struck_off(self) -> None:
        """This process was taken for dead: let go of everything, and begin again under another name."""
        await self._carrier.lose_all()
        await self._let_go()
        if not self._is_closing:
            Context().run(self._background.start, self._launch(), name="durable engine begins again")

    async def _let_go(self) -> None:
        """Close the engine, after whoever asks it things."""
        await _end(self._launcher)
        async with self._launching:
            upkeeping, self._upkeeping = self._upkeeping, None
            await _end(upkeeping)
            await self._durable.close()

    async def _warm_up(self) -> None:
        await asyncio.sleep(WARM_UP_AFTER_S)
        await self._launch()

    async def _begin(self, run_id: str) -> None:
        await self._launch()
        if not self._is_closing:
            await self._durable.start(run_id)

    async def _launch(self) -> None:
        """Until the engine is there; all who need it wait for the same attempts."""
        if self._durable.is_launched:
            return
        if self._launcher is None or self._launcher.done():
            launching = outlasting(self._launch_once)
            starting = partial(self._background.start, launching, name="durable engine begins", is_awaited=True)
            self._launcher = Context().run(starting)
        await asyncio.shield(self._launcher)

    async def _launch_once(self) -> None:
        async with self._launching:
            if not self._durable.is_launched and not self._is_closing:
                await self._launch_engine()
                self._look_after_runs()
                await self._upkeep.report_foreign_versions()

    def _look_after_runs(self) -> None:
        if self._upkeeping is None:
            self._upkeeping = self._background.start(self._upkeep.forever(), name="upkeep of runs")

    async def _launch_engine(self) -> None:
        try:
            await self._durable.launch(self._carrier.carry)
        except Exception as error:
            self._launch_failure = error
            raise
        self._launch_failure = None


async def _end(task: asyncio.Task[None] | None) -> None:
    if task:
        task.cancel()
        await asyncio.wait({task})
