"""What happens to a job, in the order in which it happens; exactly one of the last kind ends it.

Queued ─► Started ─► Cached? ─► (NodeStarted ─► (Step | Preview | NodeSaid)*)* ─► Finished
   │         │                                                                   Failed
   └─────────┴── Stuck, at any time ────────────────────────────────────────────► Cancelled
                                                                                 Lost
"""

from dataclasses import dataclass
from enum import StrEnum

from fabula.engines.comfy.errors import NodeFault
from fabula.engines.comfy.values import Outputs


@dataclass(frozen=True, slots=True)
class Queued:
    """The job waits on the server behind so many others."""

    ahead: int


@dataclass(frozen=True, slots=True)
class Started:
    """The server began with the job."""


@dataclass(frozen=True, slots=True)
class Cached:
    """These nodes need no work, since the server remembers their results."""

    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NodeStarted:
    """A node began to work; `fraction` is how much of the whole job is done, 0 to 1."""

    node: str
    class_type: str
    title: str
    fraction: float


@dataclass(frozen=True, slots=True)
class Step:
    """A node is at its step k of n."""

    node: str
    k: int
    n: int
    fraction: float


@dataclass(frozen=True, slots=True)
class Preview:
    """How the picture looks so far."""

    data: bytes
    media_type: str
    node: str = ""


@dataclass(frozen=True, slots=True)
class NodeSaid:
    """A node tells in words what it does."""

    node: str
    text: str


class Trouble(StrEnum):
    """Why a job does not get on."""

    AWAY = "away"
    WEDGED = "wedged"
    HANGS = "hangs"


@dataclass(frozen=True, slots=True)
class Stuck:
    """The job does not get on, and why; it may yet go on by itself."""

    trouble: Trouble
    for_s: float
    reason: str
    hint: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The job is done, and this is what it made; `seconds` as the server counts, if it says so."""

    outputs: Outputs
    seconds: float | None = None
    from_cache: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """A node failed."""

    fault: NodeFault


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The job was stopped: by us, or by somebody else who uses the server."""

    by_us: bool


class Loss(StrEnum):
    """Why nobody knows how the job ended."""

    RESTARTED = "restarted"
    FORGOTTEN = "forgotten"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Lost:
    """The server no longer knows the job, or cannot be asked any more."""

    why: Loss
    reason: str
    hint: str


Ended = Finished | Failed | Cancelled | Lost
JobEvent = Queued | Started | Cached | NodeStarted | Step | Preview | NodeSaid | Stuck | Ended
