"""Carries renders: a server for each, one submission under an id that was written down before, one end.

row ──► turn in the pool ──► id written ──► submitted ──► followed ──► files stored with the end
         ▲                       │                           │
         │      after a crash    └── asked for by this id ◄──┤
         └───────────── what can be tried again ◄────────────┘
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from pydantic import BaseModel, JsonValue

from fabula.core.assets import StorageFull
from fabula.core.background import Background
from fabula.core.clock import now
from fabula.core.errors import FabulaError, Unavailable
from fabula.core.limits import Use
from fabula.core.runs import Kind, RunContext
from fabula.engines.comfy import (
    Cancelled,
    ComfyServer,
    Failed,
    Finished,
    JobEvent,
    Lost,
    events,
    new_prompt_id,
)
from fabula.engines.comfy.errors import (
    FileGone,
    GraphRefused,
    NodeFault,
    ServerBroke,
    ServerSilent,
    ServerUnreachable,
    SubmissionUnsure,
)
from fabula.imaging.renders.carrying.files import Files
from fabula.imaging.renders.carrying.placing import Placing
from fabula.imaging.renders.carrying.records import Records, attempts_of
from fabula.imaging.renders.carrying.results import Results, Transact
from fabula.imaging.renders.carrying.retries import Again, Attempt, Cause, cause_of, next_try
from fabula.imaging.renders.carrying.showing import Showing
from fabula.imaging.renders.errors import DeadlinePassed, NoServer, NoServerFits, RenderFailed, RenderRefused
from fabula.imaging.renders.pool import Asked, Pool, Turn
from fabula.imaging.renders.scheduling import Rank
from fabula.imaging.renders.shapes import shape_of
from fabula.imaging.renders.tables import RenderRow

RENDER = "image.render"
WAITING = "Waiting for a picture server"
GOODBYE_S = 3.0
MOVE_AFTER_S = 20.0
SOONEST_RETRY_S, LATEST_RETRY_S, MOST_STUMBLES = 0.25, 30.0, 25


class RenderInput(BaseModel):
    """Which render this is; everything else says the row with the run's id."""

    group: str
    place: int = 0
    mark: str = ""


class _CameToNothing(Exception):
    """An attempt that another one may follow."""

    def __init__(self, attempt: Attempt) -> None:
        super().__init__(attempt.reason)
        self.attempt = attempt


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
            RENDER, "A picture", RenderInput, self.carry, counts_as=Use.PICTURES, takes_steps=False, is_patient=True
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
        try:
            async with self._turn(row, showing, again) as (turn, prompt_id, is_new):
                await self._on(run, row, turn, prompt_id, showing, is_new=is_new)
        except _CameToNothing as failure:
            return await self._further(row, failure.attempt)
        return again

    async def _further(self, row: RenderRow, attempt: Attempt) -> Again:
        """How to go on after this attempt, if at all."""
        await self._records.came_to_nothing(row, attempt)
        if further := next_try(attempts_of(row)):
            await asyncio.sleep(further.pause_s)
            return further
        raise _gave_up(row, attempt)

    @asynccontextmanager
    async def _turn(self, row: RenderRow, showing: Showing, again: Again) -> AsyncGenerator[tuple[Turn, str, bool]]:
        """A server: the one that has it already, or the next that is free."""
        asked = self._asked(row, showing, again)
        if row.prompt_id and row.server_id:
            async with self._pool.again(asked, row.server_id, row.prompt_id) as turn:
                if turn is None:
                    raise _CameToNothing(Attempt(row.server_id, Cause.LOST, "The server was taken away."))
                yield turn, row.prompt_id, False
            return
        showing.stage(WAITING)
        async with self._pool.turn(asked) as turn:
            if again.free == turn.server.id:
                await turn.server.client.free()
            prompt_id = new_prompt_id()
            await self._records.intend(row, prompt_id, turn.server.id)
            yield turn, prompt_id, True

    def _asked(self, row: RenderRow, showing: Showing, again: Again) -> Asked:
        shape = shape_of(row.graph).bound(row.bound_to, again.avoid)
        return Asked(row.id, row.owner_id, shape, row.graph, Rank(row.rank), row.title, showing.place)

    async def _on(
        self,
        run: RunContext[RenderInput],
        row: RenderRow,
        turn: Turn,
        prompt_id: str,
        showing: Showing,
        *,
        is_new: bool,
    ) -> None:
        """Submit, follow, and take the results."""
        server = turn.server
        try:
            ended, seconds = await self._followed(row, turn, prompt_id, showing, is_new=is_new)
            if isinstance(ended, Finished) and (ended.outputs.kept or ended.outputs.texts):
                showing.stage("Storing the picture", is_routine=True)
                await run.dares()
                await self._results.take(row, server, ended, seconds, self._transact(run, row, seconds))
        except GraphRefused as refused:
            raise _refused(server.id, server.name, refused) from refused
        except ServerUnreachable as error:
            turn.is_away(error.message)
            if is_new:
                raise _CameToNothing(Attempt(server.id, Cause.LOST, error.message)) from error
            raise
        except FileGone as error:
            raise _CameToNothing(Attempt(server.id, Cause.FILE_GONE, error.message)) from error
        except asyncio.CancelledError:
            if run.is_cancelled or _is_late(row):
                await _take_back(server.client, prompt_id)
            raise
        else:
            _require_finished(ended, server.id, server.name)

    def _transact(self, run: RunContext[RenderInput], row: RenderRow, seconds: float) -> Transact:
        """How the files are written: with the end of the run, unless they have to be put somewhere else before that."""
        if row.destination:
            return self._results.alone
        return partial(run.end, _result_of(row, seconds))

    async def _followed(
        self, row: RenderRow, turn: Turn, prompt_id: str, showing: Showing, *, is_new: bool
    ) -> tuple[JobEvent, float]:
        server = turn.server
        graph = await self._files.placed(row, server.client)
        try:
            await server.client.submit(graph, prompt_id, is_new=is_new, png_info=_png_info(row))
        except SubmissionUnsure:
            pass  # following tells whether the server has it
        except (ServerBroke, ServerSilent) as error:
            # It was asked after every doubt, and does not have the job.
            raise _CameToNothing(Attempt(server.id, Cause.NOT_TAKEN, error.message)) from error
        began = asyncio.get_running_loop().time()
        last = await self._last_event(turn, prompt_id, showing)
        if not isinstance(last, events.Ended):
            raise Unavailable(f"The connection to {server.name} was closed.")
        if isinstance(last, Finished):
            turn.finished(last.seconds)
        elif isinstance(last, Failed):
            _tell_pool(turn, last)
        seconds = asyncio.get_running_loop().time() - began
        return last, last.seconds if isinstance(last, Finished) and last.seconds is not None else seconds

    async def _last_event(self, turn: Turn, prompt_id: str, showing: Showing) -> JobEvent | None:
        """Follow a job to its end; one whose server stays away goes to another, if there is one."""
        server, loop = turn.server, asyncio.get_running_loop()
        last: JobEvent | None = None
        patience = asyncio.timeout(None)
        try:
            async with patience, contextlib.aclosing(server.client.follow(prompt_id)) as job:
                async for event in _started(job, turn):
                    is_away = isinstance(event, events.Stuck) and event.trouble is events.Trouble.AWAY
                    patience.reschedule(loop.time() + self.move_after_s if is_away and turn.has_other() else None)
                    if is_away:
                        await server.falls_silent()
                    showing.event(event, server.name)
                    last = event
        except TimeoutError:
            if not patience.expired():
                raise
            turn.is_away(f"{server.name} does not answer.")
            turn.abandon(prompt_id)
            return Lost(events.Loss.UNREACHABLE, f"{server.name} did not answer any more.", "")
        return last


