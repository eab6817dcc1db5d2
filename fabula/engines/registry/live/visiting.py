"""One visit to a card for several calls: what a piece of work asks one model after another is let in once."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any, Protocol


class Visited(Protocol):
    """A channel whose card can be held."""

    def held(self, model: str, owner: str, label: str) -> AbstractAsyncContextManager[Any]: ...


class Visit:
    """Holds the card of one channel, from when it is first needed; the calls inside are let in without a wait.

    Another model of the same channel is taken in turn, before all who wait. A channel that lives elsewhere is another
    visit, and the first one ends before it.
    """

    def __init__(self, channel: Callable[[str], Visited | None], owner: str, label: str) -> None:
        self._channel = channel
        self._owner = owner
        self._label = label
        self._stay = AsyncExitStack()
        self._turn = AsyncExitStack()
        self._at = self._with = ""

    async def at(self, channel_id: str, model: str) -> None:
        """Be at this channel with this model; raises like a call if its card is not to be had.

        A channel that is gone, or that lives on no card of ours, has nothing to hold.
        """
        if (channel_id, model) == (self._at, self._with):
            return
        if channel_id != self._at:
            await self.leave()
        channel = self._channel(channel_id)
        if channel is None:
            return
        await self._turn.aclose()
        held = channel.held(model, self._owner, self._label)
        await (self._turn if self._at else self._stay).enter_async_context(held)
        self._at, self._with = channel_id, model

    async def leave(self) -> None:
        """Let the others in."""
        self._at = self._with = ""
        await self._turn.aclose()
        await self._stay.aclose()
