"""Carries one row from its values to its files, on whichever server is free, and only once.

journal ──► turn in the pool ──► id written ──► submitted ──► followed ──► files saved ──► report
   │                                                             │
   └─ a job that was sent before is asked for by its id ─────────┘
"""

import asyncio
import contextlib
import random
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from fabula.core.clock import now
from fabula.core.errors import FabulaError, Unavailable
from fabula.engines.comfy import Cancelled, ComfyServer, Failed, Finished, Graph, JobEvent, Lost, events, new_prompt_id
from fabula.engines.comfy.errors import FileGone, GraphRefused, ServerUnreachable, SubmissionUnsure
from fabula.imaging.renders.carrying.retries import Again, Attempt, Cause, cause_of, next_try
from fabula.imaging.renders.errors import NoServer, NoServerFits
from fabula.imaging.renders.orders.seeds import seed_of, seeded
from fabula.imaging.renders.pool import Asked, Pool, Turn
from fabula.imaging.renders.scheduling import Rank
from fabula.imaging.renders.shapes import shape_of
from fabula.imaging.scripts.alone.folder import Folder, Sent
from fabula.imaging.scripts.alone.report import Line, RowState
from fabula.imaging.scripts.mapping import Item
from fabula.imaging.templates import ValueType, fill

OWNER = "alone"
GOODBYE_S = 3.0
SOONEST_RETRY_S, LATEST_RETRY_S, MOST_STUMBLES = 0.25, 30.0, 25


class CameToNothing(Exception):
    """A try that another one may follow."""

    def __init__(self, server: str, cause: Cause, reason: str) -> None:
        super().__init__(reason)
        self.attempt = Attempt(server, cause, reason)


class Carrier:
    """`files` is where pictures that rows name lie."""

    def __init__(self, pool: Pool, folder: Folder, files: Path) -> None:
        self._pool = pool
        self._folder = folder
        self._files = files
        self._chance = random.SystemRandom()

    async def carry(self, item: Item) -> Line:
        """To the end, which stands in the report then."""
        way = _Way(item, self._folder.sent_before(item), self._chance)
        try:
            line = await self._tried(way)
        except asyncio.CancelledError:
            if way.is_taken_back:
                await asyncio.shield(self._folder.ended(way.line(RowState.CANCELLED, reason="Stopped.")))
            raise
        except FabulaError as error:
            line = way.line(RowState.FAILED, reason=f"{error.message} {error.way_out}".strip())
        await self._folder.ended(line)
        return line

    async def _tried(self, way: "_Way") -> Line:
        again, stumbles = Again(), 0
        while True:
            try:
                return await self._try(way, again)
            except CameToNothing as failure:
                way.attempts.append(failure.attempt)
                await self._folder.came_to_nothing(way.item.key)
                further = next_try(way.attempts)
                if further is None:
                    return way.gave_up()
                await asyncio.sleep(further.pause_s)
                again = further
            except (NoServer, NoServerFits):
                if way.attempts:
                    return way.gave_up()
                raise
            except Unavailable:
                # What the server made is not lost by waiting for it, or for our own disk.
                stumbles += 1
                if self._folder.sent_before(way.item) is None or stumbles > MOST_STUMBLES:
                    raise
                await asyncio.sleep(min(LATEST_RETRY_S, SOONEST_RETRY_S * 2**stumbles))

    async def _try(self, way: "_Way", again: Again) -> Line:
        async with self._turn(way, again) as (turn, prompt_id, graph, is_new):
            way.server = turn.server.name
            try:
                ended, seconds = await self._followed(way, turn, prompt_id, graph, is_new=is_new)
                if isinstance(ended, Finished) and ended.outputs.kept:
                    return await self._taken(way, turn.server.client, ended, seconds)
            except GraphRefused as refused:
                cause = cause_of([fault.kind for fault in refused.faults], is_running=False)
                if cause is Cause.REFUSED:
                    raise
                raise CameToNothing(turn.server.id, cause, refused.message) from refused
            except ServerUnreachable as error:
                turn.is_away(error.message)
                if is_new:
                    raise CameToNothing(turn.server.id, Cause.LOST, error.message) from error
                raise
            except FileGone as error:
                raise CameToNothing(turn.server.id, Cause.FILE_GONE, error.message) from error
            except asyncio.CancelledError:
                way.is_taken_back = await _taken_back(turn.server.client, prompt_id)
                raise
            raise _came_to_nothing(ended, turn.server.id, turn.server.name)

    @asynccontextmanager
    async def _turn(self, way: "_Way", again: Again) -> AsyncGenerator[tuple[Turn, str, Graph, bool]]:
        """A server: the one that has it already, or the next that is free."""
        graph = way.graph(way.values)
        shape = shape_of(graph).bound(self._bound_to(way.item), again.avoid)
        rank = Rank.INTERACTIVE if way.item.priority == "interactive" else Rank.BATCH
        asked = Asked(way.item.key, OWNER, shape, graph, rank, way.item.key)
        if sent := self._folder.sent_before(way.item):
            async with self._pool.again(asked, sent.server, sent.prompt_id) as turn:
                if turn is None:
                    raise CameToNothing(sent.server, Cause.LOST, f"{sent.server} is not among the servers any more.")
                yield turn, sent.prompt_id, graph, False
            return
        async with self._pool.turn(asked) as turn:
            if again.free == turn.server.id:
                await turn.server.client.free()
            graph = way.graph(await self._uploaded(way, turn.server.client))
            prompt_id = new_prompt_id()
            await self._folder.will_send(way.sent(prompt_id, turn.server.id))
            yield turn, prompt_id, graph, True

    def _bound_to(self, item: Item) -> str | None:
        return self._pool.find(item.server).id if item.server else None

    async def _uploaded(self, way: "_Way", server: ComfyServer) -> Mapping[str, Any]:
        """Pictures that lie beside the rows are sent to the server, once each; other names are the server's own."""
        found: dict[str, Any] = {}
        for each in way.item.template.inputs:
            value = way.values.get(each.name)
            if each.type is ValueType.FILE and isinstance(value, str) and (self._files / value).is_file():
                found[each.name] = (await server.upload(self._files / value, value)).value
        return {**way.values, **found}

    async def _followed(
        self, way: "_Way", turn: Turn, prompt_id: str, graph: Graph, *, is_new: bool
    ) -> tuple[JobEvent, float]:
        client = turn.server.client
        with contextlib.suppress(SubmissionUnsure):  # following tells whether the server has it
            await client.submit(graph, prompt_id, is_new=is_new, previews=False, png_info=way.png_info())
        loop = asyncio.get_running_loop()
        began = loop.time()
        last: JobEvent | None = None
        async with contextlib.aclosing(client.follow(prompt_id)) as job:
            async for event in job:
                if isinstance(event, events.Started | Finished):
                    turn.began()
                last = event
        assert last is not None
        if isinstance(last, Finished):
            turn.finished()
            return last, last.seconds if last.seconds is not None else loop.time() - began
        return last, loop.time() - began

    async def _taken(self, way: "_Way", client: ComfyServer, ended: Finished, seconds: float) -> Line:
        saved = [
            await self._folder.save(client, file, way.item, number)
            for number, file in enumerate(ended.outputs.kept, start=1)
        ]
        return way.line(
            RowState.DONE,
            seconds=round(seconds, 3),
            files=[name for name, _ in saved],
            sha256=[sha for _, sha in saved],
        )