def _result_of(row: RenderRow, seconds: float | None) -> JsonValue:
    return {"group": row.group_id, "attempts": len(row.attempts) + 1, "seconds": seconds}


async def _started(job: AsyncIterator[JobEvent], turn: Turn) -> AsyncIterator[JobEvent]:
    """The events; the pool hears when the server begins, and the card that the work goes on."""
    async for event in job:
        if not isinstance(event, events.Stuck):
            turn.server.shows_life()
        if isinstance(event, events.Started | Finished):
            turn.began()
        yield event


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


def _require_finished(ended: JobEvent, server_id: str, server: str) -> None:
    match ended:
        case Finished(outputs=outputs) if outputs.kept or outputs.texts:
            return
        case Finished():
            raise _CameToNothing(Attempt(server_id, Cause.NO_FILES, f"{server} made no files."))
        case Failed(fault=fault):
            cause = cause_of([fault.kind], is_running=True)
            raise _CameToNothing(Attempt(server_id, cause, _told(server, fault)))
        case Cancelled():
            reason = f"Somebody else stopped it on {server}."
            raise _CameToNothing(Attempt(server_id, Cause.STOPPED_BY_OTHERS, reason))
        case Lost(reason=reason):
            raise _CameToNothing(Attempt(server_id, Cause.LOST, reason))
        case _:
            raise AssertionError(f"a job ended with {ended}")


def _tell_pool(turn: Turn, failed: Failed) -> None:
    cause = cause_of([failed.fault.kind], is_running=True)
    if cause is Cause.CRASHED:
        turn.crashed()
    elif cause is Cause.OUT_OF_MEMORY:
        turn.ran_out_of_memory()


def _is_late(row: RenderRow) -> bool:
    return row.deadline is not None and now() >= row.deadline


def _refused(server_id: str, server: str, refused: GraphRefused) -> Exception:
    cause = cause_of([fault.kind for fault in refused.faults], is_running=False)
    if cause is Cause.REFUSED:
        return RenderRefused(refused.message, hint=refused.way_out, details=refused.details)
    return _CameToNothing(Attempt(server_id, cause, _told(server, refused.faults[0])))


def _gave_up(row: RenderRow, last: Attempt) -> FabulaError:
    tries = f" It was tried {len(row.attempts)} times." if len(row.attempts) > 1 else ""
    return RenderFailed(
        f"{last.reason}{tries}", details={"attempts": list[JsonValue](row.attempts), "cause": last.cause}
    )


def _told(server: str, fault: NodeFault) -> str:
    return " ".join(filter(None, [f"{server}: {fault.sentence}", fault.hint]))


def _png_info(row: RenderRow) -> dict[str, JsonValue]:
    return {"fabula": {"render": row.id, "template": row.template_name, "seed": row.seed}}


async def _take_back(client: ComfyServer, prompt_id: str) -> None:
    """The person cancelled: the server is told, and a server that does not listen is not waited for."""
    with contextlib.suppress(FabulaError, TimeoutError):
        async with asyncio.timeout(GOODBYE_S):
            await client.cancel(prompt_id)
