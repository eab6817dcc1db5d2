"""What is asked for, what is held, and what a waiter is told."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from fabula.core.ids import new_id
from fabula.engines.gpu.errors import LeaseLost


class Priority(IntEnum):
    """Classes of work: the lower one goes first."""

    INTERACTIVE = 0
    BATCH = 1
    PREFETCH = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseRequest:
    """Who wants to use which engine for what, how important it is, and what it will probably cost.

    `silent_s` is for how long the work may rightly show no life, where that is longer than a lease usually lasts.
    """

    tenant: str
    what: str
    owner: str
    priority: Priority = Priority.INTERACTIVE
    expected_mb: int | None = None
    expected_s: float | None = None
    label: str = ""
    wait_s: float | None = None
    ttl_s: float | None = None
    silent_s: float = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a waiter stands: its place (1 is next), how many wait, about how long, and for whom."""

    place: int
    waiting: int
    expected_s: float
    reason: str


Told = Callable[[Place], None]


class LeaseState(StrEnum):
    """Where a lease is in its life (the drawing is in the README of this room)."""

    WAITING = "waiting"
    HELD = "held"
    ASIDE = "aside"
    RELEASED = "released"
    LOST = "lost"


@dataclass(eq=False, slots=True, weakref_slot=True)
class Lease:
    """The right to use an engine for a while; it ends with its block, or when its holder shows no life."""

    request: LeaseRequest
    fence: int
    granted_at: float
    task: asyncio.Task[object] | None
    what: str = ""
    id: str = field(default_factory=new_id)
    state: LeaseState = LeaseState.HELD
    beat_at: float = 0
    ended_at: float = 0
    peak_mb: int = 0
    looked_at: float = 0
    has_failed: bool = False
    inside: int = 0
    pending: int = 0
    is_leaving: bool = False
    lost_because: str = ""
    died: Callable[[asyncio.Task[object]], None] | None = None

    def __post_init__(self) -> None:
        self.beat_at = self.granted_at
        self.what = self.what or self.request.what

    @property
    def is_held(self) -> bool:
        return self.state is LeaseState.HELD

    @property
    def is_over(self) -> bool:
        return self.state in (LeaseState.RELEASED, LeaseState.LOST)

    def beat(self) -> None:
        """Show life; a holder that was given up learns it here."""
        self.check()
        self.beat_at = asyncio.get_running_loop().time()

    def check(self) -> None:
        """Raise if the right has ended: what the holder does from now on may meet others at the same engine."""
        if self.state is LeaseState.LOST:
            raise LeaseLost(f"The GPU was taken from “{self.request.label or self.what}”: {self.lost_because}.")

    @property
    def was_looked_at_late(self) -> bool:
        """In its first half, work may still have been loading what it needs."""
        return 2 * (self.looked_at - self.granted_at) >= self.ended_at - self.granted_at

    def report_peak(self, vram_mb: int) -> None:
        """Say how much memory the work takes now."""
        self.peak_mb = max(self.peak_mb, vram_mb)
        self.looked_at = asyncio.get_running_loop().time()