class _Way:
    """One row under way."""

    def __init__(self, item: Item, sent: Sent | None, chance: random.Random) -> None:
        self.item = item
        self.attempts: list[Attempt] = []
        self.server = ""
        self.is_taken_back = False
        self._tries = sent.tries if sent else 0
        self.values: Mapping[str, Any] = sent.values if sent else seeded(item.template, item.values, None, 0, chance)
        self._seed = seed_of(item.template, self.values)
        self._now = now()

    def graph(self, values: Mapping[str, Any]) -> Graph:
        return fill(self.item.template, values, now=self._now, chance=random.Random(self._seed))

    def sent(self, prompt_id: str, server: str) -> Sent:
        self._tries += 1
        item = self.item
        return Sent(
            key=item.key,
            content=item.content,
            prompt_id=prompt_id,
            server=server,
            values=self.values,
            tries=self._tries,
        )

    def png_info(self) -> dict[str, JsonValue]:
        told: dict[str, JsonValue] = {"row": self.item.key, "template": self.item.template.name, "seed": self._seed}
        if self.item.persona:
            told["persona"] = self.item.persona
        return {"fabula": told}

    def gave_up(self) -> Line:
        tries = f" It was tried {len(self.attempts)} times." if len(self.attempts) > 1 else ""
        return self.line(RowState.FAILED, reason=f"{self.attempts[-1].reason}{tries}")

    def line(self, state: RowState, **more: Any) -> Line:
        item = self.item
        return Line(
            key=item.key,
            state=state,
            attempts=self._tries,
            server=self.server,
            line=item.line,
            template=item.template.id or item.template.name,
            seed=self._seed,
            persona=item.persona,
            values=self.values,
            content=item.content,
            **more,
        )


def _came_to_nothing(ended: JobEvent, server_id: str, server: str) -> CameToNothing:
    match ended:
        case Finished():
            return CameToNothing(server_id, Cause.NO_FILES, f"{server} made no files.")
        case Failed(fault=fault):
            told = " ".join(filter(None, [f"{server}: {fault.sentence}", fault.hint]))
            return CameToNothing(server_id, cause_of([fault.kind], is_running=True), told)
        case Cancelled():
            return CameToNothing(server_id, Cause.STOPPED_BY_OTHERS, f"Somebody else stopped it on {server}.")
        case Lost(reason=reason):
            return CameToNothing(server_id, Cause.LOST, reason)
        case _:
            raise AssertionError(f"a job ended with {ended}")


async def _taken_back(client: ComfyServer, prompt_id: str) -> bool:
    """Whether the server let go of it; what it keeps is asked for at the next start."""
    try:
        async with asyncio.timeout(GOODBYE_S):
            await client.cancel(prompt_id)
    except (FabulaError, TimeoutError):
        return False
    return True
