"""What is known of one job: the socket's messages and the server's answers become one stream of events."""

import math
from enum import StrEnum
from time import monotonic

from pydantic import JsonValue

from fabula.engines.comfy.jobs.answers.endings import read_ending
from fabula.engines.comfy.jobs.answers.outputs import read_outputs
from fabula.engines.comfy.jobs.events import (
    Cached,
    Cancelled,
    Ended,
    Finished,
    JobEvent,
    NodeSaid,
    NodeStarted,
    Preview,
    Queued,
    Started,
    Step,
    Stuck,
    Trouble,
)
from fabula.engines.comfy.jobs.following.mailbox import Mailbox
from fabula.engines.comfy.jobs.following.plan import Plan
from fabula.engines.comfy.values import Graph, PromptId
from fabula.engines.comfy.wire.frames import Message
from fabula.engines.comfy.wire.shapes import JsonObject, a_number, a_text, an_object, members, texts


class Phase(StrEnum):
    """Where a job is, as far as is known."""

    UNKNOWN = "unknown"
    QUEUED = "queued"
    RUNNING = "running"
    CLOSING = "closing"
    ENDED = "ended"


STEADY_GAPS = 4.0
SHORTEST_ALARM_S = 0.8


class Tracker:
    """One job. It does no I/O: `Watch` feeds it and asks it what is due."""

    def __init__(self, prompt_id: PromptId, graph: Graph | None, client_id: str) -> None:
        self.prompt_id = prompt_id
        self.client_id = client_id
        self.phase = Phase.UNKNOWN
        self.ended: Ended | None = None
        self.cancel_asked = False
        self.heard_of = False
        self.heard_from_start = False
        self.absent_since: float | None = None
        self.progressed = monotonic()
        self.trouble: Stuck | None = None
        self._plan = Plan(graph)
        self._boxes: list[Mailbox] = []
        self._state: dict[type, JobEvent] = {}
        self._begun: set[str] = set()
        self._made: JsonObject = {}
        self._succeeded = False
        self._gap_s = 0.0
        self._stepping = False

    # Followers

    @property
    def is_followed(self) -> bool:
        return bool(self._boxes)

    def open_box(self) -> Mailbox:
        """A new follower begins with how things stand."""
        box = Mailbox()
        for event in self._state.values():
            box.put(event)
        self._boxes.append(box)
        return box

    def close_box(self, box: Mailbox) -> None:
        self._boxes.remove(box)

    def close(self) -> None:
        for box in self._boxes:
            box.close()

    def _emit(self, event: JobEvent) -> None:
        self._state.pop(type(event), None)
        if not isinstance(event, NodeSaid):
            self._state[type(event)] = event
        for box in self._boxes:
            box.put(event)

    # What the server's queue says

    def _seen(self) -> None:
        """The server has the job; if it was away, tell again how things stand."""
        self.absent_since = None
        if self.trouble is not None and self.trouble.trouble is Trouble.AWAY:
            self._forget_trouble()
            for event in [self._state[kind] for kind in (Queued, Started) if kind in self._state][-1:]:
                self._emit(event)

    def seen_pending(self, ahead: int) -> None:
        self._seen()
        if self.phase in (Phase.UNKNOWN, Phase.QUEUED):
            self.phase = Phase.QUEUED
            if self._state.get(Queued) != Queued(ahead):
                self._emit(Queued(ahead))

    def seen_running(self) -> None:
        self._seen()
        if self.phase in (Phase.UNKNOWN, Phase.QUEUED):
            self.phase = Phase.RUNNING
            self._state.pop(Queued, None)
            self._progressed()
            self._emit(Started())

    def seen_history(self, entry: JsonObject) -> None:
        self.end(read_ending(entry, self._plan, cancelled_by_us=self.cancel_asked))

    def say_stuck(self, stuck: Stuck) -> None:
        """Once for each trouble, until something goes on."""
        if self.trouble is None or self.trouble.trouble is not stuck.trouble:
            self.trouble = stuck
            self._emit(stuck)

    def end(self, ended: Ended) -> None:
        if self.phase is not Phase.ENDED:
            self.phase = Phase.ENDED
            self.ended = ended
            self._state.clear()
            self._emit(ended)

    def evidence(self) -> Finished | None:
        """What the socket alone told of the end, for when the history is gone."""
        return Finished(read_outputs(self._made)) if self._succeeded and self._made else None

    # What the socket says

    def message(self, message: Message) -> bool:
        """Take a message; whether it says that the job is over."""
        self.heard_of = True
        if not self.is_open:
            return False
        data = message.data
        match message.kind:
            case "execution_start":
                self.seen_running()
            case "execution_cached":
                self._cached(texts(data.get("nodes")))
            case "progress":
                self._step(_node(data), a_number(data.get("value")), a_number(data.get("max")))
            case "progress_state":
                self._progress_state(data.get("nodes"))
            case "executed":
                self._executed(data)
            case "execution_success":
                self._succeeded = True
            case "executing":
                return self._executing(data)
            case _:
                return False
        return False

    def picture(self, preview: Preview) -> None:
        if self.phase is Phase.RUNNING:
            self._progressed()
            self._emit(preview)

    def words(self, said: NodeSaid) -> None:
        if self.phase is Phase.RUNNING:
            self._progressed()
            self._emit(said)

    def _executing(self, data: JsonObject) -> bool:
        if data.get("node") is None:
            self.phase = Phase.CLOSING
            return True
        self._node_started(_node(data))
        return False

    def _cached(self, nodes: tuple[str, ...]) -> None:
        self._plan.cached(nodes)
        if nodes:
            self._emit(Cached(nodes))

    def _progress_state(self, nodes: JsonValue) -> None:
        for node, entry in members(nodes):
            k, n = a_number(entry.get("value")), a_number(entry.get("max"))
            shown = a_text(entry.get("display_node_id")) or node
            if a_text(entry.get("state")) == "finished":
                self._plan.advance(shown, 1, 1)
            elif a_text(entry.get("state")) == "running":
                if shown not in self._begun:  # several may run side by side
                    self._node_started(shown)
                if n > 1 and k:
                    self._step(shown, k, n)

    def _executed(self, data: JsonObject) -> None:
        node, output = _node(data), an_object(data.get("output"))
        self._plan.advance(node, 1, 1)
        if output:
            self._made[node] = output

    def _node_started(self, node: str) -> None:
        self.seen_running()
        now = self._state.get(NodeStarted)
        if isinstance(now, NodeStarted):
            if now.node == node:
                return
            self._plan.advance(now.node, 1, 1)
        self._begun.add(node)
        self._stepping = False
        self._progressed()
        self._state.pop(Step, None)
        self._emit(NodeStarted(node, *self._plan.describe(node), self._plan.fraction))

    def _step(self, node: str, k: float, n: float) -> None:
        self.seen_running()
        before = self._state.get(Step)
        if n <= 0 or (isinstance(before, Step) and (before.node, before.k, before.n) == (node, int(k), int(n))):
            return
        self._gap_s = monotonic() - self.progressed
        self._stepping = k < n
        self._progressed()
        self._plan.advance(node, k, n)
        self._emit(Step(node, int(k), int(n), self._plan.fraction))

    def _progressed(self) -> None:
        self.progressed = monotonic()
        self._forget_trouble()

    def _forget_trouble(self) -> None:
        self.trouble = None
        self._state.pop(Stuck, None)

    @property
    def alarm_at(self) -> float:
        """When the silence between two steps of a node is much longer than those before."""
        return self.progressed + max(SHORTEST_ALARM_S, STEADY_GAPS * self._gap_s) if self._stepping else math.inf

    @property
    def has_started(self) -> bool:
        return self.phase is not Phase.UNKNOWN and self.phase is not Phase.QUEUED

    @property
    def is_open(self) -> bool:
        """Neither ended nor about to be."""
        return self.phase is not Phase.CLOSING and self.phase is not Phase.ENDED

    @property
    def is_under_way(self) -> bool:
        return self.phase is Phase.QUEUED or self.phase is Phase.RUNNING

    def reopen(self) -> None:
        """The end that the socket told could not be confirmed now."""
        self.phase = Phase.RUNNING

    def cancelled(self, *, by_us: bool) -> None:
        self.end(Cancelled(by_us=by_us))


def _node(data: JsonObject) -> str:
    return a_text(data.get("display_node")) or a_text(data.get("node"))
