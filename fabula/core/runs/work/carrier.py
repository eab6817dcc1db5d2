"""Carries the runs of this process: takes them up, calls their handlers, writes down how they end."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pydantic import ValidationError
from pydantic_core import to_jsonable_python

from fabula.core.background import Background
from fabula.core.clock import now
from fabula.core.db import is_outage, outlasting, words_of
from fabula.core.errors import FabulaError
from fabula.core.events import Bus, Position, names
from fabula.core.runs.durable import Durable
from fabula.core.runs.errors import RunLost, RunStuck, info_of, reason_of
from fabula.core.runs.kinds import Handler, Kinds
from fabula.core.runs.tables import State
from fabula.core.runs.work.context import RunContext
from fabula.core.runs.work.ledger import Claim, Entry, Held, Ledger, live_columns
from fabula.core.runs.work.room import Room

log = logging.getLogger(__name__)

AT_ONCE = 2000
FRUITLESS_LIMIT = 5
STOP_GRACE_S = 5.0
KEEP_LIVE_EVERY_S = 2.0

Observer = Callable[[str, str], None]


@dataclass(slots=True, eq=False)
class _Charge:
    """A run from the moment the engine hands it over."""

    is_cancelled: bool = False
    held: Held | None = None
    work: asyncio.Task[Any] | None = None
    told_to_stop: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def stop(self) -> None:
        if not self.told_to_stop.done():
            self.told_to_stop.set_result(None)
        if self.work:
            self.work.cancel()


class Carrier:
    """All runs that go on in this process."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        kinds: Kinds,
        bus: Bus,
        durable: Durable,
        background: Background,
        announce: Callable[[Held], None],
    ) -> None:
        self._ledger = ledger
        self._kinds = kinds
        self._bus = bus
        self._durable = durable
        self._background = background
        self._announce = announce
        self._charges: dict[str, _Charge] = {}
        self._room = Room(AT_ONCE)
        self._is_closing = False
        self.observer: Observer = _unobserved

    def __len__(self) -> int:
        return len(self._charges)

    def __contains__(self, run_id: str) -> bool:
        return run_id in self._charges

    async def carry(self, run_id: str) -> None:
        """What the durable engine calls, and calls again after a crash."""
        charge = self._charges[run_id] = _Charge()
        await self._carry(run_id, charge)

    def carry_new(self, born: Claim) -> Coroutine[Any, Any, None]:
        """A run that was taken up as it was accepted; it counts as carried here from this moment on."""
        charge = self._charges[born.row.id] = _Charge()
        return self._carry(born.row.id, charge, born)

    def held(self, run_id: str) -> Held | None:
        """The run, if it goes on here."""
        charge = self._charges.get(run_id)
        return charge.held if charge else None

    def has_room_for(self, owner: str) -> bool:
        """Whether a new run of this person would not have to wait for a place."""
        return not self._is_closing and self._room.has_room_for(owner)

    async def _carry(self, run_id: str, charge: _Charge, born: Claim | None = None) -> None:
        try:
            async with self._room.place(born.row.owner_id if born else await self._ledger.owner_of(run_id)):
                await self._take_up(run_id, charge, born)
        finally:
            if self._charges.get(run_id) is charge:
                del self._charges[run_id]
            charge.ended.set()

    def cancel(self, run_id: str) -> bool:
        """Stop a run on request; whether it is carried here."""
        charge = self._charges.get(run_id)
        if charge is None:
            return False
        charge.is_cancelled = True
        if charge.held:
            charge.held.is_cancelled = True
        charge.stop()
        return True

    async def keep_live(self) -> None:
        """Every now and then, store how far the live states came."""
        while True:
            await asyncio.sleep(KEEP_LIVE_EVERY_S)
            stale = [charge.held for charge in self._charges.values() if charge.held and charge.held.is_stale]
            for lost in await outlasting(partial(self._ledger.keep_live, stale)) if stale else []:
                self._lose(lost)

    async def close(self) -> None:
        """Hand everything back: stop the handlers, and leave their runs to the next start."""
        self._is_closing = True
        await self._stop_all()

    async def lose_all(self) -> None:
        """Other processes go on with everything: stop, and write nothing more."""
        for charge in self._charges.values():
            if charge.held:
                charge.held.is_lost = True
        await self._stop_all()

    async def _stop_all(self) -> None:
        charges = list(self._charges.values())
        for charge in charges:
            charge.stop()
        endings = [self._background.start(charge.ended.wait(), name="run handed back") for charge in charges]
        if endings:
            await asyncio.wait(endings, timeout=STOP_GRACE_S)

    async def _take_up(self, run_id: str, charge: _Charge, born: Claim | None) -> None:
        if self._is_closing or (charge.told_to_stop.done() and not charge.is_cancelled):
            raise asyncio.CancelledError
        claimed = born or await self._ledger.claim(run_id, self._kinds.patient)
        if claimed is None:
            return
        topic = self._bus.log(names.of_run(run_id))
        charge.held = held = Held(claimed.row, topic, claimed.known)
        await self._bus.feed(topic, since=claimed.row.last_seq - 1)
        try:
            self._announce_start(held, claimed.entry)
            while await self._perform(held, charge):
                claimed = await self._ledger.claim(run_id, self._kinds.patient, after_outage=True)
                if claimed is None:
                    if await self._ledger.was_written(held):
                        self._tell_end(held)
                    return
                charge.held = held = Held(claimed.row, topic, claimed.known)
                self._announce_start(held, claimed.entry)
        except RunLost:
            held.is_lost = True
            log.warning("run %s is carried elsewhere now, or was deleted", run_id)
        finally:
            self._bus.leave(topic)
            if held.is_lost and not topic.is_idle:
                await self._bus.follow_others(topic)

    def _announce_start(self, held: Held, entry: Entry) -> None:
        row, topic = held.row, held.topic
        topic.load(Position(row.last_seq - 1, 0), row.live, State.QUEUED)
        topic.state = State.RUNNING
        topic.record(row.last_seq, entry.kind, entry.data, entry.at)
        self.observer(row.kind, row.state)
        self._announce(held)

    async def _perform(self, held: Held, charge: _Charge) -> bool:
        """One life of the run; whether it ended in an outage of the database, and is to be taken up again."""
        charge.is_cancelled |= held.row.cancelling
        held.is_cancelled = charge.is_cancelled
        try:
            context, handler = await self._prepare(held)
        except Exception as error:
            await self._fail(held, error)
            return False
        charge.work = work = self._background.start(_quietly(handler, context), name=f"run {held.id}")
        if charge.is_cancelled or charge.told_to_stop.done():
            work.cancel()
        await self._until_done(work, charge)
        outage = None if charge.is_cancelled else context.outage or _outage_in(work)
        if outage:
            held.topic.change({"stage": words_of(outage)}, {})
        await context.settled()
        if outage and not held.is_lost and not held.has_ended:
            if not context.takes_steps:
                return True
            await self._until_begun_anew(held, charge)
        await self._conclude(held, charge, work)
        return False

    async def _until_begun_anew(self, held: Held, charge: _Charge) -> None:
        """Only the engine can call it again, for it counts the steps; a person may cancel it before."""
        if not charge.told_to_stop.done():
            charge.work = self._background.start(self._begin_anew(held), name=f"run {held.id} begins anew")
            await asyncio.wait({charge.work})
        if not charge.is_cancelled:
            raise asyncio.CancelledError

    async def _begin_anew(self, held: Held) -> None:
        """Once there is room, and behind the last step that is kept."""
        await outlasting(partial(self._ledger.hand_back, held))
        await outlasting(partial(self._durable.hand_out, [held.id]))

    async def _until_done(self, work: asyncio.Task[Any], charge: _Charge) -> None:
        """Wait for the handler; one that was told to stop gets a little time, and is left behind after that."""
        await asyncio.wait({work, charge.told_to_stop}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            _, late = await asyncio.wait({work}, timeout=STOP_GRACE_S)
            if late:
                log.error("%s does not stop", work.get_name())

    async def _prepare(self, held: Held) -> tuple[RunContext[Any], Handler[Any]]:
        if held.row.fruitless > FRUITLESS_LIMIT:
            raise RunStuck(
                "It was taken up several times and never got any further.",
                hint="The server's log tells what stopped it. Start it again when that is mended.",
            )
        kind = self._kinds.require(held.row.kind)
        given = kind.input.model_validate(held.row.input)
        has_replays = held.row.epoch > 1 and kind.takes_steps
        replays = await outlasting(partial(self._durable.steps_done, held.id)) if has_replays else 0
        context = RunContext(
            held,
            given,
            ledger=self._ledger,
            durable=self._durable,
            background=self._background,
            announce=self._announce,
            replays=replays,
            takes_steps=kind.takes_steps,
        )
        return context, kind.handler

    async def _conclude(self, held: Held, charge: _Charge, work: asyncio.Task[Any]) -> None:
        if held.has_ended or await self._ledger.was_written(held):
            self._tell_end(held)
            return
        if held.is_lost:
            raise RunLost("Another process carries this run now.")
        has_stopped = not work.done() or work.cancelled()
        outcome: Any = None if has_stopped else work.result()
        if charge.is_cancelled and (has_stopped or isinstance(outcome, Exception)):
            await self._end(held, State.CANCELLED, Entry("run.cancelled", {}))
        elif has_stopped:
            await self._leave(held)
        elif isinstance(outcome, Exception):
            await self._fail(held, outcome)
        else:
            await self._end(held, State.DONE, Entry("run.finished", {}), result=outcome)

    async def _leave(self, held: Held) -> None:
        if not self._is_closing:
            # The handler cancelled itself, which nobody asked for.
            await self._fail(held, RuntimeError("a handler was cancelled from inside"))
            return
        await self._ledger.hand_back(held)
        raise asyncio.CancelledError

    async def _fail(self, held: Held, error: Exception) -> None:
        if not isinstance(error, FabulaError | ValidationError):
            log.error("run %s (%s) failed", held.id, held.row.kind, exc_info=error)
        info = info_of(error, held.id).model_dump(mode="json")
        entry = Entry("run.failed", {"error": info})
        await self._end(held, State.FAILED, entry, error=info, reason=reason_of(info))

    async def _end(self, held: Held, state: State, entry: Entry, **columns: Any) -> None:
        columns |= {"state": state, "finished_at": now(), **live_columns(held)}
        await self._ledger.append(held, entry, **columns)
        self._tell_end(held)

    def _tell_end(self, held: Held) -> None:
        self.observer(held.row.kind, held.row.state)
        self._announce(held)

    def _lose(self, held: Held) -> None:
        held.is_lost = True
        charge = self._charges.get(held.id)
        if charge and charge.held is held:  # or it was taken up again here, after an outage
            charge.stop()


async def _quietly(handler: Handler[Any], context: RunContext[Any]) -> Any:
    """The handler's JSON result, or its failure as a value: the carrier says what is to be logged."""
    try:
        return to_jsonable_python(await handler(context))
    except Exception as error:
        return error


def _outage_in(work: asyncio.Task[Any]) -> Exception | None:
    """What stopped the handler, if it was an outage of the database."""
    outcome = work.result() if work.done() and not work.cancelled() else None
    return outcome if isinstance(outcome, Exception) and is_outage(outcome) else None


def _unobserved(_kind: str, _state: str) -> None:
    """Nobody counts."""
