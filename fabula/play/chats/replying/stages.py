"""What a person sees while no word has come yet: the place in the line of the GPU, then that the model gets ready."""

import asyncio
from types import TracebackType
from typing import Any, Self

from fabula.core.background import Background
from fabula.core.runs import RunContext
from fabula.engines.gpu import Place

WAITING = "Waiting for the GPU"
GETTING_READY = "The model is getting ready"
WRITING = "Writing"
SILENT_S = 1.5


class Stages:
    """Says a stage only where it lasts: most replies begin at once, and then none is written down."""

    def __init__(self, run: RunContext[Any], background: Background) -> None:
        self._run = run
        self._background = background
        self._stage = ""
        self._is_placed = False
        self._telling: list[asyncio.Task[None]] = []
        self._silence: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> Self:
        self._silence = asyncio.get_running_loop().call_later(SILENT_S, self._is_silent)
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._quiet()
        if self._telling:
            await asyncio.wait(self._telling)

    def told(self, place: Place) -> None:
        """Still in the line."""
        self._is_placed = True
        self._run.live(place=place.place, eta_s=round(place.expected_s, 1))
        self._say(WAITING)

    def begins(self) -> None:
        """The first sign of the reply."""
        self._quiet()
        if self._is_placed:
            self._run.live(place=None, eta_s=None)
        if self._stage:
            self._say(WRITING)

    def say(self, stage: str) -> None:
        self._say(stage)

    def _quiet(self) -> None:
        if self._silence is not None:
            self._silence.cancel()
            self._silence = None

    def _is_silent(self) -> None:
        if not self._is_placed:
            self._say(GETTING_READY)

    def _say(self, stage: str) -> None:
        if stage != self._stage:
            self._stage = stage
            self._telling.append(self._background.start(self._run.stage(stage), name=f"stage of {self._run.id}"))
