"""Orders and renders on the wire."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, JsonValue, StringConstraints

from fabula.core.runs import Run
from fabula.imaging.renders.afterwards import WebhookWish
from fabula.imaging.renders.gallery.schemas import Picture, Title
from fabula.imaging.renders.orders.seeds import SeedPolicy
from fabula.imaging.templates import FindingInfo, Purpose, Role, Style, ValueType

MOST_VARIANTS = 8
LONGEST_S = 7 * 24 * 3600
Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Values = Annotated[dict[Name, JsonValue], Field(max_length=200)]
Count = Annotated[int, Field(ge=1, le=MOST_VARIANTS, description="How many variants.")]
Priority = Literal["interactive", "batch"]
RenderState = Literal["active", "finished", "queued", "running", "done", "failed", "cancelled"]


class Wishes(BaseModel):
    """How renders are to be made, whatever they show."""

    priority: Priority = "interactive"
    server: Annotated[str | None, Field(max_length=80, description="Only on this server (id or name).")] = None
    deadline_s: Annotated[float | None, Field(gt=0, le=LONGEST_S, description="Give up after so many seconds.")] = None
    webhook: Annotated[WebhookWish | None, Field(description="Whom to tell of each end.")] = None
    destination: Annotated[
        str | None, Field(min_length=1, max_length=500, description="A folder or s3:// address for the files.")
    ] = None


class Order(Wishes):
    """A template or a graph in the API format, with values."""

    template: Name | None = None
    graph: dict[str, JsonValue] | None = None
    values: Values = Field(default_factory=dict[str, Any])
    count: Count = 1
    seed_policy: Annotated[
        SeedPolicy | None, Field(description="Without one, a given seed counts up, and others are random.")
    ] = None
    title: Title | None = None


class Again(Wishes):
    """The same once more: with the same seed, or with others."""

    vary: Annotated[bool, Field(description="Other seeds, everything else the same.")] = False
    values: Values = Field(default_factory=dict[str, Any], description="Values to change.")
    count: Count = 1


class Ordered(BaseModel):
    """What was accepted: one run for each variant."""

    group_id: str
    renders: list[Run]


class RenderAttempt(BaseModel):
    """A try that came to nothing."""

    server: str
    cause: str
    reason: str


class Render(BaseModel):
    """One render: what was ordered, how far it came, and what it made."""

    id: str
    group_id: str
    place: int
    created_at: datetime
    title: str
    source: str
    template: str
    template_name: str
    revision: int
    values: dict[str, JsonValue]
    seed: int | None
    priority: Priority
    deadline: datetime | None
    server: str | None
    attempts: list[RenderAttempt]
    sent_at: datetime | None
    stored_at: datetime | None
    destination: str | None
    placed_at: datetime | None
    seconds: float | None
    run: Run
    pictures: list[Picture]


class RenderDetail(Render):
    """A render with the graph that the server gets."""

    graph: dict[str, JsonValue]


class FormInput(BaseModel):
    """One input of the form, with what the servers offer for it."""

    name: str
    role: Role
    type: ValueType
    title: str
    default: JsonValue
    minimum: float | None
    maximum: float | None
    step: float | None
    choices: list[JsonValue]
    is_required: bool


class ServerOption(BaseModel):
    """A server as the form sees it; `missing` says why it cannot run this."""

    id: str
    name: str
    demo: bool
    is_there: bool
    reason: str
    can_run: bool
    missing: list[FindingInfo]
    is_warm: bool
    expected_s: float | None


class Options(BaseModel):
    """Everything that the form to create needs for one template."""

    template: str
    template_name: str
    revision: int
    purpose: Purpose
    style: Style
    description: str
    inputs: list[FormInput]
    servers: list[ServerOption]
    expected_s: float | None
    waiting: int
    wait_s: float | None
    paused: bool
