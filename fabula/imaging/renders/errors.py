"""What can go wrong with a render.

FabulaError
├── NoServer          503  no picture server is set up, or none answers
├── NoServerFits      409  none of the servers can run this: says what is missing where
├── RenderFailed      500  the server's own reason, in words
├── RenderRefused     400  the server does not take the workflow: says which node and why
├── DeadlinePassed    503  it was not done in time
├── QueuePaused       503  an admin has paused the servers
├── OrderUnclear      400  the order names neither a template nor a graph, or both
├── OrderTooLarge     413  more than an order may hold
├── DestinationRefused 400 results may not be put there
├── WebhookRefused    400  this address is not told anything
├── ServerUnknown     404  there is no picture server of this name
├── RenderNotFound    404  there is no such render, or it is somebody else's
├── PictureNotFound   404  there is no such picture, or it is somebody else's
└── DestinationFailed 503  the result could not be put where it was wanted
"""

from fabula.core.errors import Conflict, FabulaError, Invalid, NotFound, TooLarge, Unavailable, Who


class NoServer(Unavailable):
    """No picture server is set up, or none answers."""

    who = Who.ADMIN
    hint = "Add a ComfyUI server under Admin > Engines, or switch the built-in painter on."


class NoServerFits(Conflict):
    """None of the servers can run this workflow."""

    who = Who.ADMIN
    hint = "Install what is missing on one of the servers, or choose another template."


class RenderFailed(FabulaError):
    """The server could not make it."""

    who = Who.USER


class RenderRefused(Invalid):
    """The server does not take this workflow."""


class DeadlinePassed(Unavailable):
    """It was not done in time."""

    hint = "Try again, or allow more time."


class QueuePaused(Unavailable):
    """The picture queue is paused."""

    who = Who.ADMIN


class DestinationFailed(Unavailable):
    """The result could not be put where it was wanted."""

    who = Who.ADMIN
    hint = "The files are in the library. The admin has to look at the place where they were wanted."


class OrderUnclear(Invalid):
    """The order names neither a template nor a graph, or both."""

    hint = "Give either `template` or `graph`."


class OrderTooLarge(TooLarge):
    """More than an order may hold."""

    who = Who.USER


class DestinationRefused(Invalid):
    """Results may not be put there."""

    who = Who.ADMIN
    hint = "Choose a place beneath one that FABULA_RENDER_DESTINATIONS names, or let the admin add one."


class WebhookRefused(Invalid):
    """This address is not told anything."""

    hint = "Give an address that others can reach, or let the admin set FABULA_WEBHOOKS_TO_PRIVATE_HOSTS."


class ServerUnknown(NotFound):
    """There is no picture server of this name."""


class RenderNotFound(NotFound):
    """There is no such render, or it is not yours."""


class PictureNotFound(NotFound):
    """There is no such picture."""
