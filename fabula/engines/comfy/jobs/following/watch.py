"""All jobs of one server that somebody follows: one socket, one poll, however many they are."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable

from fabula.core.background import Background
from fabula.engines.comfy.address import ServerAddress
from fabula.engines.comfy.jobs.events import Ended, JobEvent, Lost, NodeSaid, Preview
from fabula.engines.comfy.jobs.following.polling import Poll
from fabula.engines.comfy.jobs.following.tracker import Phase, Tracker
from fabula.engines.comfy.jobs.queue import ServerQueue
from fabula.engines.comfy.values import Graph, PromptId
from fabula.engines.comfy.wire.frames import Frame, Message, Picture, Words
from fabula.engines.comfy.wire.http import Http
from fabula.engines.comfy.wire.shapes import a_whole, an_object
from fabula.engines.comfy.wire.socket import Socket

REMEMBERED = 2_000  # jobs that nobody follows
FIRST_SOCKET_S = 1.0


class Watch:
    """Hands what the server says to the jobs that it concerns."""

    def __init__(self, address: ServerAddress, http: Http, queue: ServerQueue, came_back: Callable[[], None]) -> None:
        self._address = address
        self._queue = queue
        self._came_back = came_back
        self._background = Background()
        self._trackers: OrderedDict[str, Tracker] = OrderedDict()
        self._living: dict[str, Tracker] = {}
        self._running: Tracker | None = None
        self._remaining = 0
        self.socket = Socket(http, self._frame, self._socket_changed)
        self._poll = Poll(address, queue, self.socket, self._watched)

    def open(self) -> None:
        self._background.start(self.socket.keep(), name=f"socket to {self._address}")
        self._background.start(self._poll.keep(), name=f"polls of {self._address}")

    async def close(self) -> None:
        for tracker in self._trackers.values():
            tracker.close()
        await self._background.close(grace_s=3.0)

    # Jobs

    def known(self) -> set[str]:
        """The ids of the jobs that were submitted or followed here."""
        return set(self._trackers)

    async def expect(self, prompt_id: PromptId, graph: Graph) -> Tracker:
        """Listen for a job from before it is submitted, so that nothing of it is missed."""
        if not self.socket.settled.is_set():
            try:
                async with asyncio.timeout(FIRST_SOCKET_S):
                    await self.socket.settled.wait()
            except TimeoutError:
                self.socket.settled.set()
        tracker = self._trackers.get(prompt_id)
        if tracker is None or isinstance(tracker.ended, Lost):
            tracker = self._remember(Tracker(prompt_id, graph, self.socket.client_id))
            tracker.heard_from_start = self.socket.connected
        return tracker

    def accepted(self, tracker: Tracker, *, front: bool) -> None:
        """The server has the job: until the poll knows its place it waits behind all that is known."""
        if tracker.phase is Phase.UNKNOWN:
            before = sum(other.is_under_way for other in self._unended())
            ahead = max(before, self._remaining - 1)
            tracker.seen_pending(min(ahead, 1) if front else ahead)
        self._poll.expect_status()

    async def remove_doubles(self, prompt_id: PromptId) -> None:
        await self._poll.remove_doubles(await self._queue.reading(), {prompt_id})

    def forget(self, tracker: Tracker) -> None:
        if not tracker.is_followed:
            self._drop(tracker)

    def asked_to_cancel(self, prompt_id: PromptId) -> None:
        """Whoever follows this job learns that it was us."""
        tracker = self._trackers.get(prompt_id) or self._remember(Tracker(prompt_id, None, ""))
        tracker.cancel_asked = True
        self._poll.hurry()

    def is_gone(self, prompt_id: PromptId) -> None:
        """The server was asked to cancel and no longer knows the job."""
        tracker = self._trackers.get(prompt_id)
        if tracker and not tracker.has_started:
            tracker.cancelled(by_us=True)

    def follow(self, prompt_id: PromptId) -> AsyncGenerator[JobEvent]:
        """Everything that happens to a job from now on, after how things stand; ends with its end."""
        tracker = self._trackers.get(prompt_id) or self._remember(Tracker(prompt_id, None, ""))
        if tracker.client_id != self.socket.client_id:
            self._poll.hurry()
        return self._events(tracker)

    async def _events(self, tracker: Tracker) -> AsyncGenerator[JobEvent]:
        box = tracker.open_box()
        self._poll.wake()
        if tracker.phase is Phase.CLOSING:
            self._confirm(tracker)
        try:
            while True:
                event = await box.next()
                yield event
                if isinstance(event, Ended):
                    return
        finally:
            tracker.close_box(box)

    def _remember(self, tracker: Tracker) -> Tracker:
        self._trackers[tracker.prompt_id] = self._living[tracker.prompt_id] = tracker
        if len(self._trackers) > REMEMBERED:
            idle = next((known for known in self._trackers.values() if not known.is_followed), None)
            if idle:
                self._drop(idle)
        return tracker

    def _drop(self, tracker: Tracker) -> None:
        self._trackers.pop(tracker.prompt_id, None)
        self._living.pop(tracker.prompt_id, None)

    def _unended(self) -> list[Tracker]:
        """The jobs that have not ended: few, however many are remembered."""
        for ended in [tracker for tracker in self._living.values() if tracker.ended]:
            del self._living[ended.prompt_id]
        return list(self._living.values())

    def _watched(self) -> list[Tracker]:
        return [tracker for tracker in self._unended() if tracker.is_followed and tracker.is_open]

    # What the socket says

    def _frame(self, frame: Frame) -> None:
        match frame:
            case Message(kind="status"):
                self._status(frame)
            case Message():
                self._message(frame)
            case Picture():
                if tracker := self._trackers.get(frame.prompt_id) if frame.prompt_id else self._running:
                    tracker.picture(Preview(frame.data, frame.media_type, frame.node))
            case Words():
                if self._running:
                    self._running.words(NodeSaid(frame.node, frame.text))

    def _status(self, message: Message) -> None:
        status = an_object(message.data.get("status"))
        self._remaining = a_whole(an_object(status.get("exec_info")).get("queue_remaining"))
        self._poll.heard_status()

    def _message(self, message: Message) -> None:
        tracker = self._trackers.get(message.prompt_id)
        if tracker is None:
            return
        if message.kind == "execution_start":
            self._running = tracker
        if tracker.message(message):
            self._running = None
            if tracker.is_followed:
                self._confirm(tracker)

    def _confirm(self, tracker: Tracker) -> None:
        self._background.start(self._poll.confirm(tracker), name=f"end of {tracker.prompt_id}")

    def _socket_changed(self) -> None:
        if self.socket.connected:
            self._came_back()
        else:
            self._remaining = 0
        self._poll.hurry()
