"""Runs over HTTP."""

from typing import Annotated

from fastapi import Header, Query, Request
from fastapi.responses import StreamingResponse

from fabula.core.accounts import (
    AdminOnly,
    CurrentAdmin,
    CurrentUser,
    ForeignOrigin,
    NotSignedIn,
    Person,
    UserId,
    names_of,
)
from fabula.core.db import Database, Page, page_of
from fabula.core.errors import Invalid, responses
from fabula.core.events import Bus, Position, position
from fabula.core.ids import RowId
from fabula.core.limits import LimitReached
from fabula.core.runs.errors import NotRetryable, RunEnded, RunNotFound, TooManyRuns
from fabula.core.runs.queries import run_of, runs_in
from fabula.core.runs.reading.following import Following
from fabula.core.runs.reading.stream import stream
from fabula.core.runs.runs import Runs
from fabula.core.runs.schemas import ListedRun, OwnedRun, Run, RunOwner, StateFilter
from fabula.core.runs.tables import RunRow
from fabula.core.runs.views import with_made
from fabula.core.web import Paging, Reading, Router, Writing, part

router = Router(prefix="/api/runs", tags=["runs"], responses=responses(NotSignedIn, ForeignOrigin))
admin_router = Router(prefix="/api/admin/runs", tags=["runs"], responses=responses(NotSignedIn, AdminOnly))

KindFilter = Annotated[str | None, Query(max_length=80)]
CursorText = Annotated[str | None, Query(max_length=32, pattern=r"^\d{1,10}(\.\d{1,10})?$")]
TheRuns = Annotated[Runs, part(Runs)]


class CursorMalformed(Invalid):
    """The cursor is not `SEQ` or `SEQ.REV`."""


@router.get("")
async def list_runs(
    person: CurrentUser,
    session: Reading,
    runs: TheRuns,
    paging: Paging,
    state: StateFilter | None = None,
    kind: KindFilter = None,
) -> Page[ListedRun]:
    """Your runs with what they made, newest first, without those that you cleared away."""
    rows = runs_in(state, kind).where(RunRow.owner_id == person.id, RunRow.hidden.is_(False))
    found, after = await page_of(session, rows, RunRow, paging)
    return Page(items=await with_made(session, runs.kinds, person.id, list(map(runs.view, found))), next=after)


@router.post("/clear", status_code=204)
async def clear_runs(person: CurrentUser, session: Writing, runs: TheRuns) -> None:
    """Takes your finished runs off the list."""
    await runs.clear(session, person.id)


@router.get("/{run_id}", responses=responses(RunNotFound))
async def get_run(run_id: RowId, person: CurrentUser, session: Reading, runs: TheRuns) -> Run:
    """One run, with its live state of this moment."""
    return runs.view(await run_of(session, _owner(person), run_id))


@router.post("/{run_id}/cancel", responses=responses(RunNotFound, RunEnded))
async def cancel_run(run_id: RowId, person: CurrentUser, session: Writing, runs: TheRuns) -> Run:
    """Stops a run within a second; the answer may still show it running."""
    return await runs.cancel(session, _owner(person), run_id)


@router.post("/{run_id}/retry", responses=responses(RunNotFound, NotRetryable, TooManyRuns, LimitReached))
async def retry_run(run_id: RowId, person: CurrentUser, session: Writing, runs: TheRuns) -> Run:
    """Starts a new run with the same input as a failed or cancelled one."""
    return await runs.retry(session, person.id, run_id)


@router.get(
    "/{run_id}/events",
    response_class=StreamingResponse,
    responses={
        **responses(RunNotFound, CursorMalformed),
        200: {"description": "The run's log, then what happens", "content": {"text/event-stream": {}}},
    },
)
async def follow_run(
    request: Request,
    run_id: RowId,
    person: CurrentUser,
    database: Annotated[Database, part(Database)],
    bus: Annotated[Bus, part(Bus)],
    following: Annotated[Following, part(Following)],
    after: CursorText = None,
    last_event_id: Annotated[str | None, Header(max_length=64)] = None,
) -> StreamingResponse:
    """Follows a run from a cursor on, from its beginning without one; ends when the run has ended."""
    start = _position(last_event_id or after or "0")
    async with database.reading() as session:
        await run_of(session, _owner(person), run_id)
    return StreamingResponse(
        stream(bus, following, person, run_id, start),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@admin_router.get("")
async def list_all_runs(
    _admin: CurrentAdmin,
    session: Reading,
    runs: TheRuns,
    paging: Paging,
    owner: Annotated[str | None, Query(max_length=36)] = None,
    state: StateFilter | None = None,
    kind: KindFilter = None,
) -> Page[OwnedRun]:
    """Everybody's runs, newest first."""
    rows = runs_in(state, kind)
    rows = rows.where(RunRow.owner_id == owner) if owner else rows
    found, after = await page_of(session, rows, RunRow, paging)
    names = await names_of(session, {row.owner_id for row in found})
    return Page(
        items=[
            OwnedRun(**runs.view(row).model_dump(), owner=RunOwner(id=row.owner_id, **names[row.owner_id].model_dump()))
            for row in found
        ],
        next=after,
    )


def _owner(person: Person) -> UserId | None:
    return None if person.is_admin else person.id


def _position(cursor: str) -> Position:
    try:
        return position(cursor)
    except ValueError as error:
        raise CursorMalformed("This is not a cursor of a run.", hint="Use SEQ or SEQ.REV.") from error
