"""The runs of this server: started, cancelled, repeated."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.clock import now
from fabula.core.db import insert_row
from fabula.core.events import Bus, after_commit, names
from fabula.core.ids import mark_of_key, new_id
from fabula.core.limits import Limits, Use
from fabula.core.runs import schemas
from fabula.core.runs.errors import KeyReused, NotRetryable, RunEnded, TooManyRuns
from fabula.core.runs.kinds import Kind, Kinds
from fabula.core.runs.live import BLANK
from fabula.core.runs.queries import run_of, unfinished_of
from fabula.core.runs.tables import FINISHED, RunRow, State
from fabula.core.runs.views import can_retry, view_of
from fabula.core.runs.work.carrying import Carrying
from fabula.core.runs.work.ledger import Claim, Entry, note

MOST_UNFINISHED = 2000
LONGEST_TITLE = 200
NOTHING: Mapping[Use, int] = {}

# What every run begins with; the rest is its own.
_BORN: dict[str, Any] = {
    "hidden": False,
    "cancelling": False,
    "state": State.QUEUED.value,
    "result": None,
    "error": None,
    "reason": None,
    "live_seq": 0,
    "live_rev": 0,
    "last_seq": 1,
    "epoch": 0,
    "fruitless": 0,
    "node": None,
    "started_at": None,
    "finished_at": None,
}
# Built once: making a statement costs more than running it.
_THEIRS = select(RunRow).where(
    RunRow.id.in_(bindparam("run_ids", expanding=True)), RunRow.owner_id == bindparam("owner_id")
)

Input = TypeVar("Input", bound=BaseModel)


class Runs:
    """What people and other rooms ask for; the work itself is carried elsewhere."""

    def __init__(self, kinds: Kinds, bus: Bus, carrying: Carrying, limits: Limits) -> None:
        self.kinds = kinds
        self.limits = limits
        self._bus = bus
        self._carrying = carrying

    async def start(
        self,
        session: AsyncSession,
        kind: Kind[Input],
        given: Input,
        *,
        owner: UserId,
        key: str | None = None,
        title: str | None = None,
        href: str | None = None,
        stage: str | None = None,
        demo: bool = False,
        amount: int = 1,
        is_part: bool = False,
        needs: Mapping[Use, int] = NOTHING,
    ) -> schemas.Run:
        """Accept a run within this transaction; the work begins after its commit, also if that is after a crash.

        The same key of the same person answers with the run that it started first. `amount` is how much it takes of
        what its kind counts as; a run that is part of another one does not count as under way by itself. What its
        parts will take (`needs`) must be free when it starts. It is born in the stage that is given.
        """
        row = RunRow(
            **_BORN,
            id=new_id(),
            created_at=now(),
            owner_id=owner,
            kind=self.kinds.require(kind.name).name,
            title=(title or kind.title)[:LONGEST_TITLE],
            href=href,
            key=mark_of_key(key),
            demo=demo,
            counts_as=kind.counts_as,
            amount=amount,
            is_part=is_part,
            input=given.model_dump(mode="json"),
            live=BLANK | {"stage": stage},
        )
        if earlier := await self._earlier(session, row):
            return self.view(earlier)
        await self.limits.require(session, owner, _taken_by(row) | dict(needs))
        born = self._carrying.take_up(row, takes_steps=kind.takes_steps)
        # What has its place already is bounded by the places that one person can have.
        if born is None and await unfinished_of(session, owner) >= MOST_UNFINISHED:
            raise TooManyRuns("You have too many unfinished runs.", hint="Wait until some have ended, or cancel them.")
        if row.key is None:
            await self._insert(session, row, born)
        elif earlier := await self._insert_once(session, row, born):
            return self.view(earlier)
        after_commit(session, lambda: self._carrying.carry(born) if born else self._accepted(row))
        return self.view(row)

    async def retry(self, session: AsyncSession, owner: UserId, run_id: str) -> schemas.Run:
        """The same again, as a new run."""
        row = await run_of(session, owner, run_id)
        if not can_retry(row, self.kinds):
            raise NotRetryable("This run cannot be repeated.", hint="Only failed and cancelled runs can.")
        kind = self.kinds.require(row.kind)
        return await self.start(
            session,
            kind,
            kind.input.model_validate(row.input),
            owner=owner,
            title=row.title,
            href=row.href,
            demo=row.demo,
            amount=row.amount,
        )

    async def cancel(self, session: AsyncSession, owner: UserId | None, run_id: str) -> schemas.Run:
        """Stop it: at once if it waits, else within a second."""
        row = await run_of(session, owner, run_id, lock=True)
        if row.state in (State.DONE, State.FAILED):
            raise RunEnded("The run is over already.")
        if row.state == State.QUEUED:
            row.state, row.finished_at, row.last_seq = State.CANCELLED, now(), row.last_seq + 1
            await session.flush()
            entry = Entry("run.cancelled", {})
            await note(session, row.id, row.last_seq, entry)
            after_commit(session, lambda: self._cancelled(row, entry))
        elif row.state == State.RUNNING:
            row.cancelling = True
            after_commit(session, lambda: self._carrying.cancel(row))
        return self.view(row)

    async def find(self, session: AsyncSession, owner: UserId, run_ids: Sequence[str]) -> dict[str, schemas.Run]:
        """Those of these runs that exist and are theirs."""
        if not run_ids:
            return {}
        rows = await session.scalars(_THEIRS, {"run_ids": list(run_ids), "owner_id": owner})
        return {row.id: self.view(row) for row in rows}

    async def clear(self, session: AsyncSession, owner: UserId) -> None:
        """Take what has ended off the person's list."""
        ended = update(RunRow).where(RunRow.owner_id == owner, RunRow.state.in_(FINISHED), RunRow.hidden.is_(False))
        await session.execute(ended.values(hidden=True))
        after_commit(session, lambda: self._tell_cleared(owner))

    def _tell_cleared(self, owner: UserId) -> None:
        topic = names.of_runs(owner)
        if self._bus.is_wanted(topic):
            self._bus.tell(topic, {"changed": "runs"})

    def view(self, row: RunRow) -> schemas.Run:
        """The run as its owner sees it, with its live state of this moment where that is known here."""
        return view_of(row, self.kinds, self._carrying.live(row))

    async def _earlier(self, session: AsyncSession, row: RunRow) -> RunRow | None:
        if row.key is None:
            return None
        rows = select(RunRow).where(RunRow.owner_id == row.owner_id, RunRow.key == row.key)
        earlier = await session.scalar(rows)
        if earlier and (earlier.kind, earlier.input) != (row.kind, row.input):
            raise KeyReused("This idempotency key was used for another start.")
        return earlier

    async def _insert(self, session: AsyncSession, row: RunRow, born: Claim | None) -> None:
        await insert_row(session, row)
        created = Entry("run.created", {"kind": row.kind, "title": row.title})
        await note(session, row.id, 1, created, *([born.entry] if born else []))

    async def _insert_once(self, session: AsyncSession, row: RunRow, born: Claim | None) -> RunRow | None:
        """Insert it, unless somebody else was faster with this key: then theirs is the answer."""
        try:
            async with session.begin_nested():
                await self._insert(session, row, born)
        except IntegrityError:
            if earlier := await self._earlier(session, row):
                return earlier
            raise
        return None

    def _accepted(self, row: RunRow) -> None:
        self._carrying.announce(row)
        self._carrying.begin(row.id)

    def _cancelled(self, row: RunRow, entry: Entry) -> None:
        topic = self._bus.log(names.of_run(row.id))
        topic.state = row.state
        topic.record(row.last_seq, entry.kind, entry.data, entry.at)
        self._carrying.announce(row)
        self._carrying.cancel(row)


def _taken_by(row: RunRow) -> dict[Use, int]:
    """What a new run takes of its owner's limits; a picture has to be stored, too."""
    taken = {} if row.is_part else {Use.RUNS: 1}
    if row.counts_as:
        taken[Use(row.counts_as)] = row.amount
    return taken | {Use.STORAGE: 1} if Use.PICTURES in taken else taken
