"""Carries drawings: a template, the words, the renders, and the wait for each picture.

row ──► template, reference made fit ──► looked at, prompt, settings (one visit) ──► renders ordered ──► pictures
             each of these is a step that is kept: after a crash it goes on behind the last one that ended
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import cast

from pydantic import BaseModel, JsonValue

from fabula.core.assets import Asset, Library, StorageFull
from fabula.core.background import Background
from fabula.core.db import Database
from fabula.core.errors import ErrorInfo, FabulaError
from fabula.core.events import event_kinds
from fabula.core.runs import Awaiting, Kind, RunContext, Runs, StepFailed
from fabula.engines.registry import hearing
from fabula.imaging.images.carrying.ordering import Ordering
from fabula.imaging.images.carrying.references import Fit, References
from fabula.imaging.images.carrying.telling import Telling
from fabula.imaging.images.errors import NothingDrawn
from fabula.imaging.images.intents import Intents
from fabula.imaging.images.queries import drawing_of, made_by_drawings
from fabula.imaging.images.schemas import DrawingWish
from fabula.imaging.images.suiting import chooses_settings, has_own_hole
from fabula.imaging.images.tables import DrawingRow
from fabula.imaging.images.views import KIND
from fabula.imaging.images.words.settings import SamplerSettings
from fabula.imaging.images.words.wanted import Wanted
from fabula.imaging.images.writing import Words, Writing
from fabula.imaging.renders.orders.queries import ordered_before

LOOK_FOR_ROOM_EVERY_S = 2.0


class DrawingReady(BaseModel):
    """Which of the renders has ended, and how many pictures are wanted."""

    place: int
    render_id: str
    state: str
    count: int


READY = event_kinds.add("drawing.picture", "One of a drawing's pictures is done, or came to nothing.", DrawingReady)


class Drawer:
    """The handler of drawings; what its steps found out is in the drawing's row."""

    def __init__(
        self,
        database: Database,
        library: Library,
        background: Background,
        runs: Runs,
        intents: Intents,
        references: References,
        writing: Writing,
        ordering: Ordering,
        awaiting: Awaiting,
    ) -> None:
        self._database = database
        self._library = library
        self._background = background
        self._runs = runs
        self._intents = intents
        self._references = references
        self._writing = writing
        self._ordering = ordering
        self._awaiting = awaiting
        self.kind = Kind(KIND, "A picture", DrawingWish, self.draw, look=made_by_drawings)

    async def draw(self, run: RunContext[DrawingWish]) -> JsonValue:
        await self._require_row(run)
        try:
            async with Telling(run, self._background) as telling:
                await run.step("template", partial(self._prepared, run, telling))
                chosen = await run.step("words", partial(self._worded, run, telling))
                renders = cast(list[str], await run.step("renders", partial(self._ordered, run, chosen)))
                places = range(len(renders))
                ends = [await run.step("picture", partial(self._ended, run, telling, renders, at)) for at in places]
        except asyncio.CancelledError:
            if run.is_cancelled:
                await asyncio.shield(self._background.start(self._stop(run), name=f"renders of {run.id} stopped"))
            raise
        return await self._concluded(run, ends)

    async def _require_row(self, run: RunContext[DrawingWish]) -> None:
        """A run that repeats a failed one has no row of its own yet."""
        async with self._database.reading() as session:
            if await session.get(DrawingRow, run.id) is not None:
                return
        async with self._database.writing() as session:
            row = await self._intents.of(session, run.owner, run.input)
            row.id = run.id
            session.add(row)

    async def _now(self, run: RunContext[DrawingWish]) -> DrawingRow:
        async with self._database.reading() as session:
            return await drawing_of(session, run.owner, run.id)

    async def _prepared(self, run: RunContext[DrawingWish], telling: Telling) -> JsonValue:
        """What can be known to be wrong is found before any model is asked."""
        row = await self._now(run)
        template = await self._ordering.template_for(row, run.input)
        await self._fitted(row, telling, has_own_hole=has_own_hole(template))
        async with self._database.writing() as session:
            fresh = await drawing_of(session, run.owner, run.id)
            fresh.template, fresh.template_name, fresh.revision = template.id, template.name, template.revision
        return None

    async def _fitted(self, row: DrawingRow, telling: Telling, *, has_own_hole: bool) -> None:
        while True:
            try:
                await self._references.fit(row, has_own_hole=has_own_hole)
            except StorageFull as error:
                telling.stage(error.message)
                await asyncio.sleep(LOOK_FOR_ROOM_EVERY_S)
            else:
                return

    async def _worded(self, run: RunContext[DrawingWish], telling: Telling) -> JsonValue:
        """Prompt and settings; those of a description that is a prompt already are not asked for."""
        row, wish = await self._now(run), run.input
        template = await self._ordering.template(row, row.template)
        if wish.as_written:
            words = Words(prompt=wish.description)
        else:
            wanted = Wanted(
                wish=wish.description,
                style=template.style,
                is_edit=wish.reference is not None,
                is_part=wish.mask is not None,
            )
            chooses = chooses_settings(template, wish)
            with hearing(telling.place):
                words = await self._writing.words(
                    run.owner, wanted, await self._reference(row), telling.stage, chooses_settings=chooses
                )
        telling.nothing()
        async with self._database.writing() as session:
            fresh = await drawing_of(session, run.owner, run.id)
            fresh.seen, fresh.seen_by = words.seen, words.seen_by
            fresh.prompt, fresh.negative, fresh.written_by = words.prompt, words.negative, words.written_by
            fresh.notes = words.notes
        return words.settings.model_dump(mode="json") if words.settings else None

    async def _reference(self, row: DrawingRow) -> Asset | None:
        if row.reference_id is None:
            return None
        async with self._database.reading() as session:
            return await self._library.find(session, row.owner_id, row.reference_id)

    async def _ordered(self, run: RunContext[DrawingWish], chosen: JsonValue) -> JsonValue:
        row = await self._now(run)
        fit = Fit(row.fitted_id, row.fitted_mask_id) if row.fitted_id else None
        settings = SamplerSettings.model_validate(chosen) if chosen else None
        return cast(JsonValue, await self._ordering.order(row, run.input, fit, settings))

    async def _ended(
        self, run: RunContext[DrawingWish], telling: Telling, renders: Sequence[str], place: int
    ) -> JsonValue:
        render = await self._awaiting.until_over(run.owner, renders[place], renders, telling.renders)
        telling.nothing()
        state = render.state if render else "cancelled"
        ready = DrawingReady(place=place, render_id=renders[place], state=state, count=len(renders))
        await run.emit(READY, ready)
        return {"state": state, "error": render.error.model_dump(mode="json") if render and render.error else None}

    async def _concluded(self, run: RunContext[DrawingWish], ends: Sequence[JsonValue]) -> JsonValue:
        """Some pictures are enough; if there is none, the first reason is the reason."""
        told = [cast(dict[str, JsonValue], end) for end in ends]
        errors = [ErrorInfo.model_validate(end["error"]) for end in told if end["error"]]
        done = sum(end["state"] == "done" for end in told)
        if not done:
            raise StepFailed(errors[0]) if errors else NothingDrawn("Every picture of this drawing was stopped.")
        if done < len(told):
            why = f" {errors[0].message}" if errors else ""
            await self._note(run, f"{len(told) - done} of {len(told)} pictures came to nothing.{why}")
        return {"pictures": done, "wanted": len(told)}

    async def _note(self, run: RunContext[DrawingWish], note: str) -> None:
        async with self._database.writing() as session:
            row = await drawing_of(session, run.owner, run.id)
            if note not in row.notes:
                row.notes = [*row.notes, note]

    async def _stop(self, run: RunContext[DrawingWish]) -> None:
        async with self._database.writing() as session:
            for render in await ordered_before(session, run.owner, run.id):
                with suppress(FabulaError):
                    await self._runs.cancel(session, run.owner, render.id)
