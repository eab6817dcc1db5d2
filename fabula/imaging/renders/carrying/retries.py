"""What to do after a failure, by its cause.

the workflow itself is wrong         never again: the same would happen everywhere
something is not installed there     on another server
out of memory                        once more there after memory was freed, then on another server
lost by a restart, stopped by others again, wherever there is room, later each time
the connection broke, and it is sure that the server does not have it: the same, and longer
a node crashed                       once on another server
the disk there is full               on another server
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from fabula.engines.comfy.errors import FaultKind

MOST = 6
LOSS_PAUSES_S = (0.0, 1.0, 4.0)
NOT_TAKEN_PAUSES_S = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 30.0)


class Cause(StrEnum):
    """Why an attempt came to nothing."""

    REFUSED = "refused"
    MISSING = "missing"
    OUT_OF_MEMORY = "out_of_memory"
    DISK_FULL = "disk_full"
    CRASHED = "crashed"
    LOST = "lost"
    NOT_TAKEN = "not_taken"
    STOPPED_BY_OTHERS = "stopped_by_others"
    NO_FILES = "no_files"
    FILE_GONE = "file_gone"


PAUSES_S = {
    Cause.LOST: LOSS_PAUSES_S,
    Cause.STOPPED_BY_OTHERS: LOSS_PAUSES_S,
    Cause.NOT_TAKEN: NOT_TAKEN_PAUSES_S,
}
_MISSING = {FaultKind.UNKNOWN_NODE, FaultKind.MISSING_MODEL, FaultKind.MISSING_FILE, FaultKind.NOT_OFFERED}
_CAUSES = {FaultKind.OUT_OF_MEMORY: Cause.OUT_OF_MEMORY, FaultKind.DISK_FULL: Cause.DISK_FULL}


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try that came to nothing: where, why, and in whose words."""

    server: str
    cause: Cause
    reason: str


@dataclass(frozen=True, slots=True)
class Again:
    """Another try: which servers not to ask, whether one must free memory first, and how long to wait before."""

    avoid: frozenset[str] = frozenset()
    free: str | None = None
    pause_s: float = 0.0


def cause_of(kinds: Sequence[FaultKind], *, is_running: bool) -> Cause:
    """What lies behind these faults of nodes."""
    for kind in kinds:
        if kind in _CAUSES:
            return _CAUSES[kind]
    if any(kind in _MISSING for kind in kinds):
        return Cause.MISSING
    return Cause.CRASHED if is_running else Cause.REFUSED


def next_try(attempts: Sequence[Attempt]) -> Again | None:
    """What to do after these attempts, the last one being the newest; None: give up."""
    last = attempts[-1]
    if last.cause in PAUSES_S:
        pauses_s, before = PAUSES_S[last.cause], _count(attempts, last.cause) - 1
        return Again(_avoided(attempts), pause_s=pauses_s[before]) if before < len(pauses_s) else None
    if last.cause in (Cause.REFUSED, Cause.NO_FILES) or sum(each.cause not in PAUSES_S for each in attempts) >= MOST:
        return None
    if last.cause is Cause.CRASHED and _count(attempts, Cause.CRASHED) > 1:
        return None
    if last.cause in (Cause.OUT_OF_MEMORY, Cause.FILE_GONE) and not _was_freed(attempts, last):
        return Again(_avoided(attempts) - {last.server}, free=last.server)
    return Again(_avoided(attempts))


def _avoided(attempts: Sequence[Attempt]) -> frozenset[str]:
    return frozenset(attempt.server for attempt in attempts if attempt.cause not in PAUSES_S)


def _was_freed(attempts: Sequence[Attempt], last: Attempt) -> bool:
    return sum(each.server == last.server and each.cause is last.cause for each in attempts) > 1


def _count(attempts: Sequence[Attempt], cause: Cause) -> int:
    return sum(attempt.cause is cause for attempt in attempts)
