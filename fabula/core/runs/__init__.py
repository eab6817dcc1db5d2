"""Everything that takes longer than a request: owned by the server, followed by its events."""

from fabula.core.runs.assembly import build_runs, run_routers, runs_open
from fabula.core.runs.following import Following
from fabula.core.runs.kinds import Kind, Kinds, kind
from fabula.core.runs.lock import folder_held
from fabula.core.runs.runs import Runs
from fabula.core.runs.schemas import Run
from fabula.core.runs.work.carrying import Carrying
from fabula.core.runs.work.context import RunContext

__all__ = [
    "Carrying",
    "Following",
    "Kind",
    "Kinds",
    "Run",
    "RunContext",
    "Runs",
    "build_runs",
    "folder_held",
    "kind",
    "run_routers",
    "runs_open",
]
