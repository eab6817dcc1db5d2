"""Starting the demo counter over HTTP."""

from typing import Annotated

from fastapi import Header

from fabula.core.accounts import CurrentUser, ForeignOrigin, NotSignedIn
from fabula.core.errors import responses
from fabula.core.runs.demo.counter import Counting, counter
from fabula.core.runs.errors import KeyReused, TooManyRuns
from fabula.core.runs.runs import Runs
from fabula.core.runs.schemas import Run
from fabula.core.web import Router, Writing, part

router = Router(prefix="/api/demo", tags=["demo"], responses=responses(NotSignedIn, ForeignOrigin))


@router.post("/counter", status_code=202, responses=responses(KeyReused, TooManyRuns))
async def start_demo_counter(
    given: Counting,
    person: CurrentUser,
    session: Writing,
    runs: Annotated[Runs, part(Runs)],
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
) -> Run:
    """Starts a run that only counts."""
    return await runs.start(session, counter, given, owner=person.id, key=idempotency_key, demo=True)
