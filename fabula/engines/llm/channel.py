"""A channel: a configured way to language models."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

Seconds = Annotated[float, Field(gt=0, le=3600)]


class Provider(StrEnum):
    """Whose protocol the server behind a channel speaks."""

    OLLAMA = "ollama"
    OPENAI = "openai"
    ANTHROPIC = "anthropic"


class Patience(BaseModel):
    """How long a channel is waited for; the first token may have to wait for the model to load."""

    model_config = ConfigDict(frozen=True)

    connect_s: Seconds = 10
    first_token_s: Seconds = 300
    next_token_s: Seconds = 60
    line_s: Seconds = 300
    answer_s: Seconds = 30


class Channel(BaseModel):
    """Provider, address, key and models; `order` says which channel is asked first.

    Without `models` it is asked for any. `aliases` are names under which a model is asked for, and what this server
    calls it. `profile` changes the provider's quirks by name, for a server that differs.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    id: str = Field(min_length=1, max_length=64)
    name: str = Field(min_length=1, max_length=120)
    provider: Provider
    base_url: str = Field(max_length=500)
    key: SecretStr = SecretStr("")
    models: tuple[str, ...] = ()
    aliases: Mapping[str, str] = Field(default_factory=dict[str, str])
    order: int = 0
    window: int = Field(default=8192, ge=256, le=10_000_000)
    concurrency: int = Field(default=4, ge=1, le=1000)
    line_limit: int = Field(default=64, ge=0, le=10_000)
    retries: int = Field(default=2, ge=0, le=10)
    patience: Patience = Patience()
    profile: Mapping[str, Any] = Field(default_factory=dict[str, Any])

    @field_validator("base_url")
    @classmethod
    def _address(cls, value: str) -> str:
        parts = urlsplit(value.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("an address like http://localhost:11434 is wanted")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("the address carries no name, password or query: the key has its own field")
        return value.strip().rstrip("/")

    @field_validator("key")
    @classmethod
    def _one_line(cls, value: SecretStr) -> SecretStr:
        secret = value.get_secret_value().strip()
        if not secret.isascii() or not (secret.isprintable()):
            raise ValueError("the key holds characters that no key has")
        return SecretStr(secret)

    @model_validator(mode="after")
    def _own_names(self) -> Self:
        if len(self.models) > 2000 or len(self.aliases) > 2000:
            raise ValueError("at most 2000 models")
        return self

    @property
    def root(self) -> str:
        """The address to which paths are added; people add a part of the path where their provider shows it so."""
        shown = {Provider.OLLAMA: "/api", Provider.ANTHROPIC: "/v1"}.get(self.provider, "")
        return self.base_url.removesuffix(shown)

    def offers(self, model: str) -> bool:
        return not self.models or model in self.models or model in self.aliases

    def own_name(self, model: str) -> str:
        """What the server behind this channel calls the model."""
        return self.aliases.get(model, model)
