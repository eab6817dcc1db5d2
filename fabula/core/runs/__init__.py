"""Everything that takes longer than a request: owned by the server, followed by its events."""

from fabula.core.runs.assembly import build_runs, require_shared_ground, run_routers, runs_open
from fabula.core.runs.errors import KeyReused, StepFailed, TooManyRuns
from fabula.core.runs.kinds import Kind, Kinds, kind
from fabula.core.runs.nodes import Ground
from fabula.core.runs.nodes.lock import folder_held
from fabula.core.runs.reading.awaiting import Awaiting
from fabula.core.runs.reading.following import Following
from fabula.core.runs.runs import Runs
from fabula.core.runs.schemas import Made, Run
from fabula.core.runs.usage import first_day
from fabula.core.runs.work.carrying import Carrying
from fabula.core.runs.work.context import RunContext

__all__ = [
    "Awaiting",
    "Carrying",
    "Following",
    "Ground",
    "KeyReused",
    "Kind",
    "Kinds",
    "Made",
    "Run",
    "RunContext",
    "Runs",
    "StepFailed",
    "TooManyRuns",
    "build_runs",
    "first_day",
    "folder_held",
    "kind",
    "require_shared_ground",
    "run_routers",
    "runs_open",
]
