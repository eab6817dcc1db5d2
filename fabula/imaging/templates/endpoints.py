"""The web's way to templates."""

from dataclasses import replace
from typing import Annotated, Any, Literal, cast

from fastapi import Body, Query, Request
from pydantic import JsonValue
from sqlalchemy import or_

from fabula.core.accounts import CurrentUser, ForeignOrigin, NotSignedIn, Person
from fabula.core.background import in_thread
from fabula.core.db import Page, page_of
from fabula.core.errors import Forbidden, Invalid, responses
from fabula.core.ids import RowId
from fabula.core.visibility import Thing, hidden_from
from fabula.core.web import Paging, Reading, Router, Writing, part
from fabula.imaging.templates.binding.edit import changed, exposed, without
from fabula.imaging.templates.binding.fill import fill
from fabula.imaging.templates.binding.schema import schema_of
from fabula.imaging.templates.bundle import write_bundle
from fabula.imaging.templates.check import check
from fabula.imaging.templates.errors import (
    AddressUnclear,
    BindingsUnclear,
    InputExists,
    InputUnknown,
    LinkInTheWay,
    TemplateNotFound,
    TemplateReadOnly,
    ValueRefused,
    WorkflowTooBig,
    WorkflowUnusable,
)
from fabula.imaging.templates.library import Templates, template_of
from fabula.imaging.templates.queries import forget_revisions, revision_of, revisions_of, row_for, templates_for
from fabula.imaging.templates.schemas import (
    FilledGraph,
    NewInput,
    Origin,
    Replaced,
    RevisionItem,
    ServerCheck,
    TemplateChange,
    TemplateInfo,
    TemplateItem,
    Values,
    move_info,
    server_check,
    template_info,
)
from fabula.imaging.templates.shipped import all_shipped
from fabula.imaging.templates.tables import RevisionRow, TemplateRow
from fabula.imaging.templates.template import Input, Purpose, Style, Template

router = Router(prefix="/api/templates", tags=["templates"], responses=responses(NotSignedIn, ForeignOrigin))

Library = Annotated[Templates, part(Templates)]
FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "application/json": {"schema": {"type": "object"}},
        },
    }
}
PLAIN = r"^[^\x00-\x1f]*$"
UNUSABLE = (WorkflowUnusable, WorkflowTooBig)
UNCHANGEABLE = (TemplateNotFound, TemplateReadOnly)


@router.get("")
async def list_templates(
    person: CurrentUser,
    session: Reading,
    paging: Paging,
    search: Annotated[str, Query(max_length=200, pattern=PLAIN)] = "",
    purpose: Annotated[Purpose | None, Query()] = None,
    origin: Annotated[Literal["own", "shared"] | None, Query()] = None,
) -> Page[TemplateItem]:
    """My templates and those shared with all, newest first."""
    hidden = await hidden_from(session, person.id, Thing.TEMPLATE)
    wanted = templates_for(person.id)
    if hidden:
        wanted = wanted.where(or_(TemplateRow.owner_id == person.id, TemplateRow.id.not_in(hidden)))
    if search:
        wanted = wanted.where(TemplateRow.name.icontains(search, autoescape=True))
    if purpose is not None:
        wanted = wanted.where(TemplateRow.purpose == purpose.value)
    if origin is not None:
        wanted = wanted.where(TemplateRow.owner_id == person.id if origin == "own" else TemplateRow.is_shared)
    rows, following = await page_of(session, wanted, TemplateRow, paging)
    return Page(items=[_item(row, person) for row in rows], next=following)


@router.get("/shipped")
async def list_shipped_templates(person: CurrentUser, session: Reading) -> list[TemplateItem]:
    """The templates that come with Fabula."""
    hidden = await hidden_from(session, person.id, Thing.TEMPLATE)
    return [_shipped_item(template) for template in all_shipped() if template.id not in hidden]


@router.post("", status_code=201, openapi_extra=FILE, responses=responses(Invalid, *UNUSABLE))
async def import_template(
    request: Request,
    person: CurrentUser,
    library: Library,
    session: Writing,
    name: Annotated[str, Query(max_length=200, pattern=PLAIN)] = "",
) -> TemplateInfo:
    """Keep a workflow as a template: JSON of either of ComfyUI's formats, a picture that carries one, or an export."""
    template = await library.add(session, person, await request.body(), name)
    return await _stored(session, person, template.id)


