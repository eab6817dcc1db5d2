"""Asks a server how its jobs stand: rarely while the socket is healthy, every second when it is not.

A healthy socket tells of a job's end within milliseconds, and the history confirms it. The poll finds what the socket
did not tell, because it is down, deaf, garbled, or another one than the job was submitted under.
"""

import asyncio
import logging
import math
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

from fabula.core.errors import FabulaError
from fabula.engines.comfy.address import ServerAddress
from fabula.engines.comfy.jobs.events import Loss, Lost, Stuck, Trouble
from fabula.engines.comfy.jobs.following.tracker import Phase, Tracker
from fabula.engines.comfy.jobs.queue import ServerQueue
from fabula.engines.comfy.values import QueueReading
from fabula.engines.comfy.wire.socket import Socket

ASKED_AT_ONCE = 8
MARKERS = 5
SOONEST_S = 0.05
LONGEST_NAP_S = 0.25  # what is due changes with what the socket says
SHORT_ABSENCE_S = 2.0
STATUS_S = 0.8
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.005, 0.5

log = logging.getLogger(__name__)


class Poll:
    """One poll for all jobs of a server that somebody follows."""

    def __init__(
        self, address: ServerAddress, queue: ServerQueue, socket: Socket, watched: Callable[[], list[Tracker]]
    ) -> None:
        self._address = address
        self._patience = address.patience
        self._queue = queue
        self._socket = socket
        self._watched = watched
        self._room = asyncio.Semaphore(ASKED_AT_ONCE)
        self._wake = asyncio.Event()
        self._hurried = False
        self._last = 0.0
        self._status_due = math.inf
        self._doubted = 0.0
        self._away_since: float | None = None
        self._waiting_since = (0.0, "")
        self._markers: deque[Tracker] = deque(maxlen=MARKERS)

    # When

    def wake(self) -> None:
        self._wake.set()

    def hurry(self) -> None:
        """Something happened that the socket may not tell: ask at once."""
        self._hurried = True
        self._wake.set()

    def expect_status(self) -> None:
        """Every submission makes the server tell all sockets its status: a test of the socket for nothing."""
        if self._socket.connected and self._status_due == math.inf:
            self._status_due = monotonic() + STATUS_S
        self._wake.set()

    def heard_status(self) -> None:
        self._status_due = math.inf

    async def keep(self) -> None:
        """Until it is cancelled."""
        while True:
            self._wake.clear()
            due = self._due()
            if due is None:
                await self._wake.wait()
            elif (pause_s := due - monotonic()) > 0:
                with suppress(TimeoutError):
                    async with asyncio.timeout(min(pause_s, LONGEST_NAP_S)):
                        await self._wake.wait()
            else:
                await self._check_hearing()
                await self._round()

    def _due(self) -> float | None:
        watched = self._watched()
        if not watched:
            return None
        if self._hurried:
            return self._last + SOONEST_S
        if not all(map(self._trusts, watched)):
            return self._last + self._patience.poll_s
        calm = max(self._socket.last_message + self._patience.quiet_s, self._last + self._patience.trusted_poll_s)
        alarm = min(tracker.alarm_at for tracker in watched)
        return min(calm, self._status_due, max(alarm, self._last + self._patience.poll_s))

    def _trusts(self, tracker: Tracker) -> bool:
        return (
            self._socket.healthy
            and not self._is_in_doubt
            and tracker.client_id == self._socket.client_id
            and tracker.absent_since is None
            and tracker.alarm_at > monotonic()
        )

    # Is the socket deaf?

    async def _check_hearing(self) -> None:
        """A doubt makes the polls frequent until the socket says something; a doubt that stays ends the connection.

        A busy server is late with everything, so that one late message is no proof.
        """
        now = monotonic()
        if now >= self._status_due:
            self._doubt_hearing()
            self._status_due = math.inf
        if self._is_in_doubt and now - self._doubted >= self._patience.deaf_s:
            await self._socket.renew()

    @property
    def _is_in_doubt(self) -> bool:
        return self._doubted > self._socket.last_message

    def _doubt_hearing(self) -> None:
        if not self._is_in_doubt and self._socket.connected:
            self._doubted = monotonic()

    def _knew_first(self, tracker: Tracker) -> None:
        """The poll tells of a job of which the socket has not said a word."""
        if tracker.heard_from_start and not tracker.heard_of and tracker.client_id == self._socket.client_id:
            self._doubt_hearing()

    # What

    async def _round(self) -> None:
        self._hurried = False
        self._last = monotonic()
        trackers = self._watched()
        try:
            reading = await self._queue.reading()
            self._away_since = None
            await self._compare(trackers, reading)
        except FabulaError as error:
            self._away(trackers, error)
        except Exception:  # whoever follows a job must not wait for ever because of one strange answer
            log.exception("a poll of %s failed", self._address)
        self._last = monotonic()

    async def _compare(self, trackers: list[Tracker], reading: QueueReading) -> None:
        running = {job.prompt_id for job in reading.running}
        places = {job.prompt_id: place for place, job in enumerate(reading.running + reading.pending)}
        absent: list[Tracker] = []
        for tracker in trackers:
            if not tracker.is_open:
                continue
            if tracker.prompt_id in running:
                tracker.seen_running()
                self._knew_first(tracker)
            elif tracker.prompt_id in places:
                tracker.seen_pending(places[tracker.prompt_id])
            else:
                absent.append(tracker)
        self._look_for_trouble(trackers, reading)
        await self.remove_doubles(reading, {tracker.prompt_id for tracker in trackers})
        await asyncio.gather(*map(self._ask_history, absent))

    async def remove_doubles(self, reading: QueueReading, ours: set[str]) -> None:
        """A job that was submitted twice in doubt runs once."""
        counts = Counter(job.prompt_id for job in reading.running + reading.pending if job.prompt_id in ours)
        for job, count in counts.items():
            for _ in range(count - 1):
                await self._queue.remove(job)

    async def _ask_history(self, tracker: Tracker) -> None:
        async with self._room:
            entry = await self._queue.history(tracker.prompt_id)
        if not tracker.is_open:
            return
        if entry is not None:
            self._knew_first(tracker)
            tracker.seen_history(entry)
            self._markers.append(tracker)
        elif tracker.absent_since is None:
            tracker.absent_since = monotonic()
        elif monotonic() - tracker.absent_since >= self._patience.settle_s:
            await self._gone(tracker)

    async def confirm(self, tracker: Tracker) -> None:
        """The socket said that the job is over; the history, which may come late, says how."""
        deadline, pause_s = monotonic() + self._patience.history_s, FIRST_PAUSE_S
        while tracker.phase is Phase.CLOSING:
            try:
                entry = await self._queue.history(tracker.prompt_id)
            except FabulaError:
                tracker.reopen()
                self.hurry()
                return
            if entry is not None:
                tracker.seen_history(entry)
                self._markers.append(tracker)
            elif monotonic() >= deadline:
                await self._gone(tracker)
            else:
                await asyncio.sleep(pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    # Nobody knows the job

    async def _gone(self, tracker: Tracker) -> None:
        if tracker.cancel_asked:
            return tracker.cancelled(by_us=True)
        if (told := tracker.evidence()) is not None:
            return tracker.end(told)
        if tracker.client_id != self._socket.client_id and not await self._remembers_others():
            return tracker.end(
                Lost(Loss.RESTARTED, f"{self._address} was restarted and forgot the job.", "Run it again.")
            )
        if not tracker.has_started:
            return tracker.cancelled(by_us=False)
        reason = f"{self._address} no longer knows the job: its history was cleared."
        return tracker.end(Lost(Loss.FORGOTTEN, reason, "Run it again."))

    async def _remembers_others(self) -> bool:
        """A server that still knows a job of before was not restarted."""
        for marker in reversed(self._markers):
            with suppress(FabulaError):
                if await self._queue.history(marker.prompt_id):
                    return True
        return False

    # Trouble

    def _away(self, trackers: list[Tracker], error: FabulaError) -> None:
        now = monotonic()
        self._away_since = self._away_since or now
        away_s = now - self._away_since
        for tracker in trackers:
            if away_s >= self._patience.away_s:
                tracker.end(Lost(Loss.UNREACHABLE, error.message, error.way_out))
            elif away_s >= min(SHORT_ABSENCE_S, self._patience.away_s / 2):
                tracker.say_stuck(Stuck(Trouble.AWAY, away_s, error.message, error.way_out))

    def _look_for_trouble(self, trackers: list[Tracker], reading: QueueReading) -> None:
        now = monotonic()
        first = reading.pending[0].prompt_id if reading.pending and not reading.running else ""
        if first != self._waiting_since[1]:
            self._waiting_since = (now, first)
        waited_s = now - self._waiting_since[0] if first else 0.0
        for tracker in trackers:
            silent_s = now - tracker.progressed
            if waited_s >= self._patience.wedged_s and tracker.phase is Phase.QUEUED:
                reason = f"{self._address} has jobs waiting and runs none: its worker is dead."
                tracker.say_stuck(Stuck(Trouble.WEDGED, waited_s, reason, "Restart that ComfyUI."))
            elif silent_s >= self._patience.hang_s and tracker.phase is Phase.RUNNING:
                reason = f"{self._address} shows no progress for {silent_s:.0f} seconds."
                tracker.say_stuck(
                    Stuck(Trouble.HANGS, silent_s, reason, "Wait, cancel the job, or restart that ComfyUI.")
                )
