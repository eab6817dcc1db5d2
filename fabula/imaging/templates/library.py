"""Every template that a person can use: one's own, shared ones, those that come along, and the admin's defaults."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import Person, UserId
from fabula.core.background import in_thread
from fabula.core.clock import now
from fabula.core.errors import Forbidden, Invalid
from fabula.core.settings import Settings
from fabula.core.visibility import Thing, require_visible
from fabula.engines.comfy.formats import (
    Definitions,
    FormatError,
    NotJson,
    Wishes,
    is_link,
    parse,
    read_workflow,
    to_graph,
)
from fabula.engines.registry import PictureServers
from fabula.imaging.templates.binding.address import locate
from fabula.imaging.templates.binding.fingerprint import fingerprinted
from fabula.imaging.templates.binding.rebind import Move, rebind
from fabula.imaging.templates.bundle import input_read, input_stored, is_bundle, output_stored, read_bundle
from fabula.imaging.templates.errors import (
    BindingsUnclear,
    InputUnknown,
    TemplateNotFound,
    TemplateReadOnly,
    WorkflowTooBig,
    WorkflowUnusable,
    refused,
)
from fabula.imaging.templates.finding import find
from fabula.imaging.templates.nodes import ServerNodes, asking
from fabula.imaging.templates.paths import Paths
from fabula.imaging.templates.queries import count_of, forget_revisions, revision_of, row_called, row_for
from fabula.imaging.templates.shipped import SCHEME, shipped
from fabula.imaging.templates.tables import RevisionRow, TemplateRow
from fabula.imaging.templates.template import Input, Output, Place, Purpose, Style, Template

MOST_GRAPH_BYTES = 4 * 1024 * 1024
MOST_NODES = 3_000
MOST_TEMPLATES = 2_000
REVISIONS_KEPT = 50
DEFAULT = "default"
DEFAULT_FROM_PICTURE = "default-img2img"
KEPT_PATTERNS = Wishes(resolve_patterns=False)


@dataclass(frozen=True, slots=True)
class Replacement:
    """What came of a new workflow for an old template."""

    template: Template
    moves: tuple[Move, ...]
    added: tuple[str, ...]


class Templates:
    """The way to templates for other rooms: `find` one by its id or its name."""

    def __init__(self, nodes: ServerNodes, own: str = "", own_from_picture: str = "") -> None:
        self.nodes = nodes
        self._defaults = {DEFAULT: (own, "sdxl"), DEFAULT_FROM_PICTURE: (own_from_picture, "flux-img2img")}

    async def find(
        self, session: AsyncSession, owner_id: str, template_id: str, revision: int | None = None
    ) -> Template:
        """A template by its id or name, by the name of a shipped one (`system://sdxl`), or `default`."""
        name = template_id.removeprefix(SCHEME)
        if name in self._defaults:
            return await self._default(name)
        known = shipped(name)
        if known is not None:
            await require_visible(session, UserId(owner_id), Thing.TEMPLATE, known.id)
            return known
        row = await row_called(session, owner_id, template_id)
        return template_of(row, await revision_of(session, row.id, revision or row.revision))

    async def _default(self, name: str) -> Template:
        path, otherwise = self._defaults[name]
        if not path:
            template = shipped(otherwise)
            assert template is not None
            return replace(template, id=name)
        definitions = await self.nodes.widest()
        try:
            data = await in_thread(_read, path)
        except OSError as error:
            raise WorkflowUnusable(
                f"The workflow {path} cannot be read: {error.strerror}.",
                hint="The admin has to set COMFYUI_WORKFLOW_PATH to a file that is there.",
            ) from error
        return replace(await in_thread(understood, data, definitions, Path(path).stem), id=name)

    async def add(self, session: AsyncSession, person: Person, data: bytes, name: str) -> Template:
        """Keep a new template: a workflow of either format, a picture that carries one, or an exported template."""
        template = await in_thread(understood, data, await self.nodes.widest(), name)
        return await self.keep(session, person, template, "imported")

    async def keep(self, session: AsyncSession, person: Person, template: Template, reason: str) -> Template:
        """Store a template as a new one of this person."""
        if await count_of(session, person.id) >= MOST_TEMPLATES:
            raise Invalid(f"You have {MOST_TEMPLATES} templates; delete some first.")
        row = TemplateRow(
            owner_id=person.id,
            name=template.name[:200],
            description=template.description,
            style=template.style.value,
            purpose=template.purpose.value,
            revision=1,
        )
        session.add(row)
        await session.flush()
        session.add(_revision(row.id, 1, template, reason))
        return replace(template, id=row.id, revision=1)

    async def revise(self, session: AsyncSession, row: TemplateRow, template: Template, reason: str) -> Template:
        """Add a state to a template; the oldest are forgotten."""
        row.revision += 1
        row.updated_at = now()
        session.add(_revision(row.id, row.revision, template, reason))
        await forget_revisions(session, row.id, row.revision - REVISIONS_KEPT)
        return replace(template, revision=row.revision)

    async def replace_workflow(
        self,
        session: AsyncSession,
        person: Person,
        template_id: str,
        data: bytes,
        places: Mapping[str, str],
        dropped: Iterable[str],
    ) -> Replacement:
        """Give a template an edited workflow: every input finds its place again, or the conflict is shown."""
        row = await self.own_row(session, person, template_id)
        old = template_of(row, await revision_of(session, row.id, row.revision))
        definitions = await self.nodes.widest()
        replacement = await in_thread(_replaced, old, data, definitions, places, frozenset(dropped))
        kept = await self.revise(session, row, replacement.template, "workflow replaced")
        return replace(replacement, template=kept)

    async def own_row(self, session: AsyncSession, person: Person, template_id: str) -> TemplateRow:
        """The row of a template that this person may change."""
        if template_id in self._defaults or shipped(template_id) is not None:
            raise TemplateReadOnly("This template is part of Fabula and cannot be changed.")
        row = await row_for(session, person.id, template_id)
        if row.owner_id != person.id and not person.is_admin:
            raise TemplateReadOnly("This template is shared by somebody else and cannot be changed.")
        return row

    async def share(self, person: Person, row: TemplateRow, is_shared: bool) -> None:
        """Only admins share with all."""
        if not person.is_admin:
            raise Forbidden("Only an admin shares templates with everybody.")
        row.is_shared = is_shared


def build(settings: Settings, servers: PictureServers) -> tuple[object, ...]:
    """The objects of this room, to be handed out with `provide`."""
    nodes = ServerNodes(asking(servers))
    return nodes, Templates(nodes, settings.comfyui_workflow_path, settings.comfyui_workflow_img2img_path)


def _read(path: str) -> bytes:
    return Path(path).expanduser().read_bytes()


def understood(data: bytes, definitions: Definitions | None, name: str) -> Template:
    """The template of a file that somebody brings."""
    try:
        bundle = _bundle(data)
        if bundle is not None:
            template = read_bundle(bundle, "", definitions)
            return _limited(replace(template, name=name or template.name))
        conversion = to_graph(read_workflow(data), definitions, KEPT_PATTERNS)
    except FormatError as error:
        raise refused(error) from error
    found = find(conversion.graph, definitions)
    return _limited(
        Template(
            id="",
            name=name or "Workflow",
            revision=1,
            graph=conversion.graph,
            inputs=found.inputs,
            outputs=found.outputs,
            style=found.style,
            purpose=found.purpose,
            notes=(*conversion.warnings, *found.notes),
        )
    )


def _bundle(data: bytes) -> dict[str, Any] | None:
    if b"fabula.template" not in data:
        return None
    try:
        parsed = parse(data)
    except NotJson:
        return None
    return parsed if is_bundle(parsed) else None


def _limited(template: Template) -> Template:
    if len(template.graph) > MOST_NODES:
        raise WorkflowTooBig(f"The workflow has {len(template.graph)} nodes; a template has at most {MOST_NODES}.")
    size = len(json.dumps(template.graph))
    if size > MOST_GRAPH_BYTES:
        raise WorkflowTooBig(f"The workflow has {size // 1_000_000} MB; a template has at most 4 MB.")
    return template


def _replaced(
    old: Template, data: bytes, definitions: Definitions | None, places: Mapping[str, str], dropped: frozenset[str]
) -> Replacement:
    for name in (*places, *dropped):
        if old.input(name) is None:
            raise InputUnknown(f"The template has no input “{name}”.")
    new = understood(data, definitions, old.name)
    moved = rebind([each for each in old.inputs if each.name not in places and each.name not in dropped], new.graph)
    placed = [
        replace(each, places=(locate(new.graph, places[each.name]),)) for each in old.inputs if each.name in places
    ]
    if moved.unclear:
        named = ", ".join(dict.fromkeys(move.name for move in moved.unclear))
        raise BindingsUnclear(
            f"These inputs have no certain place in the new workflow: {named}.",
            details={"moves": [_move(move) for move in moved.unclear]},
        )
    kept = [_refreshed(each, old, new) for each in (*moved.inputs, *fingerprinted(placed, Paths(new.graph)))]
    order = {each.name: number for number, each in enumerate(old.inputs)}
    known = sorted(kept, key=lambda each: order[each.name])
    added = _new_inputs(known, new.inputs, dropped)
    template = replace(
        new,
        id=old.id,
        description=old.description,
        inputs=(*known, *added),
        style=old.style,
        purpose=old.purpose,
    )
    return Replacement(template, moved.moves, tuple(each.name for each in added))


def _refreshed(moved: Input, old: Template, new: Template) -> Input:
    """A default that nobody changed follows the workflow."""
    before = old.input(moved.name)
    was = _value(old, before.places[0]) if before is not None else None
    return replace(moved, default=_value(new, moved.places[0])) if moved.default == was else moved


def _value(template: Template, place: Place) -> Any:
    value = template.graph[place.node]["inputs"].get(place.input)
    return None if place.placeholder is not None or is_link(value) else value


def _new_inputs(known: Iterable[Input], found: Iterable[Input], dropped: frozenset[str]) -> list[Input]:
    """What the new workflow offers beyond the inputs that found their places."""
    known = list(known)
    taken = {(place.node, place.input) for each in known for place in each.places}
    names = {each.name for each in known} | dropped
    return [
        each
        for each in found
        if each.name not in names and not any((place.node, place.input) in taken for place in each.places)
    ]


def _move(move: Move) -> dict[str, Any]:
    return {
        "name": move.name,
        "fate": move.fate.value,
        "before": f"{move.before.node}.{move.before.input}",
        "candidates": [f"{place.node}.{place.input}" for place in move.candidates],
    }


def _revision(template_id: str, number: int, template: Template, reason: str) -> RevisionRow:
    return RevisionRow(
        template_id=template_id,
        number=number,
        reason=reason,
        graph=template.graph,
        inputs=[input_stored(each) for each in template.inputs],
        outputs=[output_stored(each) for each in template.outputs],
        notes=list(template.notes),
    )


def template_of(row: TemplateRow, revision: RevisionRow) -> Template:
    """The value that others use, of what is stored."""
    if revision.template_id != row.id:
        raise TemplateNotFound("The template has no such revision.")
    return Template(
        id=row.id,
        name=row.name,
        revision=revision.number,
        graph=revision.graph,
        inputs=tuple(input_read(each) for each in revision.inputs),
        outputs=tuple(Output(**each) for each in revision.outputs),
        style=Style(row.style),
        purpose=Purpose(row.purpose),
        description=row.description,
        notes=tuple(revision.notes),
    )
