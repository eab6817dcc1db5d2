"""Channels on the wire; keys only ever come in."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, SecretStr, StringConstraints, model_validator

from fabula.core.errors import ErrorInfo
from fabula.core.ids import RowId
from fabula.engines.llm import Provider
from fabula.engines.registry.options import ChannelOptions, options_of
from fabula.engines.registry.rows import secret_set_at
from fabula.engines.registry.tables import ChannelRow, Origin

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Address = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Card = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80, pattern=r"^[\w .:-]*$")]


def _one_line(key: SecretStr) -> SecretStr:
    plain = key.get_secret_value().strip()
    if not (plain.isascii() and plain.isprintable()):
        raise ValueError("it holds characters that no key has")
    return SecretStr(plain)


Key = Annotated[SecretStr, Field(max_length=1000), AfterValidator(_one_line)]


class ChannelState(BaseModel):
    """How it was when it was last asked; `unknown` before that, `off` while it is switched off."""

    state: Literal["ready", "away", "off", "unknown"]
    models: int
    error: ErrorInfo | None


class EngineChannel(BaseModel):
    """A channel as it is set up, and how it is."""

    id: str
    name: str
    provider: Provider
    url: str
    origin: Origin
    enabled: bool
    device: str
    key_set_at: datetime | None
    options: ChannelOptions
    now: ChannelState

    @classmethod
    def of(cls, row: ChannelRow, now: ChannelState) -> Self:
        return cls(
            id=row.id,
            name=row.name,
            provider=Provider(row.provider),
            url=row.url if row.origin != Origin.BUILTIN else "",
            origin=Origin(row.origin),
            enabled=row.enabled,
            device=row.device,
            key_set_at=secret_set_at(row),
            options=options_of(row.options, ChannelOptions),
            now=now,
        )


class EngineChannels(BaseModel):
    """All channels in the order in which they are asked."""

    items: list[EngineChannel]


class NewChannel(BaseModel):
    """A channel that is to be set up."""

    name: Name
    provider: Provider
    url: Address
    key: Key | None = None
    device: Card = ""
    options: ChannelOptions = ChannelOptions()


class ChannelChange(BaseModel):
    """What is to be different; an empty key takes the stored one away."""

    name: Name | None = None
    url: Address | None = None
    key: Key | None = None
    enabled: bool | None = None
    device: Card | None = None
    options: ChannelOptions | None = None
    place: Annotated[int, Field(ge=0, le=1000)] | None = None


class ChannelTrial(BaseModel):
    """A channel to be tried: one that is set up, changed or not, or a new one."""

    channel_id: RowId | None = None
    provider: Provider | None = None
    url: Address | None = None
    key: Key | None = None

    @model_validator(mode="after")
    def _is_something(self) -> Self:
        if self.channel_id is None and (self.provider is None or self.url is None):
            raise ValueError("a channel that is set up, or a provider and an address")
        return self
