"""What this room needs of the ComfyUI servers that somebody else keeps."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from fabula.engines.comfy import ComfyServer

DEFAULT_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Need:
    """Why a server is needed: for whom, what it will load, and how long that may take.

    `on_place` hears how many are let in at the card before, and in about how many seconds. With `is_running` the server
    is at it already, so that there is nothing to wait for.
    """

    owner: str
    what: str
    label: str
    is_watched: bool
    seconds: float
    on_place: Callable[[int, float], None] = lambda place, eta_s: None
    is_running: bool = False


class RenderServer(Protocol):
    """One server that may be given renders."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def client(self) -> ComfyServer: ...

    @property
    def ahead(self) -> int:
        """How many renders may be there at once, the running one included."""
        ...

    @property
    def is_draining(self) -> bool:
        """It finishes what it has and gets nothing new."""
        ...

    @property
    def is_demo(self) -> bool: ...

    def lease(self, need: Need) -> AbstractAsyncContextManager[object]:
        """The right to use its card; waits until there is room."""
        ...

    def shows_life(self) -> None:
        """A job goes on there: its card is kept for it, and for those that wait behind it."""
        ...

    async def falls_silent(self) -> None:
        """It does not answer: if nobody is there any more, its card is given to others meanwhile."""
        ...

    def ran_out_of_memory(self, what: str) -> None:
        """A job of this shape did not get the memory that it needs."""
        ...


class Servers(Protocol):
    """All of them, as they are set up now."""

    def current(self) -> Sequence[RenderServer]: ...

    def on_change(self, act: Callable[[], None]) -> None:
        """Call it whenever a server came, went or changed."""
        ...
