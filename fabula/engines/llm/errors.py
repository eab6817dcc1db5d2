"""What can go wrong with a language model, translated once where the network ends.

ModelFailed                     the root: may the same channel be asked again, may another one help
├── ChannelUnreachable     503  nobody answers at its address
├── ChannelResting         503  it failed often, and is left alone for a moment
├── NoChannel              503  nobody offers this model
├── QueueFull              503  it has more to do than it takes
│   └── ModelLoading       503  it still brings its model into memory
├── RateLimited            429  the provider wants fewer requests
│   └── AccountEmpty       429  the provider wants payment
├── ServerFailed           502  it answered with a fault of its own
│   └── OutOfMemory        502  the model does not fit into its memory
├── FirstTokenLate         504  it took the request and said nothing
├── NextTokenLate          504  it fell silent in the middle of a reply
├── ReplyTooLong           504  the whole reply took longer than it may
├── StreamBroken           502  the connection ended in the middle of a reply
├── StreamMalformed        502  what it sends cannot be read
├── RequestRejected        400  it understood the request and declines
│   ├── ContextTooLong     400  more text than the model can read
│   ├── ContentRefused     400  it does not answer this
│   └── FeatureMissing     400  the model cannot do it: tools, pictures, thinking
├── ModelNotInstalled      404  the model is not there
├── KeyRefused             502  the provider does not accept the key
├── UnloadStuck            503  the server still holds a model that it was told to let go
└── NoValidAnswer          502  no answer fitted what was asked for, after every repair
"""

import re
from typing import ClassVar

from pydantic import SecretStr

from fabula.core.errors import FabulaError, Who

LONGEST_REASON = 400
_SECRETS = re.compile(
    r"""(?i)(bearer\s+|api[-_ ]?key["']?\s*[:=]\s*["']?|://[^/\s:@]*:)[^\s"',;@]{6,}|\bsk-[\w-]{6,}[\w*-]*"""
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def told(reason: object, key: SecretStr | None = None) -> str:
    """A provider's own words as a person may see them: one short line without secrets."""
    text = str(reason)[: 20 * LONGEST_REASON]
    if key and len(secret := key.get_secret_value()) > 3:
        text = text.replace(secret, "•••")
    text = _SECRETS.sub(lambda found: f"{found[1] or ''}•••", text)
    text = _CONTROL.sub(" ", text).strip()
    return text if len(text) <= LONGEST_REASON else text[: LONGEST_REASON - 1] + "…"


class ModelFailed(FabulaError):
    """A language model did not answer as asked."""

    status = 502
    who = Who.RETRY
    again: ClassVar[bool] = False
    """The same channel may be asked again after a pause."""
    elsewhere: ClassVar[bool] = True
    """Another channel may be able to answer."""
    wears: ClassVar[bool] = False
    """It counts against the channel, which rests after a few of these."""

    def __init__(self, message: str, *, hint: str | None = None, retry_after: float | None = None) -> None:
        headers = {"Retry-After": str(max(1, round(retry_after)))} if retry_after is not None else None
        super().__init__(message, hint=hint, headers=headers)
        self.retry_after = retry_after


class ChannelUnreachable(ModelFailed):
    """Nobody answers at the channel's address."""

    status = 503
    who = Who.ADMIN
    hint = "Start the server, or correct the channel's address."
    again = True
    wears = True


class ChannelResting(ModelFailed):
    """The channel failed often and is left alone for a moment."""

    status = 503
    hint = "Try again in a moment."


class NoChannel(ModelFailed):
    """Nobody offers this model."""

    status = 503
    who = Who.ADMIN
    hint = "Add a channel for it, or choose another model."
    elsewhere = False


class QueueFull(ModelFailed):
    """The server has more to do than it takes."""

    status = 503
    hint = "Try again in a moment."
    again = True


class ModelLoading(QueueFull):
    """The server still brings its model into memory."""

    hint = "Try again in a moment; if it never ends, the server's log tells more."


class RateLimited(ModelFailed):
    """The provider wants fewer requests, or its account is used up."""

    status = 429
    hint = "Wait a little; if it goes on, look at the provider's account."
    again = True


class ServerFailed(ModelFailed):
    """The server answered with a fault of its own."""

    hint = "Try again; the server's log tells more."
    again = True
    wears = True


class FirstTokenLate(ModelFailed):
    """The server took the request and said nothing in time."""

    status = 504
    hint = "The model may still be loading: try again, or allow more time in the channel."
    wears = True


class NextTokenLate(ModelFailed):
    """The server fell silent in the middle of a reply."""

    status = 504
    hint = "Try again."
    wears = True


class ReplyTooLong(ModelFailed):
    """The whole reply took longer than it may."""

    status = 504
    hint = "Try again, choose a quicker model, or allow more time in the settings."


class StreamBroken(ModelFailed):
    """The connection ended in the middle of a reply."""

    hint = "Try again; the model's server may have stopped."
    again = True
    wears = True


class StreamMalformed(ModelFailed):
    """What the server sends cannot be read."""

    who = Who.ADMIN
    hint = "Check that the channel's kind fits the server behind its address."
    wears = True


class RequestRejected(ModelFailed):
    """The server understood the request and declines it."""

    status = 400
    who = Who.USER
    hint = "Change the request, or choose another model."
    elsewhere = False


class ContextTooLong(RequestRejected):
    """More text than the model can read at once."""

    hint = "Shorten the conversation, unpin something, or choose a larger context."


class ContentRefused(RequestRejected):
    """The provider does not answer this."""

    hint = "Say it differently, or choose another model."


class FeatureMissing(RequestRejected):
    """The model cannot do what is asked."""

    hint = "Choose a model that can."
    elsewhere = True


class ModelNotInstalled(ModelFailed):
    """The model is not on that server."""

    status = 404
    who = Who.ADMIN
    hint = "Install (pull) it under Settings > Models, or choose another model."


class KeyRefused(ModelFailed):
    """The provider does not accept the channel's key."""

    who = Who.ADMIN
    hint = "Put a valid key into the channel."


class UnloadStuck(ModelFailed):
    """The server still holds a model that it was told to let go."""

    status = 503
    who = Who.ADMIN
    hint = "Wait until its present reply has ended, or restart the server."


class NoValidAnswer(ModelFailed):
    """No answer fitted what was asked for."""

    hint = "Try again, or choose a stronger model."
    elsewhere = False


class AccountEmpty(RateLimited):
    """The provider's account is used up."""

    who = Who.ADMIN
    hint = "Look at the provider's account."
    again = False


class OutOfMemory(ServerFailed):
    """The model does not fit into the server's memory."""

    who = Who.ADMIN
    hint = "Choose a smaller model or context, or free the GPU."
    again = False
    wears = False
