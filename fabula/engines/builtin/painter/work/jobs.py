"""Jobs, the queue of those that wait, and the history of those that ended."""

import heapq
import itertools
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

Graph = dict[str, Any]
Message = tuple[str, dict[str, Any]]


def now_ms() -> int:
    return int(time.time() * 1000)


@dataclass(slots=True)
class Job:
    """One accepted graph."""

    number: float
    prompt_id: str
    graph: Graph
    extra_data: dict[str, Any]
    outputs: list[str]
    is_interrupted: bool = False

    @property
    def client_id(self) -> str | None:
        return self.extra_data.get("client_id")

    def as_tuple(self) -> list[Any]:
        return [self.number, self.prompt_id, self.graph, self.extra_data, self.outputs]


@dataclass(slots=True)
class Ended:
    """What history keeps of a job."""

    job: Job
    status: str
    outputs: dict[str, Any] = field(default_factory=dict[str, Any])
    meta: dict[str, Any] = field(default_factory=dict[str, Any])
    messages: list[Message] = field(default_factory=list[Message])

    def entry(self) -> dict[str, Any]:
        return {
            "prompt": self.job.as_tuple(),
            "outputs": self.outputs,
            "status": self.status_block(),
            "meta": self.meta,
        }

    def status_block(self) -> dict[str, Any]:
        return {
            "status_str": self.status,
            "completed": self.status == "success",
            "messages": [list(message) for message in self.messages],
        }

    def message(self, kind: str) -> dict[str, Any] | None:
        return next((data for name, data in self.messages if name == kind), None)


class Queue:
    """Waiting jobs in order of number, then of arrival; one runs."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Job]] = []
        self._arrivals = itertools.count()
        self.running: Job | None = None
        self.counter = 0

    def __len__(self) -> int:
        return len(self._heap)

    @property
    def remaining(self) -> int:
        return len(self._heap) + (self.running is not None)

    @property
    def pending(self) -> list[Job]:
        """Raw heap order, as the real server shows it."""
        return [job for _, _, job in self._heap]

    def next_number(self) -> int:
        number = self.counter
        self.counter += 1
        return number

    def put(self, job: Job) -> None:
        heapq.heappush(self._heap, (job.number, next(self._arrivals), job))

    def take(self) -> Job | None:
        if not self._heap:
            return None
        self.running = heapq.heappop(self._heap)[2]
        return self.running

    def finish(self) -> None:
        self.running = None

    def delete(self, prompt_id: str) -> bool:
        for index, (_, _, job) in enumerate(self._heap):
            if job.prompt_id == prompt_id:
                del self._heap[index]
                heapq.heapify(self._heap)
                return True
        return False

    def clear(self) -> None:
        self._heap.clear()


class History:
    """The newest ended jobs, oldest first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._ended: OrderedDict[str, Ended] = OrderedDict()

    def __len__(self) -> int:
        return len(self._ended)

    def add(self, ended: Ended) -> None:
        self._ended.pop(ended.job.prompt_id, None)
        self._ended[ended.job.prompt_id] = ended
        while len(self._ended) > self._most:
            self._ended.popitem(last=False)

    def get(self, prompt_id: str) -> Ended | None:
        return self._ended.get(prompt_id)

    def all(self) -> list[Ended]:
        return list(self._ended.values())

    def page(self, most: int | None, offset: int | None) -> list[Ended]:
        """The newest without an offset; with one, counted from the oldest."""
        ended = self.all()
        start = offset if offset is not None and offset >= 0 else max(0, len(ended) - most) if most is not None else 0
        return ended[start:] if most is None else ended[start : start + most]

    def delete(self, prompt_id: str) -> None:
        self._ended.pop(prompt_id, None)

    def clear(self) -> None:
        self._ended.clear()
