"""The bodies that clients send, read as leniently as Ollama reads them."""

import base64
import binascii
import json
from typing import Any, Literal, TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from fabula.engines.builtin.storyteller.protocol.failures import Refused

Think = bool | Literal["low", "medium", "high"] | None


class Body(BaseModel):
    """What every request may have; unknown fields are ignored."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)


class Named(Body):
    """A request about one model, by its new or its old field."""

    model: str = ""
    name: str = ""

    @property
    def wanted(self) -> str:
        return self.model or self.name


class Options(Body):
    """The options that change what is written; the rest is accepted."""

    num_ctx: int | None = None
    num_predict: int | None = None
    seed: int | None = None
    temperature: float | None = None
    stop: list[str] | str = Field(default_factory=list[str])

    @property
    def stops(self) -> list[str]:
        return [self.stop] if isinstance(self.stop, str) else self.stop


class Asking(Named):
    """What chat and generate share."""

    stream: bool = True
    format: dict[str, Any] | Literal["json", ""] | None = None
    options: Options | None = None
    keep_alive: float | str | None = None
    think: Think = None
    truncate: bool = True
    shift: bool = True


class Function(Body):
    """A call, or a tool's description."""

    name: str = ""
    description: str = ""
    arguments: dict[str, Any] = Field(default_factory=dict[str, Any])
    parameters: dict[str, Any] = Field(default_factory=dict[str, Any])


class Tool(Body):
    """Something that the model may call."""

    type: str = "function"
    function: Function = Field(default_factory=Function)


class Message(Body):
    """One turn of a chat."""

    role: Literal["system", "user", "assistant", "tool", "developer"]
    content: str = ""
    images: list[str] | None = None
    tool_calls: list[Tool] | None = None
    tool_name: str | None = None


class Chat(Asking):
    """`POST /api/chat`."""

    messages: list[Message] = Field(default_factory=list[Message])
    tools: list[Tool] | None = None


class Generate(Asking):
    """`POST /api/generate`."""

    prompt: str = ""
    suffix: str = ""
    system: str = ""
    images: list[str] | None = None
    raw: bool = False


class Embed(Named):
    """`POST /api/embed`."""

    input: str | list[str] = Field(default_factory=list[str])
    truncate: bool = True
    options: Options | None = None
    keep_alive: float | str | None = None
    dimensions: int | None = Field(default=None, ge=1)


class OldEmbed(Named):
    """`POST /api/embeddings`, which older clients use."""

    prompt: str = ""
    keep_alive: float | str | None = None


class Pull(Named):
    """`POST /api/pull`."""

    stream: bool = True


class Copy(Body):
    """`POST /api/copy`."""

    source: str = ""
    destination: str = ""


B = TypeVar("B", bound=Body)


async def read(request: web.Request, kind: type[B]) -> B:
    """The request's body, whatever content type it claims."""
    raw = await request.read()
    if not raw.strip():
        raise Refused(400, "missing request body")
    body = json.loads(raw)
    if not isinstance(body, dict):
        raise Refused(400, "json: cannot unmarshal into an object")
    return kind.model_validate(body)


def picture(encoded: str) -> bytes:
    """A picture from its base64, with or without a data URL before it."""
    try:
        return base64.b64decode(encoded.rsplit(",", 1)[-1], validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused(400, f"illegal base64 data: {error}") from error
