"""How an admin tunes an engine; kept with its row as JSON."""

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

ModelName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Seconds = Annotated[float, Field(gt=0, le=3600)]


class ChannelOptions(BaseModel):
    """Of a channel: which models it may be asked for, how much at once, how long it is waited for."""

    model_config = ConfigDict(frozen=True)

    models: Annotated[tuple[ModelName, ...], Field(max_length=500)] = ()
    window: Annotated[int, Field(ge=256, le=10_000_000)] = 8192
    concurrency: Annotated[int, Field(ge=1, le=256)] = 4
    first_token_s: Seconds = 300
    next_token_s: Seconds = 60


class ServerOptions(BaseModel):
    """Of a picture server: how much it is given at once, and when it counts as stuck."""

    model_config = ConfigDict(frozen=True)

    ahead: Annotated[int, Field(ge=1, le=16)] = 2
    hang_s: Annotated[float, Field(gt=0, le=86_400)] = 300
    verify_tls: bool = True


Options = TypeVar("Options", ChannelOptions, ServerOptions)


def options_of(stored: object, kind: type[Options]) -> Options:
    """To be shown: what makes no sense is left out, so that it can be corrected on the page."""
    try:
        return kind.model_validate(stored)
    except ValidationError:
        return kind()
