"""Renders over HTTP."""

from typing import Annotated

from fastapi import Header, Query
from pydantic import JsonValue

from fabula.core.accounts import CurrentUser, ForeignOrigin, NotSignedIn
from fabula.core.assets import AssetNotFound
from fabula.core.db import Page
from fabula.core.errors import responses
from fabula.core.ids import RowId
from fabula.core.limits import LimitReached
from fabula.core.runs import KeyReused, TooManyRuns
from fabula.core.web import Paging, Reading, Router, part
from fabula.imaging.renders.errors import (
    DestinationRefused,
    NoServer,
    NoServerFits,
    OrderTooLarge,
    OrderUnclear,
    RenderNotFound,
    RenderRefused,
    ServerUnknown,
    WebhookRefused,
)
from fabula.imaging.renders.orders.options import options_of
from fabula.imaging.renders.orders.orders import Orders
from fabula.imaging.renders.orders.queries import Wanted, find_renders, render_of
from fabula.imaging.renders.orders.schemas import Again, Options, Order, Ordered, Render, RenderDetail, RenderState
from fabula.imaging.renders.orders.views import Views
from fabula.imaging.renders.pool import Pool
from fabula.imaging.templates import TemplateNotFound, ValueRefused
from fabula.imaging.templates.errors import InputUnknown, LinkInTheWay, WorkflowTooBig, WorkflowUnusable

router = Router(prefix="/api/renders", tags=["renders"], responses=responses(NotSignedIn, ForeignOrigin))

TheOrders = Annotated[Orders, part(Orders)]
IdempotencyKey = Annotated[
    str | None, Header(max_length=200, description="The same key answers with what it started first.")
]
ORDERING = (
    TemplateNotFound,
    AssetNotFound,
    ServerUnknown,
    ValueRefused,
    InputUnknown,
    LinkInTheWay,
    WorkflowUnusable,
    OrderUnclear,
    DestinationRefused,
    WebhookRefused,
    RenderRefused,
    KeyReused,
    NoServerFits,
    OrderTooLarge,
    WorkflowTooBig,
    TooManyRuns,
    LimitReached,
    NoServer,
)


@router.post("", status_code=202, responses=responses(*ORDERING))
async def order_renders(
    body: Order, person: CurrentUser, orders: TheOrders, idempotency_key: IdempotencyKey = None
) -> Ordered:
    """Make pictures (or whatever the workflow makes): one run for each variant."""
    return await orders.place(person.id, body, idempotency_key)


@router.get("")
async def list_renders(
    person: CurrentUser,
    session: Reading,
    paging: Paging,
    views: Annotated[Views, part(Views)],
    group: Annotated[RowId | None, Query()] = None,
    state: Annotated[RenderState | None, Query()] = None,
    template: Annotated[str | None, Query(max_length=80)] = None,
) -> Page[Render]:
    """My renders, newest first."""
    rows, following = await find_renders(session, person.id, Wanted(group, state, template), paging)
    return Page(items=await views.of(session, person.id, rows), next=following)


@router.get("/options", responses=responses(TemplateNotFound))
async def render_options(
    person: CurrentUser,
    session: Reading,
    orders: TheOrders,
    pool: Annotated[Pool, part(Pool)],
    template: Annotated[str, Query(min_length=1, max_length=80)],
) -> Options:
    """What the form to create needs for a template: inputs with choices, servers, and how long it will take."""
    return options_of(await orders.templates.find(session, person.id, template), pool)


@router.get("/{render_id}", responses=responses(RenderNotFound))
async def get_render(
    render_id: RowId, person: CurrentUser, session: Reading, views: Annotated[Views, part(Views)]
) -> RenderDetail:
    """One render with its graph."""
    row = await render_of(session, person.id, render_id)
    shown = await views.of(session, person.id, [row])
    if not shown:
        raise RenderNotFound("There is no such render.")
    graph: dict[str, JsonValue] = row.graph
    return RenderDetail(**shown[0].model_dump(), graph=graph)


@router.post("/{render_id}/again", status_code=202, responses=responses(RenderNotFound, *ORDERING))
async def render_again(
    render_id: RowId, body: Again, person: CurrentUser, orders: TheOrders, idempotency_key: IdempotencyKey = None
) -> Ordered:
    """The same once more: exactly the same, or with other seeds or values."""
    return await orders.again(person.id, render_id, body, idempotency_key)
