"""Carries one row from its values to its files, on whichever server is free, and only once.

journal ──► job on a server, its id written before ──► files saved ──► report
   │                        │
   └─ sent before? ─────────┘
"""

import asyncio
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from fabula.core.clock import now
from fabula.core.errors import FabulaError, Unavailable
from fabula.engines.comfy import ComfyServer, Finished, Graph
from fabula.imaging.renders.carrying.job import CameToNothing, WriteDown, job_on
from fabula.imaging.renders.carrying.retries import Again, Attempt, next_try
from fabula.imaging.renders.errors import NoServer, NoServerFits
from fabula.imaging.renders.orders.seeds import seed_of, seeded
from fabula.imaging.renders.pool import Asked, Pool
from fabula.imaging.renders.scheduling import Rank
from fabula.imaging.renders.shapes import shape_of
from fabula.imaging.scripts.alone.folder import Folder, Sent
from fabula.imaging.scripts.alone.report import Line, RowState
from fabula.imaging.scripts.mapping import Item
from fabula.imaging.templates import ValueType, fill

OWNER = "alone"
SOONEST_RETRY_S, LATEST_RETRY_S, MOST_STUMBLES = 0.25, 30.0, 25


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
        sent = self._folder.sent_before(way.item)
        known = (sent.server, sent.prompt_id) if sent else None
        async with job_on(self._pool, self._asked(way, again), again, known, self._writing_down(way)) as job:
            way.server = job.server.name
            try:
                graph = way.graph(await self._uploaded(way, job.server.client))
                finished, seconds = await job.made(graph, png_info=way.png_info())
                if not finished.outputs.kept:
                    raise job.made_no_files()
                return await self._taken(way, job.server.client, finished, seconds)
            except asyncio.CancelledError:
                way.is_taken_back = await job.take_back()
                raise

    def _writing_down(self, way: "_Way") -> WriteDown:
        return lambda prompt_id, server_id: self._folder.will_send(way.sent(prompt_id, server_id))

    def _asked(self, way: "_Way", again: Again) -> Asked:
        graph = way.graph(way.values)
        shape = shape_of(graph).bound(self._bound_to(way.item), again.avoid)
        rank = Rank.INTERACTIVE if way.item.priority == "interactive" else Rank.BATCH
        return Asked(way.item.key, OWNER, shape, graph, rank, way.item.key)

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
