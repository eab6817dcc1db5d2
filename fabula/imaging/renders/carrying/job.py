"""One job at one server, whoever wants it: given under an id that was written down before, and followed to its end.

turn in the pool ──► id written ──► submitted ──► followed ──► what it made
    ▲                                                │
    └── a job that was sent before is asked for by its id; what goes wrong is told as `CameToNothing` or as it is
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from pydantic import JsonValue

from fabula.core.errors import FabulaError, Unavailable
from fabula.engines.comfy import Cancelled, Failed, Finished, Graph, JobEvent, Lost, events, new_prompt_id
from fabula.engines.comfy.errors import (
    FileGone,
    GraphRefused,
    NodeFault,
    ServerBroke,
    ServerSilent,
    ServerUnreachable,
    SubmissionUnsure,
)
from fabula.imaging.renders.carrying.retries import Again, Attempt, Cause, cause_of
from fabula.imaging.renders.errors import RenderRefused
from fabula.imaging.renders.pool import Asked, Pool, Turn
from fabula.imaging.renders.servers import RenderServer

GOODBYE_S = 3.0
MOVE_AFTER_S = 20.0

WriteDown = Callable[[str, str], Awaitable[None]]
"""Keeps the job's id and its server's, before anything is sent."""


class CameToNothing(Exception):
    """An attempt that another one may follow."""

    def __init__(self, server_id: str, cause: Cause, reason: str) -> None:
        super().__init__(reason)
        self.attempt = Attempt(server_id, cause, reason)


class Job:
    """What a server has been given, or is given now."""

    def __init__(self, turn: Turn, prompt_id: str, *, is_new: bool) -> None:
        self._turn = turn
        self._prompt_id = prompt_id
        self._is_new = is_new

    @property
    def server(self) -> RenderServer:
        return self._turn.server

    async def made(
        self,
        graph: Graph,
        *,
        png_info: Mapping[str, JsonValue],
        hears: Callable[[JobEvent], None] | None = None,
        move_after_s: float = MOVE_AFTER_S,
    ) -> tuple[Finished, float]:
        """Submit and follow; what it made, and in how many seconds. Previews come only if somebody hears."""
        try:
            await self.server.client.submit(
                graph, self._prompt_id, is_new=self._is_new, previews=hears is not None, png_info=png_info
            )
        except SubmissionUnsure:
            pass  # following tells whether the server has it
        except (ServerBroke, ServerSilent) as error:
            # It was asked after every doubt, and does not have the job.
            raise CameToNothing(self.server.id, Cause.NOT_TAKEN, error.message) from error
        loop = asyncio.get_running_loop()
        began = loop.time()
        ended = await self._end(hears, move_after_s)
        if isinstance(ended, Finished):
            self._turn.finished(ended.seconds)
            return ended, ended.seconds if ended.seconds is not None else loop.time() - began
        if isinstance(ended, Failed):
            _tell_pool(self._turn, ended)
        raise self._came_to_nothing(ended)

    def is_away(self, reason: str) -> None:
        self._turn.is_away(reason)

    def made_no_files(self) -> CameToNothing:
        return CameToNothing(self.server.id, Cause.NO_FILES, f"{self.server.name} made no files.")

    async def take_back(self) -> bool:
        """Whether the server let go of it; one that does not listen is not waited for."""
        try:
            async with asyncio.timeout(GOODBYE_S):
                await self.server.client.cancel(self._prompt_id)
        except (FabulaError, TimeoutError):
            return False
        return True

    async def _end(self, hears: Callable[[JobEvent], None] | None, move_after_s: float) -> JobEvent:
        """Follow a job to its end; one whose server stays away goes to another, if there is one."""
        turn, server, loop = self._turn, self.server, asyncio.get_running_loop()
        last: JobEvent | None = None
        patience = asyncio.timeout(None)
        try:
            async with patience, contextlib.aclosing(server.client.follow(self._prompt_id)) as job:
                async for event in _started(job, turn):
                    is_away = isinstance(event, events.Stuck) and event.trouble is events.Trouble.AWAY
                    patience.reschedule(loop.time() + move_after_s if is_away and turn.has_other() else None)
                    if is_away:
                        await server.falls_silent()
                    if hears:
                        hears(event)
                    last = event
        except TimeoutError:
            if not patience.expired():
                raise
            turn.is_away(f"{server.name} does not answer.")
            turn.abandon(self._prompt_id)
            return Lost(events.Loss.UNREACHABLE, f"{server.name} did not answer any more.", "")
        if not isinstance(last, events.Ended):
            raise Unavailable(f"The connection to {server.name} was closed.")
        return last

    def _came_to_nothing(self, ended: JobEvent) -> CameToNothing:
        server = self.server
        match ended:
            case Failed(fault=fault):
                return CameToNothing(server.id, cause_of([fault.kind], is_running=True), _told(server.name, fault))
            case Cancelled():
                reason = f"Somebody else stopped it on {server.name}."
                return CameToNothing(server.id, Cause.STOPPED_BY_OTHERS, reason)
            case Lost(reason=reason):
                return CameToNothing(server.id, Cause.LOST, reason)
            case _:
                raise AssertionError(f"a job ended with {ended}")


@asynccontextmanager
async def job_on(
    pool: Pool, asked: Asked, again: Again, sent: tuple[str, str] | None, write_down: WriteDown
) -> AsyncGenerator[Job]:
    """A job on the server that has it already (`sent`: server and id), or on the next that is free."""
    async with _turn(pool, asked, again, sent, write_down) as job:
        server = job.server
        try:
            yield job
        except GraphRefused as refused:
            raise _refused(server, refused) from refused
        except ServerUnreachable as error:
            job.is_away(error.message)
            if sent is None:
                raise CameToNothing(server.id, Cause.LOST, error.message) from error
            raise
        except FileGone as error:
            raise CameToNothing(server.id, Cause.FILE_GONE, error.message) from error


@asynccontextmanager
async def _turn(
    pool: Pool, asked: Asked, again: Again, sent: tuple[str, str] | None, write_down: WriteDown
) -> AsyncGenerator[Job]:
    if sent is not None:
        server_id, prompt_id = sent
        async with pool.again(asked, server_id, prompt_id) as turn:
            if turn is None:
                raise CameToNothing(server_id, Cause.LOST, "The server was taken away.")
            yield Job(turn, prompt_id, is_new=False)
        return
    async with pool.turn(asked) as turn:
        if again.free == turn.server.id:
            await turn.server.client.free()
        prompt_id = new_prompt_id()
        await write_down(prompt_id, turn.server.id)
        yield Job(turn, prompt_id, is_new=True)


async def _started(job: AsyncIterator[JobEvent], turn: Turn) -> AsyncIterator[JobEvent]:
    """The events; the pool hears when the server begins, and the card that the work goes on."""
    async for event in job:
        if not isinstance(event, events.Stuck):
            turn.server.shows_life()
        if isinstance(event, events.Started | Finished):
            turn.began()
        yield event


def _tell_pool(turn: Turn, failed: Failed) -> None:
    cause = cause_of([failed.fault.kind], is_running=True)
    if cause is Cause.CRASHED:
        turn.crashed()
    elif cause is Cause.OUT_OF_MEMORY:
        turn.ran_out_of_memory()


def _refused(server: RenderServer, refused: GraphRefused) -> Exception:
    cause = cause_of([fault.kind for fault in refused.faults], is_running=False)
    if cause is Cause.REFUSED:
        return RenderRefused(refused.message, hint=refused.way_out, details=refused.details)
    return CameToNothing(server.id, cause, _told(server.name, refused.faults[0]))


def _told(server: str, fault: NodeFault) -> str:
    return " ".join(filter(None, [f"{server}: {fault.sentence}", fault.hint]))
