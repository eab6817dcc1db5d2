"""Carries renders: a server for each, one submission under an id that was written down before, one end.

row ──► turn in the pool ──► id written ──► submitted ──► followed ──► files stored with the end
         ▲                       │                           │
         │      after a crash    └── asked for by this id ◄──┤
         └───────────── what can be tried again ◄────────────┘
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial

from pydantic import BaseModel, JsonValue

from fabula.core.assets import StorageFull
from fabula.core.background import Background
from fabula.core.clock import now
from fabula.core.errors import FabulaError, Unavailable
from fabula.core.limits import Use
from fabula.core.runs import Kind, RunContext
from fabula.imaging.renders.carrying.files import Files
from fabula.imaging.renders.carrying.job import MOVE_AFTER_S, CameToNothing, Job, job_on
from fabula.imaging.renders.carrying.placing import Placing
from fabula.imaging.renders.carrying.records import Records, attempts_of
from fabula.imaging.renders.carrying.results import Results, Transact
from fabula.imaging.renders.carrying.retries import Again, Attempt, Cause, next_try
from fabula.imaging.renders.carrying.showing import Showing
from fabula.imaging.renders.errors import DeadlinePassed, NoServer, NoServerFits, RenderFailed
from fabula.imaging.renders.gallery.made import made_by_renders
from fabula.imaging.renders.pool import Asked, Pool
from fabula.imaging.renders.scheduling import Rank
from fabula.imaging.renders.shapes import shape_of
from fabula.imaging.renders.tables import RenderRow

RENDER = "image.render"
WAITING = "Waiting for a picture server"
SOONEST_RETRY_S, LATEST_RETRY_S, MOST_STUMBLES = 0.25, 30.0, 25


class RenderInput(BaseModel):
    """Which render this is; everything else says the row with the run's id."""

    group: str
    place: int = 0
    mark: str = ""


class Renderer:
    """The handler of renders. It takes no durable steps: it resumes from its own row and the server's truth."""

    def __init__(
        self,
        background: Background,
        pool: Pool,
        records: Records,
        files: Files,
        results: Results,
        placing: Placing,
    ) -> None:
        self._background = background
        self._pool = pool
        self._records = records
        self._files = files
        self._results = results
        self._placing = placing
        self.move_after_s = MOVE_AFTER_S
        self.kind = Kind(
            RENDER,
            "A picture",
            RenderInput,
            self.carry,
            counts_as=Use.PICTURES,
            takes_steps=False,
            is_patient=True,
            look=made_by_renders,
        )

    def expect(self, row: RenderRow) -> None:
        """This row was just stored, and its run begins here."""
        self._records.expect(row)

    async def carry(self, run: RunContext[RenderInput]) -> JsonValue:
        given = run.input
        row = await self._records.of_run(run.id, run.owner, given.group, given.place, is_new=not run.is_resumed)
        async with Showing(run, self._background) as showing:
            await self._make(run, row, showing)
            if row.destination and row.placed_at is None:
                await self._placing.place(row, showing)
        return _result_of(row, row.seconds)

    async def _make(self, run: RunContext[RenderInput], row: RenderRow, showing: Showing) -> None:
        """Until its files lie in the library."""
        again = Again()
        stumbles = 0
        while row.stored_at is None:
            async with _until(row):
                try:
                    again = await self._try(run, row, showing, again)
                except (NoServer, NoServerFits) as error:
                    if row.attempts:
                        raise _gave_up(row, attempts_of(row)[-1]) from error
                    raise
                except (Unavailable, StorageFull) as error:
                    # The server or our disk is in the way for now; what was made there is not lost by waiting.
                    if row.prompt_id is None:
                        raise
                    stumbles += 1
                    showing.trouble(error.message)
                    await asyncio.sleep(min(LATEST_RETRY_S, SOONEST_RETRY_S * 2 ** min(stumbles, 10)))
                    if stumbles > MOST_STUMBLES and not isinstance(error, StorageFull):
                        lost = Attempt(row.server_id or "", Cause.LOST, error.message)
                        again, stumbles = await self._further(row, lost), 0

    async def _try(self, run: RunContext[RenderInput], row: RenderRow, showing: Showing, again: Again) -> Again:
        """One attempt; returns how to go on if it came to nothing."""
        sent = (row.server_id, row.prompt_id) if row.server_id and row.prompt_id else None
        if sent is None:
            showing.stage(WAITING)
        asked, write_down = self._asked(row, showing, again), partial(self._records.intend, row)
        try:
            async with job_on(self._pool, asked, again, sent, write_down) as job:
                await self._on(run, row, job, showing)
        except CameToNothing as failure:
            return await self._further(row, failure.attempt)
        return again

    async def _further(self, row: RenderRow, attempt: Attempt) -> Again:
        """How to go on after this attempt, if at all."""
        await self._records.came_to_nothing(row, attempt)
        if further := next_try(attempts_of(row)):
            await asyncio.sleep(further.pause_s)
            return further
        raise _gave_up(row, attempt)

    def _asked(self, row: RenderRow, showing: Showing, again: Again) -> Asked:
        shape = shape_of(row.graph).bound(row.bound_to, again.avoid)
        return Asked(row.id, row.owner_id, shape, row.graph, Rank(row.rank), row.title, showing.place)

    async def _on(self, run: RunContext[RenderInput], row: RenderRow, job: Job, showing: Showing) -> None:
        """Submit, follow, and take the results."""
        server = job.server
        try:
            finished, seconds = await job.made(
                await self._files.placed(row, server.client),
                png_info=_png_info(row),
                hears=lambda event: showing.event(event, server.name),
                move_after_s=self.move_after_s,
            )
            if not finished.outputs.kept and not finished.outputs.texts:
                raise job.made_no_files()
            showing.stage("Storing the picture", is_routine=True)
            await run.dares()
            await self._results.take(row, server, finished, seconds, self._transact(run, row, seconds))
        except asyncio.CancelledError:
            if run.is_cancelled or _is_late(row):
                await job.take_back()
            raise

    def _transact(self, run: RunContext[RenderInput], row: RenderRow, seconds: float) -> Transact:
        """How the files are written: with the end of the run, unless they have to be put somewhere else before that."""
        if row.destination:
            return self._results.alone
        return partial(run.end, _result_of(row, seconds))


def _result_of(row: RenderRow, seconds: float | None) -> JsonValue:
    return {"group": row.group_id, "attempts": len(row.attempts) + 1, "seconds": seconds}


@asynccontextmanager
async def _until(row: RenderRow) -> AsyncGenerator[None]:
    """Not longer than its deadline."""
    if row.deadline is None:
        yield
        return
    try:
        async with asyncio.timeout((row.deadline - now()).total_seconds()):
            yield
    except TimeoutError as error:
        raise DeadlinePassed("The picture was not done by its deadline.") from error


def _is_late(row: RenderRow) -> bool:
    return row.deadline is not None and now() >= row.deadline


def _gave_up(row: RenderRow, last: Attempt) -> FabulaError:
    tries = f" It was tried {len(row.attempts)} times." if len(row.attempts) > 1 else ""
    return RenderFailed(
        f"{last.reason}{tries}", details={"attempts": list[JsonValue](row.attempts), "cause": last.cause}
    )


def _png_info(row: RenderRow) -> dict[str, JsonValue]:
    return {"fabula": {"render": row.id, "template": row.template_name, "seed": row.seed}}
