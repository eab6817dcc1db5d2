"""What a client may say on the socket."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, TypeAdapter

from fabula.core.errors import Invalid, NotFound, TooMany

LONGEST_MESSAGE = 8192


class TopicNotFound(NotFound):
    """No such topic, or not yours."""


class TooManyTopics(TooMany):
    """More topics than one connection may follow."""


class MessageMalformed(Invalid):
    """The message is not one that the socket understands."""


class SignIn(BaseModel):
    """First message of a program that cannot send headers."""

    op: Literal["sign_in"]
    token: Annotated[str, Field(max_length=4096)]


class Subscribe(BaseModel):
    """Follow a topic, from a cursor on if it has a log."""

    op: Literal["subscribe"]
    topic: Annotated[str, Field(max_length=80)]
    after: Annotated[str | None, Field(max_length=32)] = None


class Unsubscribe(BaseModel):
    """Follow it no longer."""

    op: Literal["unsubscribe"]
    topic: Annotated[str, Field(max_length=80)]


class Ping(BaseModel):
    """Are you there?"""

    op: Literal["ping"]


Message = Annotated[SignIn | Subscribe | Unsubscribe | Ping, Field(discriminator="op")]
read_message: TypeAdapter[Message] = TypeAdapter(Message)
