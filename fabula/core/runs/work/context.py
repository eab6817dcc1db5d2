"""What a handler sees of its run."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, Unpack

from pydantic import BaseModel, JsonValue
from pydantic_core import to_jsonable_python

from fabula.core.accounts import UserId
from fabula.core.background import Background
from fabula.core.db import is_outage
from fabula.core.errors import ErrorInfo, FabulaError
from fabula.core.events import EventKind, Fold, JsonObject, event_kinds
from fabula.core.runs.durable import Durable
from fabula.core.runs.errors import RunLost, StepFailed, info_of
from fabula.core.runs.live import BLANK, MAX_PREVIEW, MAX_TEXT, LiveChange
from fabula.core.runs.tables import State
from fabula.core.runs.work.ledger import Entry, Held, Ledger, Write, live_columns

log = logging.getLogger(__name__)

Input = TypeVar("Input", bound=BaseModel)


@dataclass(slots=True)
class _Scope:
    """One step, or the handler's own body: what it did to the live state, and how many events it made."""

    number: int
    has_run: bool = False
    events: int = 0
    changed: dict[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    text: list[str] = field(default_factory=list[str])
    thinking: list[str] = field(default_factory=list[str])

    def next_origin(self) -> str:
        self.events += 1
        return f"{self.number}.{self.events}"


_step: ContextVar[_Scope | None] = ContextVar("fabula_run_step", default=None)


class RunContext(Generic[Input]):
    """The run as its handler sees it: input, durable steps, durable events, live changes."""

    def __init__(
        self,
        held: Held,
        given: Input,
        *,
        ledger: Ledger,
        durable: Durable,
        background: Background,
        announce: Callable[[Held], None],
        replays: int,
        takes_steps: bool = True,
    ) -> None:
        self.input = given
        self._held = held
        self._left_off: JsonObject = dict(held.row.live) if held.row.epoch > 1 else {}
        self._ledger = ledger
        self._durable = durable
        self._background = background
        self._announce = announce
        self._writing = asyncio.Lock()
        self._body = _Scope(0)
        self._steps = 0
        self.takes_steps = takes_steps
        self.outage: Exception | None = None
        self._text_length = 0
        # Until the steps done before a crash are replayed, their live changes gather here, unseen.
        self._replays_left = replays
        self._replayed = Fold(BLANK)
        self._is_replaying = held.row.epoch > 1
        self._end_replay_if_due()

    @property
    def id(self) -> str:
        return self._held.id

    @property
    def owner(self) -> UserId:
        return UserId(self._held.row.owner_id)

    @property
    def is_cancelled(self) -> bool:
        """Somebody asked for its end; a handler that is stopped without it leaves its work to the next start."""
        return self._held.is_cancelled

    @property
    def is_resumed(self) -> bool:
        return self._held.row.epoch > 1

    @property
    def born_in(self) -> str:
        """The stage that its readers know from its birth; none when it was taken up again."""
        return "" if self.is_resumed else self._held.row.live.get("stage") or ""

    @property
    def left_off(self) -> JsonObject:
        """The live state as it was last stored before the work was interrupted; empty if it was not."""
        return self._left_off

    async def step(self, name: str, work: Callable[[], Awaitable[JsonValue]]) -> JsonValue:
        """Do this once: its result is kept, and a replay gets it from there. A crash in the middle does it again."""
        if not self.takes_steps:
            raise RuntimeError(f"the step {name} was begun in a run of a kind that takes none")
        if _step.get() is not None:
            raise RuntimeError(f"the step {name} was begun inside another step")
        self._steps += 1
        scope = _Scope(self._steps)
        with self._interrupted_by_outages():
            kept: Any = await self._durable.step(name, lambda: self._perform(name, scope, work))
        if not scope.has_run:
            self._apply(kept["set"], kept["text"], kept.get("thinking", ""))
            self._replays_left -= 1
            self._end_replay_if_due()
        if kept["error"] is not None:
            raise StepFailed(ErrorInfo.model_validate(kept["error"]))
        return kept["value"]

    async def dares(self) -> None:
        """What comes now might take the process along; a patient run that was taken up again says so before."""
        if self.is_resumed:
            try:
                await self._ledger.dares(self._held)
            except RunLost:
                self._held.is_lost = True
                raise asyncio.CancelledError from None

    async def emit(self, kind: EventKind, data: BaseModel) -> None:
        """A durable event. Inside a step that runs twice it is written once."""
        if kind.name not in event_kinds:
            raise ValueError(f"the event kind {kind.name} is not announced")
        await self._emit(kind.name, kind.payload.model_validate(data).model_dump(mode="json"))

    async def stage(self, stage: str) -> None:
        """Enter a new stage: a durable event, and news for the person's list of runs."""
        self._change({"stage": stage})
        await self._emit("run.stage", {"stage": stage}, with_live=True)
        self._announce(self._held)

    def live(self, **changes: Unpack[LiveChange]) -> None:
        """Set fields of the live state, at no cost in the database."""
        if len(changes.get("preview") or "") > MAX_PREVIEW:
            raise ValueError("a preview is too large to be sent live; store it as an asset")
        self._change(dict(changes))

    def write(self, text: str) -> None:
        """Append to the live text, at no cost in the database."""
        if text and self._text_length <= MAX_TEXT:
            self._text_length += len(text)
            self._change({}, text=text)

    def think(self, text: str) -> None:
        """Append to the live thinking, which is kept apart from the text."""
        if text and self._text_length <= MAX_TEXT:
            self._text_length += len(text)
            self._change({}, thinking=text)

    async def end(self, result: JsonValue, write: Write) -> None:
        """End well in one transaction with what `write` writes there: a crash leaves both behind, or neither.

        For kinds that take no steps, and the last thing that their handlers do: what they return is not looked at then.
        """
        if self.takes_steps:
            raise RuntimeError("only a run of a kind that takes no steps can be ended with something else")
        ending = self._background.start(
            self._end(to_jsonable_python(result), write), name=f"end of run {self.id}", is_awaited=True
        )
        await asyncio.shield(ending)
        if self._held.is_lost:
            raise asyncio.CancelledError

    async def _end(self, result: JsonValue, write: Write) -> None:
        async with self._writing:
            entry = Entry("run.finished", {})
            ended = {"state": State.DONE, "finished_at": entry.at, "result": result, **live_columns(self._held)}
            try:
                await self._ledger.append_with(write, self._held, entry, **ended)
            except RunLost:
                self._held.is_lost = True

    async def _emit(self, kind: str, data: dict[str, JsonValue], *, with_live: bool = False) -> None:
        origin = (_step.get() or self._body).next_origin()
        if origin in self._held.known:
            return
        # The write goes on when the handler is cancelled in the middle of it, or the count of events would be in doubt.
        writing = self._append(Entry(kind, data, origin), with_live)
        await asyncio.shield(self._background.start(writing, name=f"event of run {self.id}"))
        if self._held.is_lost:
            # Not an error of the handler, and nothing for a step to remember: it just has to stop.
            raise asyncio.CancelledError

    async def _append(self, entry: Entry, with_live: bool) -> None:
        async with self._writing:
            if self._held.has_ended:
                return
            columns = live_columns(self._held) if with_live else {}
            try:
                await self._ledger.append(self._held, entry, **columns)
            except RunLost:
                self._held.is_lost = True

    async def _perform(self, name: str, scope: _Scope, work: Callable[[], Awaitable[JsonValue]]) -> JsonValue:
        scope.has_run = True
        self._replays_left = 0
        self._end_replay_if_due()
        token = _step.set(scope)
        value: JsonValue = None
        error: JsonValue = None
        try:
            with self._interrupted_by_outages():
                value = to_jsonable_python(await work())
        except Exception as failure:
            if not isinstance(failure, FabulaError):
                log.exception("step %s of run %s failed", name, self.id)
            error = info_of(failure, self.id).model_dump(mode="json")
        finally:
            _step.reset(token)
        text, thinking = "".join(scope.text), "".join(scope.thinking)
        return {"value": value, "error": error, "set": scope.changed, "text": text, "thinking": thinking}

    @contextmanager
    def _interrupted_by_outages(self) -> Generator[None]:
        """An outage of the database is no result of a step: none is kept, and the handler stops, to begin anew."""
        try:
            yield
        except Exception as error:
            if not is_outage(error):
                raise
            self.outage = error
            raise asyncio.CancelledError from error

    def _change(self, changed: dict[str, Any], text: str = "", thinking: str = "") -> None:
        if scope := _step.get():
            if "text" in changed:
                scope.text.clear()
            if "thinking" in changed:
                scope.thinking.clear()
            scope.changed |= changed
            scope.text.append(text)
            scope.thinking.append(thinking)
        self._apply(changed, text, thinking)

    def _apply(self, changed: dict[str, Any], text: str, thinking: str = "") -> None:
        appended = {"text": text} if text else {}
        if thinking:
            appended["thinking"] = thinking
        if self._is_replaying:
            self._replayed.apply(changed, appended)
        elif changed or appended:
            self._held.topic.change(changed, appended)
            self._held.is_stale = True

    async def settled(self) -> None:
        """The handler has ended: what it still writes is written, and nothing is held back any more."""
        self._replays_left = 0
        self._end_replay_if_due()
        async with self._writing:
            return

    def _end_replay_if_due(self) -> None:
        if self._is_replaying and self._replays_left <= 0:
            self._is_replaying = False
            self._held.topic.restate(self._replayed.value)
            self._held.is_stale = True
