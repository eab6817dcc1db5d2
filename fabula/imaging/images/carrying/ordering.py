"""Finds the template that draws a wish, and orders its renders: all of them or none, and never twice."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from pydantic import JsonValue

from fabula.core.accounts import UserId
from fabula.core.background import Background
from fabula.core.db import Database
from fabula.imaging.images.carrying.references import Fit
from fabula.imaging.images.intents import SOURCE
from fabula.imaging.images.queries import drawing_of
from fabula.imaging.images.schemas import DrawingWish
from fabula.imaging.images.suiting import Fitting, candidates, require_suitable
from fabula.imaging.images.tables import DrawingRow
from fabula.imaging.images.words.settings import SamplerSettings
from fabula.imaging.renders import Order, Orders, Plan, Renders
from fabula.imaging.renders.errors import NoServerFits
from fabula.imaging.templates import Template


class Ordering:
    """Between a drawing and the renders that make its pictures."""

    def __init__(
        self, database: Database, background: Background, orders: Orders, renders: Renders, size: tuple[int, int]
    ) -> None:
        self._database = database
        self._background = background
        self._orders = orders
        self._renders = renders
        self._size = size

    async def template_for(self, row: DrawingRow, wish: DrawingWish) -> Template:
        """The first template that suits the wish and that some server could run."""
        refusal: NoServerFits | None = None
        for name in candidates(wish):
            template = await self.template(row, name)
            require_suitable(template, wish)
            fit = Fit(row.reference_id, row.mask_id) if row.reference_id else None
            try:
                await self._plans(row, self._laid_in(template, wish, fit, row, None))
            except NoServerFits as error:
                refusal = refusal or error
            else:
                return template
        assert refusal is not None
        raise refusal

    async def template(self, row: DrawingRow, name: str) -> Template:
        async with self._database.reading() as session:
            return await self._orders.templates.find(session, row.owner_id, name)

    async def order(
        self, row: DrawingRow, wish: DrawingWish, fit: Fit | None, chosen: SamplerSettings | None
    ) -> list[str]:
        """Start the renders; asked again after a crash, it answers with those that it started first."""
        fitting = self._laid_in(await self.template(row, row.template), wish, fit, row, chosen)
        plans = await self._plans(row, fitting, wish.count)
        starting = self._background.start(self._started(row, fitting, plans), name=f"renders of {row.id}")
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            # Whoever stops a drawing stops its renders, so it must be certain which there are.
            await asyncio.wait({starting})
            raise

    async def _started(self, row: DrawingRow, fitting: Fitting, plans: Sequence[Plan]) -> list[str]:
        owner = UserId(row.owner_id)
        async with self._database.writing() as session:
            ids: list[str] = []
            for plan in plans:
                own = replace(plan, group_id=row.id, source=f"{SOURCE}{row.id}", href=row.href, mark="drawing")
                run = await self._renders.start(session, owner, own, key=f"drawing {row.id} {plan.place}")
                ids.append(run.id)
            fresh = await drawing_of(session, owner, row.id)
            fresh.revision, fresh.template_name = plans[0].revision, plans[0].template_name
            fitting.values |= plans[0].values
            fresh.settings = fitting.settings()
            fresh.negative = fitting.negative()
            fresh.notes = [*fresh.notes, *(note for note in fitting.notes if note not in fresh.notes)]
        return ids

    def _laid_in(
        self, template: Template, wish: DrawingWish, fit: Fit | None, row: DrawingRow, chosen: SamplerSettings | None
    ) -> Fitting:
        fitting = Fitting(template, self._sized(wish))
        fitting.lay_in(
            picture=fit.picture if fit else None,
            mask=fit.mask if fit else None,
            prompt=row.prompt or wish.description,
            negative=row.negative,
            chosen=chosen,
        )
        return fitting

    def _sized(self, wish: DrawingWish) -> DrawingWish:
        """With the admin's usual size, where the person named none."""
        width, height = self._size
        if wish.reference is not None or wish.width or wish.height or not (width and height):
            return wish
        return wish.model_copy(update={"width": width, "height": height})

    async def _plans(self, row: DrawingRow, fitting: Fitting, count: int = 1) -> list[Plan]:
        values: dict[str, JsonValue] = fitting.values
        order = Order(template=fitting.template.id, values=values, count=count, title=row.title)
        return await self._orders.plans(UserId(row.owner_id), order)
