"""Takes orders: everything that can be known to be wrong is said before anything is accepted."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.assets import Library
from fabula.core.clock import now
from fabula.core.db import Database
from fabula.core.ids import new_id
from fabula.core.runs import Run, Runs
from fabula.imaging.renders.afterwards import Destinations, Webhooks
from fabula.imaging.renders.errors import OrderUnclear, RenderRefused
from fabula.imaging.renders.orders.drafts import Draft, How, ad_hoc, require_small
from fabula.imaging.renders.orders.queries import ordered_before, render_of
from fabula.imaging.renders.orders.schemas import Again, Order, Ordered, Wishes
from fabula.imaging.renders.pool import Pool
from fabula.imaging.renders.pool.fitting import Findings, refused_values
from fabula.imaging.renders.renders import Plan, Renders
from fabula.imaging.renders.scheduling import Rank
from fabula.imaging.renders.shapes import shape_of
from fabula.imaging.renders.tables import RenderRow
from fabula.imaging.templates import Role, Template, TemplateNotFound, Templates, installed_models

RANKS = {"interactive": Rank.INTERACTIVE, "batch": Rank.BATCH}


class Orders:
    """Orders of people and programs become renders."""

    def __init__(
        self,
        database: Database,
        library: Library,
        runs: Runs,
        renders: Renders,
        pool: Pool,
        templates: Templates,
        destinations: Destinations,
        webhooks: Webhooks,
    ) -> None:
        self._database = database
        self._library = library
        self._runs = runs
        self._renders = renders
        self._pool = pool
        self.templates = templates
        self._destinations = destinations
        self._webhooks = webhooks

    async def place(self, owner: UserId, order: Order, key: str | None = None) -> Ordered:
        """Accept an order: one run for each variant; the same key answers with what it started first."""
        group, mark = _group_of(owner, key), _mark_of(order)
        if earlier := await self._earlier(owner, group, mark, key):
            return earlier
        return await self._accept(owner, await self._plans_of(owner, order, group, mark), key)

    async def plans(self, owner: UserId, order: Order) -> list[Plan]:
        """An order as plans, to be started by another room in a transaction of its own."""
        return await self._plans_of(owner, order, new_id(), _mark_of(order))

    async def again(self, owner: UserId, render_id: str, wish: Again, key: str | None = None) -> Ordered:
        """The same once more: exactly, or with other seeds or values."""
        group, mark = _group_of(owner, key), f"{render_id} {_mark_of(wish)}"
        if earlier := await self._earlier(owner, group, mark, key):
            return earlier
        async with self._database.reading() as session:
            row = await render_of(session, owner, render_id)
            template = await self._template_of(session, owner, row)
        changed = {name: value for name, value in row.values.items() if template.input(name)}
        if wish.vary:
            seeds = {each.name for each in template.inputs if each.role is Role.SEED}
            changed = {name: value for name, value in changed.items() if name not in seeds}
        draft = Draft(
            group_id=group,
            template=template,
            values=changed | wish.values,
            title=row.title,
            files=row.files,
            mark=mark,
            how=self._how(wish),
        )
        return await self._accept(owner, await self._drawn_up(owner, draft, wish.count), key)

    async def _plans_of(self, owner: UserId, order: Order, group: str, mark: str) -> list[Plan]:
        template, how = await self._template(owner, order), self._how(order)
        installed = installed_models(template, self._pool.definitions(how.bound_to), order.values)
        draft = Draft(
            group_id=group,
            template=template,
            values=installed | order.values,
            title=order.title or "",
            policy=order.seed_policy,
            mark=mark,
            how=how,
        )
        return await self._drawn_up(owner, draft, order.count)

    async def _template(self, owner: UserId, order: Order) -> Template:
        if (order.template is None) == (order.graph is None):
            raise OrderUnclear("An order names one template, or holds one graph.")
        if order.graph is not None:
            return ad_hoc(order.graph)
        assert order.template is not None
        async with self._database.reading() as session:
            return await self.templates.find(session, owner, order.template)

    async def _template_of(self, session: AsyncSession, owner: UserId, row: RenderRow) -> Template:
        """The template in the revision that made this; if that is gone, the recorded graph says the same."""
        if row.template:
            with suppress(TemplateNotFound):
                return await self.templates.find(session, owner, row.template, row.revision)
        return ad_hoc(row.graph, template_id=row.template, name=row.template_name, revision=row.revision)

    def _how(self, wishes: Wishes) -> How:
        deadline = now() + timedelta(seconds=wishes.deadline_s) if wishes.deadline_s else None
        bound_to = self._pool.find(wishes.server).id if wishes.server else None
        if wishes.destination:
            self._destinations.require(wishes.destination)
        if wishes.webhook:
            self._webhooks.require(wishes.webhook)
        return How(RANKS[wishes.priority], bound_to, deadline, wishes.destination, wishes.webhook)

    async def _drawn_up(self, owner: UserId, draft: Draft, count: int) -> list[Plan]:
        """The plans, if everything that they need is there and some server could do it."""
        require_small(draft.values)
        await self._pool.known()
        if assets := draft.assets():
            async with self._database.reading() as session:
                for asset in assets:
                    await self._library.find(session, owner, asset)
        moment = now()
        plans = [draft.plan(place, moment) for place in range(count)]
        self._require_a_server(plans[0])
        return plans

    def _require_a_server(self, plan: Plan) -> None:
        """Fails if every server is known, and none could do it."""
        shape = shape_of(plan.graph).bound(plan.bound_to)
        self._pool.require_hope(shape, plan.graph)
        faults: Findings = []
        for host in self._pool.hosts_for(shape):
            if host.definitions and not host.findings(shape, plan.graph):
                found = refused_values(plan.graph, host.definitions)
                if not found:
                    return
                faults = faults or found
        if faults:
            raise RenderRefused(str(faults[0]), details={"findings": [str(each) for each in faults]})

    async def _accept(self, owner: UserId, plans: Sequence[Plan], key: str | None) -> Ordered:
        async with self._database.writing() as session:
            if earlier := await self._ordered(session, owner, plans[0].group_id, plans[0].mark, key):
                return earlier
            if len(plans) > 1:  # all or none; starting one asks for that one
                await self._renders.require_room(session, owner, plans)
            started: list[Run] = []
            for plan in plans:
                own = f"render {plan.place} {key}" if key else None
                started.append(await self._renders.start(session, owner, plan, key=own))
        return Ordered(group_id=plans[0].group_id, renders=started)

    async def _earlier(self, owner: UserId, group: str, mark: str, key: str | None) -> Ordered | None:
        if key is None:
            return None
        async with self._database.reading() as session:
            return await self._ordered(session, owner, group, mark, key)

    async def _ordered(
        self, session: AsyncSession, owner: UserId, group: str, mark: str, key: str | None
    ) -> Ordered | None:
        if key is None:
            return None
        rows = await ordered_before(session, owner, group)
        runs = await self._runs.find(session, owner, [row.id for row in rows])
        found = [run for row in rows if (run := runs.get(row.id))]
        if not found or any(run.input.get("mark") != mark for run in found):
            return None
        return Ordered(group_id=group, renders=found)


def _group_of(owner: UserId, key: str | None) -> str:
    """The group of a key is known before anything is stored, so that a repeat finds it."""
    return new_id() if key is None else str(uuid5(NAMESPACE_OID, f"fabula render group {owner} {key}"))


def _mark_of(order: Wishes) -> str:
    secret = order.webhook.secret.get_secret_value() if order.webhook and order.webhook.secret else ""
    return sha256(f"{secret} {order.model_dump_json()}".encode()).hexdigest()[:32]
