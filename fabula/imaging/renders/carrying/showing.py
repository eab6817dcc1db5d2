"""What a person sees of a render under way: stage, place in line, steps and how the picture looks so far."""

import asyncio
from base64 import b64encode
from typing import Any, Self

from fabula.core.background import Background
from fabula.core.runs import RunContext
from fabula.engines.comfy import JobEvent, events

PREVIEW_EVERY_S = 0.5
WORTH_A_ROW_S = 0.25
LARGEST_PREVIEW = 200_000


class Showing:
    """Turns the events of a job into the live state of its run; a stage that passes at once is not worth a row."""

    def __init__(self, run: RunContext[Any], background: Background) -> None:
        self._run = run
        self._background = background
        self._stage = self._told = run.born_in
        self._is_trouble = False
        self._is_counting = False
        self._shown_at = -PREVIEW_EVERY_S
        self._due: asyncio.TimerHandle | None = None
        self._teller: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._due:
            self._due.cancel()
        if self._teller:
            self._teller.cancel()
            await asyncio.wait({self._teller})

    def trouble(self, reason: str) -> None:
        """Something is in the way; it is said once, until something else goes on, and no count hides it."""
        if not self._is_trouble:
            self._run.live(done=None, total=None, unit=None, place=None, eta_s=None)
        self._is_trouble = True
        self._enter(reason)

    def stage(self, stage: str, *, is_routine: bool = False) -> None:
        """A new stage; what is tried again and again in trouble is not told each time."""
        if not (is_routine and self._is_trouble):
            self._is_trouble = False
            self._enter(stage)

    def _enter(self, stage: str) -> None:
        if stage != self._stage:
            self._stage = stage
            if self._due is None and self._teller is None:
                self._due = asyncio.get_running_loop().call_later(WORTH_A_ROW_S, self._begin_to_tell)

    def _begin_to_tell(self) -> None:
        self._due = None
        if self._told != self._stage:
            self._teller = self._background.start(self._tell(), name=f"stages of {self._run.id}")

    async def _tell(self) -> None:
        while self._told != self._stage:
            self._told = self._stage
            await self._run.stage(self._told)
            if self._told != self._stage:
                await asyncio.sleep(WORTH_A_ROW_S)
        self._teller = None

    def place(self, place: int | None, eta_s: float | None) -> None:
        self._run.live(
            place=None if place is None else place + 1,
            eta_s=None if eta_s is None else round(eta_s, 1),
        )

    def event(self, event: JobEvent, server: str) -> None:
        match event:
            case events.Queued(ahead):
                self._run.live(place=ahead)
            case events.Started():
                self._run.live(place=None, eta_s=None)
                self.stage(f"Drawing on {server}")
            case events.Step(k=k, n=n):
                self._is_counting = k < n
                self._run.live(done=k, total=n, unit="steps")
            case events.NodeStarted(fraction=fraction) if not self._is_counting:
                self._run.live(done=round(fraction, 3), total=1, unit=None)
            case events.Preview(data=data, media_type=media_type):
                self._preview(data, media_type)
            case events.Stuck(reason=reason):
                self.stage(reason)
            case _:
                pass

    def _preview(self, data: bytes, media_type: str) -> None:
        now = asyncio.get_running_loop().time()
        if len(data) <= LARGEST_PREVIEW and now - self._shown_at >= PREVIEW_EVERY_S:
            self._shown_at = now
            self._run.live(preview=f"data:{media_type};base64,{b64encode(data).decode()}")
