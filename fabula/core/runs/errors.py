"""What can go wrong with a run.

NotFound
└── RunNotFound         404  no such run, or not yours
Conflict
├── RunEnded            409  it is over already
├── NotRetryable        409  this kind cannot be repeated, or it has not failed
└── KeyReused           409  the idempotency key was used for something else
TooMany
└── TooManyRuns         429  too many unfinished runs of one person
FabulaError
├── StepFailed          a step's failure, remembered with the step
├── RunLost             this process no longer carries the run
├── RunStuck            taken up again and again without getting anywhere
├── KindUnknown         nothing here knows how to do this kind of run
└── RunBroke            a fault of the handler itself; the log has the details
"""

from collections.abc import Mapping

from pydantic import JsonValue

from fabula.core.errors import Conflict, ErrorInfo, FabulaError, NotFound, TooMany, Who


class RunNotFound(NotFound):
    """No such run, or not yours."""


class RunEnded(Conflict):
    """The run is over already."""


class NotRetryable(Conflict):
    """This run cannot be repeated."""


class KeyReused(Conflict):
    """The idempotency key was used for another start."""


class TooManyRuns(TooMany):
    """Too many unfinished runs of one person."""


class StepFailed(FabulaError):
    """A step failed; the failure is remembered with the step and comes back on every replay."""

    def __init__(self, info: ErrorInfo) -> None:
        super().__init__(info.message, hint=info.hint, details=info.details)
        self.info = info


class RunLost(FabulaError):
    """Another process carries this run now, or its row is gone."""


class RunStuck(FabulaError):
    """Taken up several times without any progress."""


class KindUnknown(FabulaError):
    """No part of this server knows how to do this kind of run."""


class RunBroke(FabulaError):
    """A fault inside Fabula ended the run."""

    who = Who.ADMIN


LONGEST_REASON = 60


def reason_of(info: Mapping[str, JsonValue]) -> str:
    """The short name of a failure, to be counted by: the cause that its maker tells, else its code."""
    details = info["details"]
    cause = details.get("cause") if isinstance(details, dict) else None
    return str(cause or info["code"])[:LONGEST_REASON]


def info_of(error: BaseException, run_id: str) -> ErrorInfo:
    """The failure as people may see it: known ones say what to do, others say nothing of the inside."""
    if isinstance(error, StepFailed):
        return error.info
    if not isinstance(error, FabulaError):
        error = RunBroke(
            "Something broke inside Fabula.", hint="The server's log has the details under this request id."
        )
    return error.body(run_id).error
