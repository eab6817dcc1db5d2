"""What is written down about a run, each change in one short transaction that only its present holder can make."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import count
from typing import Any, NamedTuple, cast

from pydantic import JsonValue
from sqlalchemy import Integer, Table, Update, bindparam, case, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.clock import now
from fabula.core.db import Database, outlasting
from fabula.core.events import JsonObject, LogTopic
from fabula.core.runs.errors import RunLost
from fabula.core.runs.nodes.node import Node
from fabula.core.runs.tables import ACTIVE, FINISHED, EventRow, RunRow, State

Write = Callable[[AsyncSession], Awaitable[None]]


class _Doubt(NamedTuple):
    """What is being written, of which nobody knows whether it is, if the database is gone at the commit."""

    seq: int
    entry: "Entry"
    columns: dict[str, Any]


@dataclass(slots=True, eq=False)
class Held:
    """A run that this process holds: its row as last written, and its topic."""

    row: RunRow
    topic: LogTopic
    known: frozenset[str] = frozenset()
    is_stale: bool = False
    is_lost: bool = False
    is_cancelled: bool = False
    in_doubt: _Doubt | None = None

    @property
    def id(self) -> str:
        return self.row.id

    @property
    def has_ended(self) -> bool:
        return self.row.state in FINISHED


@dataclass(frozen=True, slots=True)
class Entry:
    """A durable event on its way into a run's log."""

    kind: str
    data: JsonObject
    origin: str | None = None
    at: datetime = field(default_factory=now)


async def note(session: AsyncSession, run_id: str, seq: int, *entries: Entry) -> None:
    """Write the next entries of the log; the first has this number."""
    await session.execute(_note, [_values(run_id, seq + place, entry) for place, entry in enumerate(entries)])


def _values(run_id: str, seq: int, entry: Entry) -> dict[str, Any]:
    said = {"kind": entry.kind, "data": entry.data, "at": entry.at, "origin": entry.origin}
    return {"run_id": run_id, "seq": seq, **said}


class Claim(NamedTuple):
    """A run just taken up: its row, the origins of its events so far, and the entry that says so."""

    row: RunRow
    known: frozenset[str]
    entry: Entry


def born_running(row: RunRow, node: Node) -> Claim:
    """A run that is not stored yet, and is taken up with the transaction that accepts it."""
    entry = Entry("run.started", {})
    row.state, row.node, row.started_at = State.RUNNING, node.id, entry.at
    row.epoch, row.fruitless, row.last_seq = 1, 1, 2
    return Claim(row, frozenset(), entry)


