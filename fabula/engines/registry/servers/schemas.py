"""Picture servers on the wire; keys only ever come in."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator

from fabula.core.errors import ErrorInfo
from fabula.core.ids import RowId
from fabula.engines.registry.channels.schemas import Address, Card, Key, Name
from fabula.engines.registry.options import ServerOptions, options_of
from fabula.engines.registry.rows import secret_set_at
from fabula.engines.registry.tables import Origin, ServerRow


class ServerCard(BaseModel):
    """A card of a server, in megabytes."""

    name: str
    total_mb: int
    free_mb: int


class ServerNow(BaseModel):
    """How a server is this moment; `idle` means that another one draws instead of it."""

    state: Literal["ready", "busy", "draining", "away", "off", "idle"]
    version: str
    cards: list[ServerCard]
    running: int
    waiting: int
    foreign: int
    error: ErrorInfo | None


class PictureServer(BaseModel):
    """A ComfyUI server as it is set up, and how it is."""

    id: str
    name: str
    url: str
    origin: Origin
    enabled: bool
    draining: bool
    device: str
    key_set_at: datetime | None
    options: ServerOptions
    now: ServerNow

    @classmethod
    def of(cls, row: ServerRow, now: ServerNow) -> Self:
        return cls(
            id=row.id,
            name=row.name,
            url=row.url if row.origin != Origin.BUILTIN else "",
            origin=Origin(row.origin),
            enabled=row.enabled,
            draining=row.draining,
            device=row.device,
            key_set_at=secret_set_at(row),
            options=options_of(row.options, ServerOptions),
            now=now,
        )


class PictureServers(BaseModel):
    """All picture servers."""

    items: list[PictureServer]


class ServerModels(BaseModel):
    """The model files of a server by folder."""

    folders: dict[str, list[str]]


class NewServer(BaseModel):
    """A server that is to be set up."""

    name: Name
    url: Address
    key: Key | None = None
    device: Card = ""
    options: ServerOptions = ServerOptions()


class ServerChange(BaseModel):
    """What is to be different; an empty key takes the stored one away."""

    name: Name | None = None
    url: Address | None = None
    key: Key | None = None
    enabled: bool | None = None
    draining: bool | None = None
    device: Card | None = None
    options: ServerOptions | None = None
    place: Annotated[int, Field(ge=0, le=1000)] | None = None


class ServerTrial(BaseModel):
    """A server to be tried: one that is set up, which gives what is left out, or a new one."""

    server_id: RowId | None = None
    url: Address | None = None
    key: Key | None = None
    verify_tls: bool | None = None

    @model_validator(mode="after")
    def _is_something(self) -> Self:
        if self.server_id is None and self.url is None:
            raise ValueError("a server that is set up, or an address")
        return self
