"""Templates on the wire."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from fabula.imaging.templates.binding.rebind import Fate, Move
from fabula.imaging.templates.check import Fault, Finding
from fabula.imaging.templates.template import Input, Purpose, Role, Style, Template, ValueType

Origin = Literal["own", "shared", "shipped"]
Name = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9_]+$")]


class PlaceInfo(BaseModel):
    """One input of one node, or a placeholder in its text."""

    node: str
    input: str
    placeholder: str | None


class InputInfo(BaseModel):
    """An input that people fill in: what it means, takes, and has; where it goes."""

    name: str
    role: Role
    type: ValueType
    title: str
    default: JsonValue
    minimum: int | float | None
    maximum: int | float | None
    step: int | float | None
    choices: list[JsonValue]
    is_required: bool
    may_replace_link: bool
    places: list[PlaceInfo]


class OutputInfo(BaseModel):
    """A node that gives something back."""

    node: str
    class_type: str
    title: str
    kind: str
    is_preview: bool


class TemplateItem(BaseModel):
    """A template in a list."""

    id: str
    name: str
    description: str
    style: Style
    purpose: Purpose
    origin: Origin
    is_mine: bool
    revision: int
    updated_at: datetime | None


class TemplateInfo(TemplateItem):
    """A template with its graph, its inputs and its outputs."""

    inputs: list[InputInfo]
    outputs: list[OutputInfo]
    notes: list[str]
    graph: dict[str, JsonValue]


class RevisionItem(BaseModel):
    """One state that a template had."""

    number: int
    reason: str
    created_at: datetime


class InputChange(BaseModel):
    """What is to change about one input; what is not named stays."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    rename: Name | None = None
    role: Role | None = None
    title: Annotated[str | None, Field(max_length=200)] = None
    default: JsonValue = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    choices: Annotated[list[JsonValue] | None, Field(max_length=1000)] = None
    is_required: bool | None = None
    may_replace_link: bool | None = None


class TemplateChange(BaseModel):
    """What is to change about a template; what is not named stays."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str | None, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")] = None
    description: Annotated[str | None, Field(max_length=2000, pattern=r"^[^\x00]*$")] = None
    style: Style | None = None
    purpose: Purpose | None = None
    is_shared: bool | None = None
    inputs: Annotated[list[InputChange], Field(max_length=500)] = []


class NewInput(BaseModel):
    """An input that somebody adds by hand."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    address: Annotated[str, Field(min_length=3, max_length=400)]
    role: Role = Role.OTHER
    title: Annotated[str, Field(max_length=200)] = ""
    may_replace_link: bool = False


class MoveInfo(BaseModel):
    """What became of one place of an input after the workflow was replaced."""

    name: str
    fate: Fate
    before: PlaceInfo
    after: PlaceInfo | None
    candidates: list[PlaceInfo]


class Replaced(BaseModel):
    """The template after its workflow was replaced, what moved, and which inputs are new."""

    template: TemplateInfo
    moves: list[MoveInfo]
    added: list[str]


class FindingInfo(BaseModel):
    """One fault: where it is, what it is, and the way out."""

    fault: Fault
    node: str
    title: str
    input: str
    facts: dict[str, str]
    sentence: str
    way_out: str


class ServerCheck(BaseModel):
    """Whether one server can run a template."""

    server: str
    can_run: bool
    findings: list[FindingInfo]


class Values(BaseModel):
    """Values by the names of inputs."""

    values: dict[str, JsonValue] = {}


class FilledGraph(BaseModel):
    """The graph that a server would be given."""

    graph: dict[str, JsonValue]


def input_info(input: Input) -> InputInfo:
    places = [PlaceInfo(node=each.node, input=each.input, placeholder=each.placeholder) for each in input.places]
    plain: dict[str, Any] = {name: getattr(input, name) for name in InputInfo.model_fields if name != "places"}
    return InputInfo.model_validate({**plain, "choices": list(input.choices), "places": places})


def template_info(template: Template, item: TemplateItem) -> TemplateInfo:
    outputs = [
        OutputInfo(
            node=each.node,
            class_type=each.class_type,
            title=each.title,
            kind=each.kind,
            is_preview=each.is_preview,
        )
        for each in template.outputs
    ]
    return TemplateInfo(
        **item.model_dump(),
        inputs=[input_info(each) for each in template.inputs],
        outputs=outputs,
        notes=list(template.notes),
        graph=cast(dict[str, JsonValue], template.graph),
    )


def move_info(move: Move) -> MoveInfo:
    def place(of: Any) -> PlaceInfo:
        return PlaceInfo(node=of.node, input=of.input, placeholder=of.placeholder)

    return MoveInfo(
        name=move.name,
        fate=move.fate,
        before=place(move.before),
        after=place(move.after) if move.after is not None else None,
        candidates=[place(each) for each in move.candidates],
    )


def server_check(server: str, findings: list[Finding]) -> ServerCheck:
    return ServerCheck(server=server, can_run=not findings, findings=finding_infos(findings))


def finding_infos(findings: Iterable[Finding]) -> list[FindingInfo]:
    return [FindingInfo.model_validate(asdict(each) | {"facts": dict(each.facts)}) for each in findings]
