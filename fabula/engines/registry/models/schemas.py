"""Models, choices and use on the wire."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from fabula.core.accounts import Names
from fabula.core.errors import ErrorInfo
from fabula.core.ids import RowId
from fabula.engines.llm import Capability
from fabula.engines.llm.structured import Rung
from fabula.engines.registry.models.choices import ModelRole
from fabula.engines.registry.options import ModelName


class Loaded(BaseModel):
    """A model in memory: how much of it lies on the card, the window that it has in truth, and until when it stays."""

    vram_bytes: int
    context: int | None
    until: datetime | None


class Model(BaseModel):
    """A model of a channel; `certain` is false where its abilities are guessed from its name."""

    name: str
    capabilities: list[Capability]
    certain: bool
    context: int | None
    size_bytes: int | None
    family: str
    parameters: str
    quantization: str
    loaded: Loaded | None


class ChannelModels(BaseModel):
    """What a channel offers, or why it cannot say."""

    channel_id: str
    channel: str
    demo: bool
    can_install: bool
    models: list[Model]
    error: ErrorInfo | None


class ModelsList(BaseModel):
    """All channels in their order."""

    channels: list[ChannelModels]


class Choice(BaseModel):
    """The model that is taken for a role; `chosen` is false where Fabula took the first that can do it."""

    role: ModelRole
    channel_id: str | None
    model: str | None
    chosen: bool
    demo: bool
    reason: str | None


class ChoiceList(BaseModel):
    """One entry for each role."""

    items: list[Choice]


class NewChoice(BaseModel):
    """Take this model for a role; nothing lets Fabula choose again."""

    channel_id: RowId | None = None
    model: ModelName | None = None


class ModelOnChannel(BaseModel):
    """A model that is to be installed, loaded, unloaded or deleted."""

    channel_id: RowId
    model: ModelName


class UseOfModel(Names):
    """What was used of a model on a day."""

    day: date
    channel: str
    model: str
    requests: int
    prompt_tokens: int
    completion_tokens: int
    seconds: float


class UseOfModels(BaseModel):
    """The newest days first."""

    items: list[UseOfModel]


class ShapedAnswers(BaseModel):
    """How a model fared with answers in a given shape since the server started, and how often it needed which help."""

    model: str
    asked: int
    unaided: int
    failed: int
    steps: dict[Rung, int]


class ShapedAnswersList(BaseModel):
    """The model that was asked last comes first."""

    items: list[ShapedAnswers]


Days = Annotated[int, Field(ge=1, le=366)]
