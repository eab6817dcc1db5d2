"""Starting renders: the intent of each is stored with the run that carries it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import JsonValue
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.db import insert_row
from fabula.core.events import after_commit
from fabula.core.limits import Use
from fabula.core.runs import Run, Runs
from fabula.engines.comfy import Graph
from fabula.imaging.renders.afterwards import Webhooks, WebhookWish
from fabula.imaging.renders.carrying import WAITING, Renderer, RenderInput
from fabula.imaging.renders.scheduling import Rank
from fabula.imaging.renders.shapes import pictures_in
from fabula.imaging.renders.tables import RenderRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One render, thought through: the graph with every value in it, and whatever the recipe should say of it.

    `mark` tells one order from another, so that a key that is used for two is noticed.
    """

    group_id: str
    title: str
    graph: Graph
    place: int = 0
    template: str = ""
    template_name: str = ""
    revision: int = 0
    values: Mapping[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    files: Sequence[Mapping[str, str]] = ()
    seed: int | None = None
    rank: Rank = Rank.INTERACTIVE
    bound_to: str | None = None
    deadline: datetime | None = None
    destination: str | None = None
    webhook: WebhookWish | None = None
    source: str = ""
    href: str | None = None
    mark: str = ""


class Renders:
    """What other rooms ask for; carrying and storing go on by themselves."""

    def __init__(self, runs: Runs, renderer: Renderer, webhooks: Webhooks) -> None:
        self._runs = runs
        self._renderer = renderer
        self._webhooks = webhooks

    async def require_room(self, session: AsyncSession, owner: UserId, plans: Sequence[Plan]) -> None:
        """Raises LimitReached if the owner may not have all of these; starting them asks again for each."""
        pictures = sum(pictures_in(plan.graph) for plan in plans)
        await self._runs.limits.require(session, owner, {Use.PICTURES: pictures, Use.RUNS: len(plans)})

    async def start(self, session: AsyncSession, owner: UserId, plan: Plan, *, key: str | None = None) -> Run:
        """Accept a render within this transaction; the same key answers with the run that it started first.

        One that has a source is part of the run that it comes from.
        """
        given = RenderInput(group=plan.group_id, place=plan.place, mark=plan.mark)
        run = await self._runs.start(
            session,
            self._renderer.kind,
            given,
            owner=owner,
            key=key,
            title=plan.title,
            href=plan.href,
            amount=pictures_in(plan.graph),
            is_part=bool(plan.source),
            stage=WAITING,
        )
        if key is None or not await session.scalar(select(RenderRow.id).where(RenderRow.id == run.id)):
            await insert_row(session, row := _row_of(run.id, owner, plan))
            if run.state == "running":
                after_commit(session, lambda: self._renderer.expect(row))
            if plan.webhook:
                self._webhooks.note(session, owner, run.id, plan.webhook)
                await session.flush()
        return run


def _row_of(run_id: str, owner: UserId, plan: Plan) -> RenderRow:
    return RenderRow(
        id=run_id,
        owner_id=owner,
        group_id=plan.group_id,
        place=plan.place,
        title=plan.title,
        source=plan.source,
        template=plan.template,
        template_name=plan.template_name,
        revision=plan.revision,
        values=dict(plan.values),
        graph={node: dict(inputs) for node, inputs in plan.graph.items()},
        files=[dict(file) for file in plan.files],
        seed=plan.seed,
        rank=int(plan.rank),
        bound_to=plan.bound_to,
        deadline=plan.deadline,
        destination=plan.destination,
        attempts=[],
    )
