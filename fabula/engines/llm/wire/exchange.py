"""One streamed reply: read at the pace of its reader, judged by two clocks, closed at once when nobody wants it."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeGuard

from fabula.engines.llm.errors import FirstTokenLate, ModelFailed, NextTokenLate, StreamBroken, StreamMalformed
from fabula.engines.llm.events import Event, Text, Thinking
from fabula.engines.llm.wire.framing import Framer, ServerSentEvents, Whole
from fabula.engines.llm.wire.http import Call, Http, read_object

if TYPE_CHECKING:
    import aiohttp

DONE = b"[DONE]"
SETTLE_S = 2.0
DRAIN_S = 0.2
LONGEST_REPLY = 64 * 1024 * 1024


class Reader(Protocol):
    """Turns payloads into events. `finished`: the provider gave its reason; `done`: nothing comes after."""

    finished: bool
    done: bool

    def read(self, payload: dict[str, Any]) -> Sequence[Event] | None:
        """The events in it; None if it tells nothing of the reply, and so is no sign of progress."""
        ...

    def end(self) -> Sequence[Event]:
        """What is left to say at the end; raises where a reply has none."""
        ...


async def exchanged(http: Http, call: Call, framer: Callable[[], Framer], reader: Reader) -> AsyncGenerator[Event]:
    """The events of one reply."""
    pace = _Pace(http, reader)
    response = await pace.opened(call)
    try:
        frames = framer()
        if isinstance(frames, ServerSentEvents) and response.content_type == "application/json":
            frames = Whole()
        size = 0
        while not reader.done and (chunk := await pace.next(response)):
            size += len(chunk)
            if size > LONGEST_REPLY:
                raise StreamMalformed(f"{http.where} sends a reply without an end.")
            for event in _joined(pace.told_by(frames.feed(chunk))):
                yield event
        for event in _joined(pace.told_by(frames.rest())):
            yield event
        for event in reader.end():
            yield event
        await _drained(response)
    finally:
        pace.close()
        response.close()


def _joined(events: Iterable[Event]) -> Iterator[Event]:
    """What came together is told together: a reader who lags catches up at the price of one piece."""
    held: Text | Thinking | None = None
    try:
        for event in events:
            if held is not None and _goes_on(event, held):
                held.text += event.text
                held.pieces += 1
                continue
            if held is not None:
                yield held
            held = event if isinstance(event, Text | Thinking) else None
            if held is None:
                yield event
    except ModelFailed:
        if held is not None:
            yield held
        raise
    if held is not None:
        yield held


def _goes_on(event: Event, held: Text | Thinking) -> TypeGuard[Text | Thinking]:
    if isinstance(event, Thinking):
        return isinstance(held, Thinking) and not (held.signature or event.signature)
    return isinstance(event, Text) and isinstance(held, Text)


class _Pace:
    """How long may it take now? Comments and pings of the server are no progress.

    One timer serves a whole reply and is moved on only when it rings: one per token would cost more than its parsing.
    """

    def __init__(self, http: Http, reader: Reader) -> None:
        self._http = http
        self._reader = reader
        self._loop = asyncio.get_running_loop()
        self._deadline = self._loop.time() + http.patience.first_token_s
        self._timer: asyncio.TimerHandle | None = None
        self._rings_at = self._deadline
        self._response: aiohttp.ClientResponse | None = None
        self._waits = False
        self._started = False
        self._moved = False
        self._is_late = False

    async def opened(self, call: Call) -> "aiohttp.ClientResponse":
        try:
            async with asyncio.timeout_at(self._deadline):
                self._response = await self._http.open(call)
        except TimeoutError:
            raise self._late() from None
        self._ring_at(self._deadline)
        return self._response

    async def next(self, response: "aiohttp.ClientResponse") -> bytes:
        """The next bytes; none at the end, however it came, once the provider has given its reason."""
        if self._moved:
            self._moved, self._started = False, True
            self._deadline = self._loop.time() + self._patience_s()
            if self._deadline < self._rings_at:
                self._ring_at(self._deadline)
        self._waits = True
        try:
            return await self._http.read(response)
        except StreamBroken:
            if self._reader.finished:
                return b""
            if self._is_late:
                raise self._late() from None
            raise
        finally:
            self._waits = False

    def told_by(self, payloads: Iterable[bytes]) -> Iterator[Event]:
        for payload in payloads:
            yield from self._told(payload)

    def _told(self, payload: bytes) -> Sequence[Event]:
        if payload == DONE:
            self._reader.done = True
            return ()
        events = self._reader.read(read_object(payload, self._http.where))
        if events is None:
            return ()
        self._moved = True
        return events

    def close(self) -> None:
        if self._timer:
            self._timer.cancel()

    def _ring_at(self, moment: float) -> None:
        if self._timer:
            self._timer.cancel()
        self._rings_at = moment
        self._timer = self._loop.call_at(moment, self._rang)

    def _rang(self) -> None:
        """Ends the wait for the server; a reader who is slow to take what came is not its fault."""
        now = self._loop.time()
        if not self._waits:
            self._deadline = now + self._patience_s()
        if self._deadline > now:
            self._ring_at(self._deadline)
        elif self._response:
            self._is_late = True
            self._response.close()

    def _patience_s(self) -> float:
        return SETTLE_S if self._reader.finished else self._http.patience.next_token_s

    def _late(self) -> ModelFailed:
        patience, where = self._http.patience, self._http.where
        if self._started:
            return NextTokenLate(f"{where} fell silent for {patience.next_token_s:g} s in the middle of a reply.")
        return FirstTokenLate(f"{where} said nothing for {patience.first_token_s:g} s.")


async def _drained(response: "aiohttp.ClientResponse") -> None:
    """Takes the end of the answer, so that its connection serves again; without an end it is closed."""
    try:
        async with asyncio.timeout(DRAIN_S):
            while await response.content.readany():
                pass
    except Exception:
        return
