"""Faults on demand, for tests and fault campaigns: what real servers do on their bad days."""

import asyncio
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from fabula.engines.builtin.painter.painter import Painter

OUT_OF_MEMORY = "torch.OutOfMemoryError"


@dataclass(slots=True)
class NodeFault:
    """An error that the next matching node raises."""

    node: str | None
    kind: str
    message: str
    times: int


class Script:
    """What goes wrong next; every count falls by one when it has happened."""

    def __init__(self, painter: "Painter") -> None:
        self._painter = painter
        self._clear()

    def _clear(self) -> None:
        self._node_faults: list[NodeFault] = []
        self._lost: dict[str, int] = {"before": 0, "after": 0}
        self._truncated: list[int] = []
        self._refused_parts: list[str] = []
        self._moving = asyncio.Event()
        self._moving.set()
        self._answering = asyncio.Event()
        self._answering.set()
        self.is_wedged = False
        self.is_output_full = False
        self.slow_view_bytes_s: float = 0.0
        self.is_deaf = False

    def fail_next(
        self,
        node: str | None = None,
        kind: str = "RuntimeError",
        message: str = "Scripted failure.",
        times: int = 1,
    ) -> None:
        """The next run of a node (by id or class; any without) raises this error."""
        self._node_faults.append(NodeFault(node, kind, message, times))

    def out_of_memory(self, node: str | None = "KSampler", times: int = 1) -> None:
        """The next run of a node finds no room on the card."""
        message = "Allocation on device 0 would exceed allowed memory. (out of memory)"
        self.fail_next(node, OUT_OF_MEMORY, message, times)

    def lose_answer(self, accepted: Literal["before", "after"] = "after", times: int = 1) -> None:
        """The connection of the next POST /prompt breaks, before or after the job was accepted."""
        self._lost[accepted] += times

    def refuse_part(self, reason: str = "Invalid image file: gone.png", times: int = 1) -> None:
        """The next jobs with several outputs are accepted without the last one, in whose first input this is wrong."""
        self._refused_parts += [reason] * times

    def truncate_view(self, after_bytes: int = 100, times: int = 1) -> None:
        """The next pictures break off after some bytes."""
        self._truncated += [after_bytes] * times

    def slow_view(self, bytes_per_s: float) -> None:
        """Pictures trickle at this rate; 0 is full speed again."""
        self.slow_view_bytes_s = bytes_per_s

    def wedge(self) -> None:
        """The worker dies: HTTP goes on, jobs are accepted, nothing runs again until a restart."""
        self.is_wedged = True

    def hang_job(self) -> None:
        """The running job makes no more progress, and no interrupt reaches it."""
        self._moving.clear()

    def hang(self) -> None:
        """The port stays open, nothing answers."""
        self._answering.clear()

    def release(self) -> None:
        """Both kinds of hanging end."""
        self._moving.set()
        self._answering.set()

    def deafen(self, is_deaf: bool = True) -> None:
        """Sockets stay open and tell nothing."""
        self.is_deaf = is_deaf

    def fill_output(self, is_full: bool = True) -> None:
        """The folder output has no room left."""
        self.is_output_full = is_full

    def reset(self) -> None:
        """Everything works again; a wedged worker needs a restart all the same."""
        self.release()
        self._clear()

    def cut_sockets(self) -> None:
        """Every open socket breaks without a farewell."""
        if (state := self._painter.state) is not None:
            state.sockets.cut()

    def send_garbage(self, frames: int = 3) -> None:
        """Every open socket gets frames that mean nothing."""
        if (state := self._painter.state) is not None:
            for index in range(frames):
                state.sockets.send_raw(os.urandom(9) if index % 2 else '{"type": 7, "data"')

    def interrupt(self) -> None:
        """Somebody else interrupts what runs."""
        if (state := self._painter.state) is not None:
            state.worker.interrupt()

    def clear_history(self) -> None:
        """Somebody else clears the history."""
        if (state := self._painter.state) is not None:
            state.history.clear()

    def restart(self, down_s: float = 0.0) -> None:
        """Soon the server is gone, and comes back on the same port with an empty queue and history."""
        self._painter.restart_soon(down_s)

    def set_pace(self, step_s: float | None = None, load_s: float | None = None, plain: bool | None = None) -> None:
        """Change the speed of the next steps."""
        pace = self._painter.pace
        pace.step_s = pace.step_s if step_s is None else step_s
        pace.load_s = pace.load_s if load_s is None else load_s
        pace.plain = pace.plain if plain is None else plain

    def node_fault(self, node_id: str, class_type: str) -> NodeFault | None:
        for fault in self._node_faults:
            if fault.node in (None, node_id, class_type):
                fault.times -= 1
                if fault.times <= 0:
                    self._node_faults.remove(fault)
                return fault
        return None

    def takes_lost(self, accepted: Literal["before", "after"]) -> bool:
        if self._lost[accepted] <= 0:
            return False
        self._lost[accepted] -= 1
        return True

    def takes_refused_part(self) -> str | None:
        return self._refused_parts.pop(0) if self._refused_parts else None

    def takes_truncated(self) -> int | None:
        return self._truncated.pop(0) if self._truncated else None

    async def while_hung(self) -> None:
        await self._moving.wait()

    async def while_silent(self) -> None:
        await self._answering.wait()
