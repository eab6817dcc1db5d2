"""Sends what this process has to say to the others in batches, and hands on what they say."""

import asyncio
import logging
from collections import OrderedDict
from typing import Protocol

from pydantic import ValidationError

from fabula.core.background import Background
from fabula.core.errors import StartFailed
from fabula.core.events.lines import Line, LineDown
from fabula.core.events.wire import Batch, Signal, Told, batches
from fabula.core.ids import new_id

log = logging.getLogger(__name__)

MOST_WAITING = 20_000
SOONEST_RETRY_S = 0.2
LATEST_RETRY_S = 5.0
MOST_SENDERS = 1000


class Listener(Protocol):
    """Whoever is told what the others say."""

    def heard_frame(self, told: Told) -> None: ...

    def heard_asking(self, topic: str, *, wants_snapshot: bool) -> None: ...

    def heard_signal(self, signal: Signal) -> None: ...

    def heard_gap(self) -> None:
        """Something of the others was lost."""
        ...


class Relay:
    """One process's end of the line."""

    def __init__(self, line: Line, background: Background) -> None:
        self._line = line
        self._background = background
        self._name = new_id()
        self._number = 0
        self._frames: list[Told] = []
        self._asked: dict[str, bool] = {}
        self._signals: list[Signal] = []
        self._has_work = asyncio.Event()
        self._is_up = asyncio.Event()
        self._is_idle = asyncio.Event()
        self._is_idle.set()
        self._tasks: list[asyncio.Task[None]] = []
        self._heard: OrderedDict[str, int] = OrderedDict()

    @property
    def is_up(self) -> bool:
        return self._is_up.is_set()

    async def open(self, listener: Listener) -> None:
        """Connect, or say in one sentence why not; later interruptions mend themselves."""
        try:
            await self._line.open()
        except LineDown as error:
            raise StartFailed(
                f"The bus at {self._line.where} cannot be reached: {error}",
                hint="Check FABULA_BUS_URL and that the server runs.",
            ) from error
        self._is_up.set()
        self._tasks = [
            self._background.start(self._listen(listener), name="bus: listen"),
            self._background.start(self._speak(), name="bus: speak"),
        ]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await self._line.close()

    async def all_said(self) -> None:
        """Wait until nothing waits to be said."""
        await self._is_idle.wait()

    def tell(self, told: Told) -> None:
        if len(self._frames) >= MOST_WAITING:
            # The others see the missing number and ask for snapshots.
            self._frames.clear()
            self._number += 1
        self._frames.append(told)
        self._wake()

    def ask(self, topic: str, *, wants_snapshot: bool) -> None:
        """Whoever feeds this topic shall tell all that follows, and before it, if so wanted, where it stands."""
        self._asked[topic] = wants_snapshot or self._asked.get(topic, False)
        self._wake()

    def signal(self, signal: Signal) -> None:
        if len(self._signals) < MOST_WAITING:
            self._signals.append(signal)
            self._wake()

    def _wake(self) -> None:
        self._has_work.set()
        self._is_idle.clear()

    async def _speak(self) -> None:
        while True:
            await self._has_work.wait()
            self._has_work.clear()
            self._number += 1
            batch = Batch(self._name, self._number, self._frames, self._asked, self._signals)
            self._frames, self._asked, self._signals = [], {}, []
            text = batches.dump_json(batch).decode()
            while not await self._sent(text):
                await self._is_up.wait()
            if not self._has_work.is_set():
                self._is_idle.set()

    async def _sent(self, text: str) -> bool:
        try:
            await self._line.send(text)
        except LineDown:
            await asyncio.sleep(SOONEST_RETRY_S)
            return False
        return True

    async def _listen(self, listener: Listener) -> None:
        while True:
            try:
                for text in await self._line.receive():
                    self._take(text, listener)
            except LineDown as error:
                await self._reopen(error)
                listener.heard_gap()

    async def _reopen(self, error: LineDown) -> None:
        log.warning("the bus at %s is interrupted: %s", self._line.where, error)
        self._is_up.clear()
        pause = SOONEST_RETRY_S
        while not self.is_up:
            await asyncio.sleep(pause)
            pause = min(LATEST_RETRY_S, 2 * pause)
            try:
                await self._line.open()
            except LineDown:
                continue
            self._is_up.set()
        log.warning("the bus at %s carries again", self._line.where)

    def _take(self, text: str, listener: Listener) -> None:
        try:
            batch = batches.validate_json(text)
        except ValidationError:
            log.warning("the bus brought something that is not understood; do all processes have the same version?")
            return
        if batch.sender != self._name and self._is_new(batch, listener):
            for told in batch.frames:
                listener.heard_frame(told)
            for topic, wants_snapshot in batch.asked.items():
                listener.heard_asking(topic, wants_snapshot=wants_snapshot)
            for signal in batch.signals:
                listener.heard_signal(signal)

    def _is_new(self, batch: Batch, listener: Listener) -> bool:
        before = self._heard.get(batch.sender, batch.number - 1)
        if batch.number <= before:
            return False
        self._heard[batch.sender] = batch.number
        self._heard.move_to_end(batch.sender)
        if len(self._heard) > MOST_SENDERS:
            self._heard.popitem(last=False)
        if batch.number > before + 1:
            listener.heard_gap()
        return True
