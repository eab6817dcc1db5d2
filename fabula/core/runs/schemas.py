"""Runs on the wire, and the payloads of their well-known events."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, JsonValue

from fabula.core.accounts import Names
from fabula.core.errors import ErrorInfo
from fabula.core.events import event_kinds
from fabula.core.runs.live import Live

StateFilter = Literal["active", "finished", "queued", "running", "done", "failed", "cancelled"]


class Run(BaseModel):
    """One run, as its owner sees it."""

    id: str
    kind: str
    title: str
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    live: Live
    input: dict[str, JsonValue]
    result: JsonValue
    error: ErrorInfo | None
    demo: bool
    href: str | None
    retryable: bool
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    last_seq: int


class Made(BaseModel):
    """What a run made, as far as its owner still has it: the first picture, and how many there are."""

    picture_id: str
    thumbnail_url: str | None
    pictures: int


class ListedRun(Run):
    """One run with what a list shows of it."""

    made: Made | None


class RunOwner(Names):
    """Whose run it is."""

    id: str


class OwnedRun(Run):
    """One run, as an admin sees it."""

    owner: RunOwner


class Created(BaseModel):
    """What was asked for."""

    kind: str
    title: str


class Started(BaseModel):
    """Nothing more to say: it runs."""


class Resumed(BaseModel):
    """How often the run was taken up, this time included."""

    epoch: int


class Staged(BaseModel):
    """The new stage, in words for people."""

    stage: str


class Ended(BaseModel):
    """Nothing more: the run itself has the result."""


class Failed(BaseModel):
    """Why it failed, and who can mend it."""

    error: ErrorInfo


event_kinds.add("run.created", "A run was accepted; from here on it survives a crash.", Created)
event_kinds.add("run.started", "A server process began the work.", Started)
event_kinds.add("run.resumed", "The work goes on after a restart or crash of the server.", Resumed)
event_kinds.add("run.stage", "The work entered a new stage.", Staged)
event_kinds.add("run.finished", "The work is done and its result is stored.", Ended)
event_kinds.add("run.failed", "The work failed; the error says who acts.", Failed)
event_kinds.add("run.cancelled", "The work was stopped on request.", Ended)
