"""Scripts on the wire."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, JsonValue, StringConstraints

from fabula.core.ids import RowId
from fabula.core.runs import Run
from fabula.imaging.renders.gallery.schemas import Picture
from fabula.imaging.templates import FindingInfo

Text = Annotated[str, StringConstraints(max_length=200)]
Axes = Annotated[list[Text], Field(max_length=10)]
ItemState = Literal["waiting", "running", "done", "failed", "cancelled"]
ScriptState = Literal["draft", "reading", "running", "paused", "done", "failed", "cancelled"]


class ScriptTable(BaseModel):
    """A stored table, and how its rows are to be read; what is left empty is found out."""

    asset_id: RowId
    template: Annotated[str, StringConstraints(min_length=1, max_length=80)] = "default"
    format: Text = ""
    encoding: Text = ""
    delimiter: Annotated[str, StringConstraints(max_length=1)] = ""
    columns: Annotated[
        dict[Text, Text],
        Field(max_length=500, description="Where columns go: an input, `node.input`, or `` to leave one out."),
    ] = Field(default_factory=dict[str, str])
    values: Annotated[dict[Text, JsonValue], Field(max_length=200)] = Field(
        default_factory=dict[str, JsonValue], description="For all rows that do not say it themselves."
    )
    key: Annotated[Text, Field(description="The column that names rows.")] = ""
    grid: Annotated[Axes, Field(description="`seed=1..4`: every row with each, in every combination.")] = Field(
        default_factory=list[str]
    )
    zip: Annotated[Axes, Field(description="The same side by side.")] = Field(default_factory=list[str])
    files: Annotated[
        dict[Annotated[str, StringConstraints(max_length=500)], RowId],
        Field(max_length=1000, description="Names of pictures in the rows, each with the asset that it means."),
    ] = Field(default_factory=dict[str, str])


class NewScript(ScriptTable):
    """A script to be kept, and begun if wanted."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    skip_bad: Annotated[bool, Field(description="Leave wrong rows out instead of rendering nothing.")] = False
    start: bool = True


class RowProblem(BaseModel):
    """What is wrong with a row, and the way out; a note stops nobody."""

    line: int
    column: str
    message: str
    way_out: str
    is_note: bool


class Column(BaseModel):
    """One column: where it goes, or null; `is_guess` says that only its name made us think so."""

    name: str
    target: str | None
    is_guess: bool
    problem: str


class Preview(BaseModel):
    """The first rows of a table, and what would become of them."""

    format: str
    encoding: str
    delimiter: str
    template: str
    template_name: str
    columns: list[Column]
    rows: list[dict[str, JsonValue]]
    lines: list[int]
    pictures: int
    bad: int
    is_complete: bool
    problems: list[RowProblem]


class ServerLack(BaseModel):
    """What one server lacks for these rows, nothing if it can make all; `reason` says why it is not there."""

    server: str
    is_there: bool
    reason: str
    missing: list[FindingInfo]


class DryRun(BaseModel):
    """What would be made, and who could."""

    pictures: int
    bad: int
    is_complete: bool
    problems: list[RowProblem]
    servers: list[ServerLack]


class Script(BaseModel):
    """One script and how far it came."""

    id: str
    created_at: datetime
    title: str
    file_name: str
    template: str
    template_name: str
    revision: int
    table: ScriptTable
    skip_bad: bool
    state: ScriptState
    total: int
    waiting: int
    done: int
    failed: int
    cancelled: int
    bad: int
    problems: list[RowProblem]
    run: Run | None


class ScriptItem(BaseModel):
    """One picture of a script, with what was made of it."""

    number: int
    line: int
    key: str
    state: ItemState
    template: str
    values: dict[str, JsonValue]
    priority: str
    destination: str
    server: str
    persona: str
    attempts: int
    seconds: float | None
    seed: int | None
    render_id: str | None
    reason: str
    pictures: list[Picture]


class ItemPage(BaseModel):
    """One page of rows in their order; `next` is the number after which the following page begins."""

    items: list[ScriptItem]
    next: int | None
