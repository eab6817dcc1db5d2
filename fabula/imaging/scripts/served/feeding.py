"""Feeds the rows of a script into renders: a bounded window is under way, and each row has one render at a time.

waiting ──(one transaction with the render's run)──► running ──(its run ended)──► done | failed | cancelled
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple
from uuid import NAMESPACE_OID, uuid5

from pydantic import BaseModel, JsonValue
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.clock import now
from fabula.core.db import Database
from fabula.core.errors import FabulaError
from fabula.core.events import event_kinds
from fabula.core.limits import LimitReached, Use
from fabula.core.runs import Kind, Run, RunContext, Runs
from fabula.imaging.renders import Plan, Rank, Renders
from fabula.imaging.renders.orders.drafts import Draft, How
from fabula.imaging.renders.pool import Pool
from fabula.imaging.scripts.mapping import Items, Mapper
from fabula.imaging.scripts.queries import count_in, items_in, made_by_scripts, script_of
from fabula.imaging.scripts.schemas import ScriptTable
from fabula.imaging.scripts.served.opening import Openings
from fabula.imaging.scripts.served.reading import read_rows
from fabula.imaging.scripts.tables import ItemRow, RowState, ScriptRow
from fabula.imaging.templates import installed_models

SCRIPT = "image.script"
WINDOW, SMALLEST_WINDOW, LARGEST_WINDOW = 2, 2, 64
LOOK_EVERY_S = 0.25
PAUSED_S = 1.0
MAKING = "Making pictures"
WAITS_FOR: Mapping[Use | None, str] = {
    Use.PICTURES: "No pictures left for today",
    Use.STORAGE: "No storage left",
}
TOLD_EVERY = 20
ENDS = {"done": RowState.DONE, "failed": RowState.FAILED, "cancelled": RowState.CANCELLED}


class ScriptInput(BaseModel):
    """Which script this is, which start of it, and how many rows had ended before."""

    script: str
    round: int = 1
    ended_before: int = 0


class ScriptProgress(BaseModel):
    """How many pictures of a script came to an end."""

    ended: int


PROGRESS = event_kinds.add("script.progress", "Some more pictures of a script came to an end.", ScriptProgress)


class _Step(NamedTuple):
    """Whether nothing is left to do, and the limit that keeps rows from being started."""

    is_last: bool = False
    held_up_by: Use | None = None


class Feeder:
    """The handler of scripts. It takes no durable steps: it resumes from the rows."""

    def __init__(self, database: Database, runs: Runs, renders: Renders, pool: Pool, openings: Openings) -> None:
        self._database = database
        self._runs = runs
        self._renders = renders
        self._pool = pool
        self._openings = openings
        self.kind = Kind(
            SCRIPT,
            "A script",
            ScriptInput,
            self.feed,
            retryable=False,
            takes_steps=False,
            is_patient=True,
            look=made_by_scripts,
        )

    async def feed(self, run: RunContext[ScriptInput]) -> JsonValue:
        owner, script_id = run.owner, run.input.script
        try:
            script = await self._script(owner, script_id)
            if not script.is_read:
                await run.stage("Reading the rows")
                await run.dares()
                await read_rows(self._database, self._openings, script, lambda count: run.live(done=count))
                script = await self._script(owner, script_id)
            await run.stage(MAKING)
            how = ScriptTable.model_validate(script.how)
            items = await self._openings.items(owner, how, script.revision)
            told = 0
            while not (step := await self._step(owner, script_id, items)).is_last:
                script = await self._script(owner, script_id)
                ended = script.done + script.failed + script.cancelled
                run.live(stage=WAITS_FOR.get(step.held_up_by, MAKING), done=ended, total=script.total, unit="pictures")
                told = await _tell(run, ended - run.input.ended_before, told)
                await asyncio.sleep(PAUSED_S if script.is_paused or step.held_up_by else LOOK_EVERY_S)
        except asyncio.CancelledError:
            if run.is_cancelled:
                await asyncio.shield(self._stop(owner, script_id))
            raise
        script = await self._script(owner, script_id)
        return {"script": script_id, "done": script.done, "failed": script.failed, "cancelled": script.cancelled}

    async def _script(self, owner: UserId, script_id: str) -> ScriptRow:
        async with self._database.reading() as session:
            return await script_of(session, owner, script_id)

    async def _step(self, owner: UserId, script_id: str, items: Items) -> _Step:
        """Settle what ended and start what there is room for."""
        async with self._database.reading() as session:
            script = await script_of(session, owner, script_id)
            live = await items_in(session, script_id, RowState.RUNNING, LARGEST_WINDOW)
            ended = self._ended(live, await self._runs_of(session, owner, live))
            room = 0 if script.is_paused or script.is_stopped else self._window() - len(live) + len(ended)
            waiting = await items_in(session, script_id, RowState.WAITING, room)
            if not ended and not waiting:
                left = await count_in(session, script_id, RowState.WAITING) if script.is_paused else 0
                return _Step(is_last=not live and not left)
        plans = await self._planned(script, items, waiting)
        async with self._database.writing() as session:
            script = await script_of(session, owner, script_id, lock=True)
            await self._settle(session, script)
            return _Step(held_up_by=None if script.is_stopped else await self._start(session, script, plans))

    def _ended(self, live: Sequence[ItemRow], runs: dict[str, Run]) -> list[ItemRow]:
        return [item for item in live if (run := runs.get(item.render_id or "")) is None or run.state in ENDS]

    async def _runs_of(self, session: AsyncSession, owner: UserId, live: Sequence[ItemRow]) -> dict[str, Run]:
        return await self._runs.find(session, owner, [item.render_id for item in live if item.render_id])

    async def _settle(self, session: AsyncSession, script: ScriptRow) -> None:
        live = await items_in(session, script.id, RowState.RUNNING, LARGEST_WINDOW)
        runs = await self._runs_of(session, UserId(script.owner_id), live)
        for item in self._ended(live, runs):
            run = runs.get(item.render_id or "")
            state = ENDS[run.state] if run else RowState.CANCELLED
            error = run.error if run else None
            end(script, item, state, f"{error.message} {error.hint}".strip() if error else "")

    async def _planned(self, script: ScriptRow, items: Items, waiting: Sequence[ItemRow]) -> dict[int, Plan | str]:
        """By number, the render of each row, or why there can be none."""
        plans: dict[int, Plan | str] = {}
        for item in waiting:
            try:
                plans[item.number] = await self._plan(script, items, item)
            except FabulaError as error:
                plans[item.number] = f"{error.message} {error.way_out}".strip()
        return plans

    async def _plan(self, script: ScriptRow, items: Items, item: ItemRow) -> Plan:
        template = items.main.template
        if item.template:
            other = await self._openings.template(UserId(script.owner_id), item.template)
            template = Mapper.of(other, items.columns, items.key_column).template
        bound_to = self._pool.find(item.server).id if item.server else None
        installed = installed_models(template, self._pool.definitions(bound_to), item.values)
        draft = Draft(
            group_id=str(uuid5(NAMESPACE_OID, f"fabula script {script.id} {item.number} {item.tries}")),
            template=template,
            values=installed | item.values,
            how=How(Rank.INTERACTIVE if item.priority == "interactive" else Rank.BATCH, bound_to),
        )
        plan = draft.plan(0, now())
        return replace(plan, source=f"script:{script.id}", href=f"/images/scripts/{script.id}")

    async def _start(self, session: AsyncSession, script: ScriptRow, plans: dict[int, Plan | str]) -> Use | None:
        """The row and its render change together, so that neither is there without the other.

        Rows for which the owner's limit has no room wait; answers which limit that is.
        """
        for item in await items_in(session, script.id, RowState.WAITING, LARGEST_WINDOW):
            plan = plans.get(item.number)
            if isinstance(plan, str):
                end(script, item, RowState.FAILED, plan)
            elif plan is not None:
                tries = item.tries + 1
                key = f"script {script.id} {item.number} {tries}"
                try:
                    run = await self._renders.start(session, UserId(script.owner_id), plan, key=key)
                except LimitReached as reached:
                    return reached.use
                item.state, item.render_id, item.tries = RowState.RUNNING, run.id, tries
        return None

    async def _stop(self, owner: UserId, script_id: str) -> None:
        async with self._database.writing() as session:
            await stop(session, self._runs, await script_of(session, owner, script_id, lock=True))

    def _window(self) -> int:
        places = WINDOW * sum(host.server.ahead for host in self._pool.hosts if host.is_there)
        return min(LARGEST_WINDOW, max(SMALLEST_WINDOW, places))


def end(script: ScriptRow, item: ItemRow, state: RowState, reason: str = "") -> None:
    """A row came to its end."""
    item.state, item.reason = state, reason
    script.done += state is RowState.DONE
    script.failed += state is RowState.FAILED
    script.cancelled += state is RowState.CANCELLED


async def stop(session: AsyncSession, runs: Runs, script: ScriptRow) -> None:
    """Begin no more rows, and cancel those under way."""
    script.is_stopped = True
    for item in await items_in(session, script.id, RowState.RUNNING, LARGEST_WINDOW):
        found = await runs.find(session, UserId(script.owner_id), [item.render_id or ""])
        run = found.get(item.render_id or "")
        if run is not None and run.state in ENDS:
            end(script, item, ENDS[run.state], run.error.message if run.error else "")
            continue
        if run is not None:
            await runs.cancel(session, UserId(script.owner_id), run.id)
        end(script, item, RowState.CANCELLED, "Stopped.")


async def _tell(run: RunContext[ScriptInput], ended: int, told: int) -> int:
    """One durable event for every so many rows, always the same ones, so that a resumed run repeats none."""
    while told < ended // TOLD_EVERY:
        told += 1
        await run.emit(PROGRESS, ScriptProgress(ended=told * TOLD_EVERY))
    return told
