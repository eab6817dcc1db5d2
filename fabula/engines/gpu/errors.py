"""What can go wrong around the GPU.

FabulaError
├── GpuBusy            503  nobody let go in time; trying again later helps
├── NoRoom             503  memory could not be made free; names who holds what
├── LeaseLost          409  the holder was given up, and learns it when it comes back
├── LineFull           429  too many wait already
├── EngineWorking      409  the engine that should stop is at work
├── TenantUnknown      404  no engine of this name shares a GPU
├── ServiceUnknown     404  no service of this name is managed
└── ServiceFailed      503  the program behind an engine does not start, stop or stay up
"""

from fabula.core.errors import Conflict, NotFound, TooMany, Unavailable, Who


class GpuBusy(Unavailable):
    """The GPU was not free in time."""

    hint = "Try again when the others are done, or raise GPU_WAIT_TIMEOUT."


class NoRoom(Unavailable):
    """Memory could not be made free on the GPU."""

    who = Who.ADMIN
    hint = "Close what holds the memory, or choose a smaller model."


class LeaseLost(Conflict):
    """The right to use the GPU ended before the work did."""

    who = Who.RETRY
    hint = "Start the work again."


class LineFull(TooMany):
    """Too many wait for this GPU already."""

    hint = "Wait until some of the waiting work is done."


class EngineWorking(Conflict):
    """The engine is at work and is not stopped under it."""

    who = Who.RETRY
    hint = "Wait until it is done, or cancel its work first."


class TenantUnknown(NotFound):
    """No engine of this name shares a GPU."""

    who = Who.ADMIN


class ServiceUnknown(NotFound):
    """No service of this name is managed."""

    who = Who.ADMIN


class ServiceFailed(Unavailable):
    """The program behind an engine does not start, stop or stay up."""

    who = Who.ADMIN
    hint = "Its last log lines say why; mend the command or the program and switch again."
