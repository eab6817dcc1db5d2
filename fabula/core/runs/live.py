"""The live side of a run: where it stands this moment, without a row per change."""

from typing import TypedDict

from pydantic import BaseModel, JsonValue

MAX_TEXT = 1_000_000
MAX_PREVIEW = 1_000_000


class Live(BaseModel):
    """Stage, progress, place in line, preview, and what is thought and written as far as it came."""

    stage: str | None
    done: float | None
    total: float | None
    unit: str | None
    place: int | None
    eta_s: float | None
    preview: str | None
    thinking: str | None
    text: str | None


class LiveChange(TypedDict, total=False):
    """Fields of the live state that a run may set at any moment; a stage that comes and goes leaves no event."""

    stage: str | None
    done: float | None
    total: float | None
    unit: str | None
    place: int | None
    eta_s: float | None
    preview: str | None
    thinking: str | None
    text: str | None


BLANK: dict[str, JsonValue] = dict.fromkeys(Live.model_fields)