@router.get("/{template_id}", responses=responses(TemplateNotFound, WorkflowUnusable))
async def read_template(
    template_id: RowId,
    person: CurrentUser,
    library: Library,
    session: Reading,
    revision: Annotated[int | None, Query(ge=1)] = None,
) -> TemplateInfo:
    """One template with its graph and its inputs: mine, a shared one, or one that comes along."""
    template = await library.find(session, person.id, template_id, revision)
    return template_info(template, await _item_of(session, person, template))


@router.patch(
    "/{template_id}",
    responses=responses(*UNCHANGEABLE, Forbidden, Invalid, InputUnknown, InputExists, ValueRefused),
)
async def change_template(
    template_id: RowId, change: TemplateChange, person: CurrentUser, library: Library, session: Writing
) -> TemplateInfo:
    """Change names, wishes about prompts, and the names, defaults and ranges of inputs."""
    row = await library.own_row(session, person, template_id)
    given = change.model_dump(exclude_unset=True, exclude={"inputs", "is_shared"})
    for name, value in given.items():
        if value is not None:
            setattr(row, name, value)
    if change.is_shared is not None:
        await library.share(person, row, change.is_shared)
    if change.inputs:
        template = template_of(row, await revision_of(session, row.id, row.revision))
        inputs = changed(template.inputs, [each.model_dump(exclude_unset=True) for each in change.inputs])
        await library.revise(session, row, _with(template, inputs), "inputs changed")
    await session.flush()
    return await _stored(session, person, row.id)


@router.post(
    "/{template_id}/inputs",
    status_code=201,
    responses=responses(*UNCHANGEABLE, Invalid, AddressUnclear, InputExists, LinkInTheWay),
)
async def add_template_input(
    template_id: RowId, wanted: NewInput, person: CurrentUser, library: Library, session: Writing
) -> TemplateInfo:
    """Add an input by hand: its place is `NODE.INPUT`, where NODE is a number, a title, a class, or `CLASS:TITLE`."""
    row = await library.own_row(session, person, template_id)
    template = template_of(row, await revision_of(session, row.id, row.revision))
    inputs = exposed(
        template.inputs,
        template.graph,
        await library.nodes.widest(),
        wanted.address,
        name=wanted.name,
        role=wanted.role,
        title=wanted.title,
        may_replace_link=wanted.may_replace_link,
    )
    await library.revise(session, row, _with(template, inputs), f"input {wanted.name} added")
    return await _stored(session, person, row.id)


@router.delete("/{template_id}/inputs/{name}", responses=responses(*UNCHANGEABLE, InputUnknown))
async def remove_template_input(
    template_id: RowId, name: str, person: CurrentUser, library: Library, session: Writing
) -> TemplateInfo:
    """Take an input away; the graph keeps its value."""
    row = await library.own_row(session, person, template_id)
    template = template_of(row, await revision_of(session, row.id, row.revision))
    await library.revise(session, row, _with(template, without(template.inputs, name)), f"input {name[:80]} removed")
    return await _stored(session, person, row.id)


@router.put(
    "/{template_id}/workflow",
    openapi_extra=FILE,
    responses=responses(*UNCHANGEABLE, *UNUSABLE, BindingsUnclear, AddressUnclear, Invalid, InputUnknown),
)
async def replace_template_workflow(
    template_id: RowId,
    request: Request,
    person: CurrentUser,
    library: Library,
    session: Writing,
    place: Annotated[list[str] | None, Query(max_length=100)] = None,
    drop: Annotated[list[str] | None, Query(max_length=100)] = None,
) -> Replaced:
    """Replace the workflow by an edited one; `place=NAME=NODE.INPUT` and `drop=NAME` settle what is unclear."""
    places = dict(_placed(each) for each in place or ())
    done = await library.replace_workflow(session, person, template_id, await request.body(), places, drop or ())
    await session.flush()
    info = await _stored(session, person, done.template.id)
    return Replaced(template=info, moves=[move_info(move) for move in done.moves], added=list(done.added))


@router.get("/{template_id}/revisions", responses=responses(TemplateNotFound))
async def list_template_revisions(
    template_id: RowId, person: CurrentUser, session: Reading, paging: Paging
) -> Page[RevisionItem]:
    """The states that a template had, newest first."""
    row = await row_for(session, person.id, template_id)
    rows, following = await page_of(session, revisions_of(row.id), RevisionRow, paging)
    items = [RevisionItem(number=each.number, reason=each.reason, created_at=each.created_at) for each in rows]
    return Page(items=items, next=following)