class Ledger:
    """Writes for the holder of a run; whoever lost it gets `RunLost` instead."""

    def __init__(self, database: Database, node: Node) -> None:
        self._database = database
        self._node = node

    async def owner_of(self, run_id: str) -> str:
        """Whose run it is; nobody's if it is gone."""
        async with self._database.reading() as session:
            return await session.scalar(_OWNER, {"run_id": run_id}) or ""

    async def claim(self, run_id: str, patient: Sequence[str], *, after_outage: bool = False) -> Claim | None:
        """Take a run up, and learn which events it has already; None if it is over or gone.

        That its last life ended is not held against it if the database was in the way, or if its kind is patient.
        """
        return await outlasting(lambda: self._claim(run_id, patient, fruitless=0 if after_outage else 1))

    async def _claim(self, run_id: str, patient: Sequence[str], *, fruitless: int) -> Claim | None:
        given = {"run_id": run_id, "taker": self._node.id, "moment": now(), "fruitless": fruitless, "patient": patient}
        async with self._database.writing() as session:
            taken = await session.execute(_TAKE, given)
            if not _hit(taken):
                return None
            row = (await session.scalars(_TAKEN, {"run_id": run_id})).one()
            rows = select(EventRow.origin).where(EventRow.run_id == run_id, EventRow.origin.is_not(None))
            origins = await session.scalars(rows) if row.epoch > 1 else ()
            known = frozenset(filter(None, origins))
            entry = Entry("run.resumed", {"epoch": row.epoch}) if row.epoch > 1 else Entry("run.started", {})
            await note(session, run_id, row.last_seq, entry)
        return Claim(row, known, entry)

    async def append(self, held: Held, entry: Entry, **columns: Any) -> None:
        """One durable event and whatever changes with it; readers hear of it after the commit."""
        row, seq = held.row, held.row.last_seq + 1
        columns |= {"last_seq": seq, "fruitless": 0}
        tries = count()
        await outlasting(lambda: self._write(row, seq, entry, columns, is_again=next(tries) > 0))
        _written(held, seq, entry, columns)

    async def append_with(self, write: Write, held: Held, entry: Entry, **columns: Any) -> None:
        """The same in one transaction with what somebody else writes: both are stored, or neither.

        After an outage `was_written` tells which.
        """
        row, seq = held.row, held.row.last_seq + 1
        columns |= {"last_seq": seq, "fruitless": 0}
        held.in_doubt = _Doubt(seq, entry, columns)
        async with self._database.writing() as session:
            await write(session)
            await self._change(session, row, columns)
            await note(session, row.id, seq, entry)
        held.in_doubt = None
        _written(held, seq, entry, columns)

    async def was_written(self, held: Held) -> bool:
        """Whether something that was being committed when an outage came is stored after all; then it is told."""
        doubt, held.in_doubt = held.in_doubt, None
        if doubt is None or not await outlasting(lambda: self._has(held.id, doubt)):
            return False
        _written(held, *doubt)
        return True

    async def _has(self, run_id: str, doubt: _Doubt) -> bool:
        async with self._database.reading() as session:
            return await _is_written(session, run_id, doubt.seq, doubt.entry)

    async def dares(self, held: Held) -> None:
        """If its process dies now, that is held against it."""
        daring = {"fruitless": held.row.fruitless + 1}
        await outlasting(lambda: self._daring(held, daring))
        held.row.fruitless += 1

    async def _daring(self, held: Held, daring: dict[str, Any]) -> None:
        async with self._database.writing() as session:
            await self._change(session, held.row, daring)

    async def keep_live(self, held: Sequence[Held]) -> list[Held]:
        """Store how far the live states came; returns the runs that are no longer ours."""
        lost: list[Held] = []
        async with self._database.writing() as session:
            for each in held:
                each.is_stale = False
                if each.has_ended:
                    continue
                try:
                    await self._change(session, each.row, live_columns(each))
                except RunLost:
                    lost.append(each)
        return lost

    async def hand_back(self, held: Held) -> None:
        """Leave the run to whoever starts next; that it was interrupted is nobody's fault."""
        async with self._database.writing() as session:
            await self._change(session, held.row, {"node": None, "fruitless": 0, **live_columns(held)})

    async def _write(self, row: RunRow, seq: int, entry: Entry, columns: dict[str, Any], *, is_again: bool) -> None:
        async with self._database.writing() as session:
            # An outage in the middle of a commit leaves open whether it was made.
            if not is_again or not await _is_written(session, row.id, seq, entry):
                await self._change(session, row, columns)
                await note(session, row.id, seq, entry)

    async def _change(self, session: AsyncSession, row: RunRow, columns: dict[str, Any]) -> None:
        values = {f"new_{name}": value for name, value in columns.items()}
        changed = await session.execute(
            _change_of(tuple(columns)), {"held_id": row.id, "held_epoch": row.epoch, **values}
        )
        if not _hit(changed):
            raise RunLost("Another process carries this run now.")


# Statements are built once: building one costs more than running it.
_runs = cast(Table, RunRow.__table__)
_note = insert(cast(Table, EventRow.__table__))
_OWNER = select(RunRow.owner_id).where(RunRow.id == bindparam("run_id"))
_TAKEN = select(RunRow).where(RunRow.id == bindparam("run_id"))
_TAKE = (
    update(_runs)
    .where(_runs.c.id == bindparam("run_id"), _runs.c.state.in_(ACTIVE))
    .values(
        state=State.RUNNING.value,
        node=bindparam("taker"),
        epoch=_runs.c.epoch + 1,
        fruitless=_runs.c.fruitless
        + case(
            (_runs.c.kind.in_(bindparam("patient", expanding=True)), 0), else_=bindparam("fruitless", type_=Integer())
        ),
        last_seq=_runs.c.last_seq + 1,
        started_at=func.coalesce(_runs.c.started_at, bindparam("moment", type_=_runs.c.started_at.type)),
    )
)


@lru_cache
def _change_of(columns: tuple[str, ...]) -> Update:
    held = (_runs.c.id == bindparam("held_id"), _runs.c.epoch == bindparam("held_epoch"))
    values: dict[Any, Any] = {_runs.c[name]: bindparam(f"new_{name}") for name in columns}
    return update(_runs).where(*held, _runs.c.state == State.RUNNING).values(values)


async def _is_written(session: AsyncSession, run_id: str, seq: int, entry: Entry) -> bool:
    rows = select(EventRow.kind, EventRow.at).where(EventRow.run_id == run_id, EventRow.seq == seq)
    return (await session.execute(rows)).one_or_none() == (entry.kind, entry.at)


def _written(held: Held, seq: int, entry: Entry, columns: Mapping[str, Any]) -> None:
    """It is committed: the row at hand and whoever reads the log learn of it."""
    for name, value in columns.items():
        setattr(held.row, name, value)
    if "live" in columns:
        held.is_stale = False
    held.topic.state = held.row.state
    held.topic.record(seq, entry.kind, entry.data, entry.at)


def live_columns(held: Held) -> dict[str, JsonValue]:
    """What is stored of the live state: all but how it looks on the way, which is large, and for who looks on."""
    topic = held.topic
    return {"live": {**topic.live, "preview": None}, "live_seq": topic.at.seq, "live_rev": topic.at.rev}


def _hit(result: Any) -> bool:
    return result.rowcount == 1
