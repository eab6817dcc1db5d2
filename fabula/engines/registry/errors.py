"""What can go wrong with engines as they are set up.

FabulaError
├── EngineNotFound   404  no engine of this id
├── EngineFixed      409  settings or Fabula itself brought it in: it can be switched off, not changed
├── AddressRefused   400  an address that no engine can have
├── EngineUnusable   503  what is set up makes no engine
├── DemoEngineFailed 503  a demo engine does not start
└── NoModel          503  there is no model for this, or none is chosen

ModelFailed             for those who ask models: another channel may answer instead
├── CardBusy         503  the channel's card was not free in time
└── CardFull         503  its card has no room for the model
"""

from fabula.core.errors import Conflict, Invalid, NotFound, Unavailable, Who
from fabula.engines.gpu import GpuBusy, NoRoom
from fabula.engines.llm import ModelFailed


class EngineNotFound(NotFound):
    """No engine of this id."""


class EngineFixed(Conflict):
    """The engine comes from the settings, or with Fabula."""

    hint = "Change it in the settings; here it can be switched off."


class AddressRefused(Invalid):
    """An address that no engine can have."""

    hint = "Write it like http://127.0.0.1:11434."


class NoModel(Unavailable):
    """There is no model for this."""

    who = Who.ADMIN
    hint = "Choose one under Settings > Models."


class EngineUnusable(Unavailable):
    """What is set up makes no engine."""

    who = Who.ADMIN
    hint = "Correct it where it is set up, or remove it and add it again."


class DemoEngineFailed(Unavailable):
    """A demo engine does not start."""

    who = Who.ADMIN
    hint = "The server's log tells more; engines of your own work all the same."


class CardBusy(ModelFailed):
    """The card of the channel was not free in time."""

    status = 503
    who = Who.RETRY
    hint = GpuBusy.hint


class CardFull(ModelFailed):
    """The card of the channel has no room for the model."""

    status = 503
    who = Who.ADMIN
    hint = NoRoom.hint