@router.post(
    "/{template_id}/copy",
    status_code=201,
    responses=responses(Invalid, TemplateNotFound, WorkflowUnusable),
)
async def copy_template(template_id: RowId, person: CurrentUser, library: Library, session: Writing) -> TemplateInfo:
    """Make a template of my own out of any that I can see."""
    template = await library.find(session, person.id, template_id)
    kept = await library.keep(session, person, template, f"copied from {template.name[:180]}")
    return await _stored(session, person, kept.id)


@router.delete("/{template_id}", status_code=204, responses=responses(*UNCHANGEABLE))
async def delete_template(template_id: RowId, person: CurrentUser, library: Library, session: Writing) -> None:
    """Remove a template with all its states."""
    row = await library.own_row(session, person, template_id)
    await forget_revisions(session, row.id, row.revision)
    await session.delete(row)


@router.get("/{template_id}/export", responses=responses(TemplateNotFound, WorkflowUnusable))
async def export_template(
    template_id: RowId,
    person: CurrentUser,
    library: Library,
    session: Reading,
    form: Annotated[Literal["template", "api"], Query()] = "template",
) -> dict[str, JsonValue]:
    """The template as a file to give away, or its API graph alone."""
    template = await library.find(session, person.id, template_id)
    return cast(dict[str, JsonValue], template.graph) if form == "api" else write_bundle(template)


@router.get("/{template_id}/schema", responses=responses(TemplateNotFound, WorkflowUnusable))
async def read_template_schema(
    template_id: RowId, person: CurrentUser, library: Library, session: Reading
) -> dict[str, JsonValue]:
    """What values the template takes, as JSON Schema."""
    return schema_of(await library.find(session, person.id, template_id))


@router.post("/{template_id}/graph", responses=responses(TemplateNotFound, WorkflowUnusable, ValueRefused, Invalid))
async def fill_template(
    template_id: RowId, given: Annotated[Values, Body()], person: CurrentUser, library: Library, session: Reading
) -> FilledGraph:
    """The graph that a server would be given for these values."""
    template = await library.find(session, person.id, template_id)
    return FilledGraph(graph=cast(dict[str, JsonValue], fill(template, given.values)))


@router.post("/{template_id}/check", responses=responses(TemplateNotFound, WorkflowUnusable))
async def check_template(
    template_id: RowId, person: CurrentUser, library: Library, session: Reading
) -> list[ServerCheck]:
    """Which servers can run the template, and what is missing on the others."""
    template = await library.find(session, person.id, template_id)
    await session.close()
    servers = await library.nodes.by_server()
    return [
        server_check(name, await in_thread(check, template.graph, definitions)) for name, definitions in servers.items()
    ]


def _placed(given: str) -> tuple[str, str]:
    name, equals, address = given.partition("=")
    if not equals:
        raise Invalid(f"“{given[:100]}” is not NAME=NODE.INPUT.")
    return name, address


def _with(template: Template, inputs: tuple[Input, ...]) -> Template:
    return replace(template, inputs=inputs)


async def _stored(session: Reading, person: Person, template_id: str) -> TemplateInfo:
    row = await row_for(session, person.id, template_id)
    return template_info(template_of(row, await revision_of(session, row.id, row.revision)), _item(row, person))


async def _item_of(session: Reading, person: Person, template: Template) -> TemplateItem:
    is_row = len(template.id) == 36
    return _item(await row_for(session, person.id, template.id), person) if is_row else _shipped_item(template)


def _item(row: TemplateRow, person: Person) -> TemplateItem:
    is_mine = row.owner_id == person.id
    origin: Origin = "own" if is_mine and not row.is_shared else "shared"
    return TemplateItem(
        id=row.id,
        name=row.name,
        description=row.description,
        style=Style(row.style),
        purpose=Purpose(row.purpose),
        origin=origin,
        is_mine=is_mine,
        revision=row.revision,
        updated_at=row.updated_at,
    )


def _shipped_item(template: Template) -> TemplateItem:
    return TemplateItem(
        id=template.id,
        name=template.name,
        description=template.description,
        style=template.style,
        purpose=template.purpose,
        origin="shipped",
        is_mine=False,
        revision=template.revision,
        updated_at=None,
    )
