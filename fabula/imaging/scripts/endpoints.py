"""Scripts over HTTP."""

from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import Response, StreamingResponse
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import CurrentUser, ForeignOrigin, NotSignedIn, UserId
from fabula.core.assets import AssetNotFound
from fabula.core.db import Page, page_of
from fabula.core.errors import responses
from fabula.core.ids import RowId
from fabula.core.limits import LimitReached
from fabula.core.runs import TooManyRuns
from fabula.core.web import Paging, Reading, Router, Writing, part
from fabula.imaging.renders import Views
from fabula.imaging.scripts.errors import MappingUnclear, ScriptBusy, ScriptNotFound, TableTooLarge, TableUnreadable
from fabula.imaging.scripts.queries import items_after, script_of, scripts_of
from fabula.imaging.scripts.schemas import DryRun, ItemPage, ItemState, NewScript, Preview, Script, ScriptTable
from fabula.imaging.scripts.served.download import Downloads
from fabula.imaging.scripts.served.scripts import Scripts
from fabula.imaging.scripts.served.views import item_views, script_view
from fabula.imaging.scripts.tables import ScriptRow
from fabula.imaging.templates import TemplateNotFound, ValueRefused
from fabula.imaging.templates.errors import AddressUnclear, InputExists, LinkInTheWay, WorkflowUnusable

router = Router(prefix="/api/scripts", tags=["scripts"], responses=responses(NotSignedIn, ForeignOrigin))

TheScripts = Annotated[Scripts, part(Scripts)]
TABLE = (
    AssetNotFound,
    TemplateNotFound,
    TableUnreadable,
    MappingUnclear,
    AddressUnclear,
    ValueRefused,
    LinkInTheWay,
    WorkflowUnusable,
    InputExists,
    TableTooLarge,
)
LINES: dict[str, Any] = {"content": {"application/x-ndjson": {"schema": {"type": "string"}}}}
ZIP: dict[str, Any] = {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}


@router.post("/preview", responses=responses(*TABLE))
async def preview_script(body: ScriptTable, person: CurrentUser, scripts: TheScripts) -> Preview:
    """Look at a stored table: its columns, where they would go, its first rows, and what is wrong with which line."""
    return await scripts.preview(person.id, body)


@router.post("/dry-run", responses=responses(*TABLE))
async def dry_run_script(body: ScriptTable, person: CurrentUser, scripts: TheScripts) -> DryRun:
    """How many pictures would be made, and what is missing on which server."""
    return await scripts.dry_run(person.id, body)


@router.post("", status_code=201, responses=responses(*TABLE, ScriptBusy, TooManyRuns, LimitReached))
async def create_script(body: NewScript, person: CurrentUser, scripts: TheScripts, session: Reading) -> Script:
    """Keep a script, and begin with it unless `start` is false."""
    script = await scripts.create(person.id, body)
    return script_view(script, await scripts.run_of(session, script))


@router.get("")
async def list_scripts(person: CurrentUser, session: Reading, paging: Paging, scripts: TheScripts) -> Page[Script]:
    """My scripts, newest first."""
    rows, following = await page_of(session, scripts_of(person.id), ScriptRow, paging)
    return Page(items=[script_view(row, await scripts.run_of(session, row)) for row in rows], next=following)


@router.get("/{script_id}", responses=responses(ScriptNotFound))
async def read_script(script_id: RowId, person: CurrentUser, session: Reading, scripts: TheScripts) -> Script:
    """One script and how far it came."""
    return await _shown(session, scripts, await script_of(session, person.id, script_id))


@router.delete("/{script_id}", status_code=204, responses=responses(ScriptNotFound, ScriptBusy))
async def delete_script(script_id: RowId, person: CurrentUser, scripts: TheScripts) -> None:
    """Forget a script; its pictures stay in the gallery."""
    await scripts.delete(person.id, script_id)


@router.post(
    "/{script_id}/start", status_code=202, responses=responses(ScriptNotFound, ScriptBusy, TooManyRuns, LimitReached)
)
async def start_script(
    script_id: RowId,
    person: CurrentUser,
    session: Writing,
    scripts: TheScripts,
    skip_bad: Annotated[bool, Query(description="Leave wrong rows out.")] = False,
) -> Script:
    """Begin, or go on after a pause or a stop."""
    return await _shown(session, scripts, await scripts.start(session, person.id, script_id, skip_bad=skip_bad))


@router.post("/{script_id}/pause", responses=responses(ScriptNotFound, ScriptBusy))
async def pause_script(script_id: RowId, person: CurrentUser, session: Writing, scripts: TheScripts) -> Script:
    """Begin no more rows for now; what is under way comes to its end."""
    return await _shown(session, scripts, await scripts.pause(session, person.id, script_id))


@router.post("/{script_id}/cancel", responses=responses(ScriptNotFound, ScriptBusy))
async def cancel_script(script_id: RowId, person: CurrentUser, session: Writing, scripts: TheScripts) -> Script:
    """Stop it, with the renders that are under way."""
    return await _shown(session, scripts, await scripts.cancel(session, person.id, script_id))


@router.post(
    "/{script_id}/retry", status_code=202, responses=responses(ScriptNotFound, ScriptBusy, TooManyRuns, LimitReached)
)
async def retry_script(script_id: RowId, person: CurrentUser, session: Writing, scripts: TheScripts) -> Script:
    """Try the failed rows again."""
    return await _shown(session, scripts, await scripts.retry(session, person.id, script_id))


@router.get("/{script_id}/rows", responses=responses(ScriptNotFound))
async def list_script_rows(
    script_id: RowId,
    person: CurrentUser,
    session: Reading,
    views: Annotated[Views, part(Views)],
    state: Annotated[ItemState | None, Query()] = None,
    after: Annotated[int, Query(ge=-1, le=2**31 - 1, description="The number of the last row before.")] = -1,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ItemPage:
    """The rows of a script in their order, with the pictures that they became."""
    script = await script_of(session, person.id, script_id)
    rows = await items_after(session, script.id, after, limit + 1, state)
    items = await item_views(session, UserId(person.id), views, rows[:limit], script)
    return ItemPage(items=items, next=rows[limit - 1].number if len(rows) > limit else None)


@router.get("/{script_id}/report", response_class=Response, responses={200: LINES} | responses(ScriptNotFound))
async def read_script_report(
    script_id: RowId, person: CurrentUser, session: Reading, downloads: Annotated[Downloads, part(Downloads)]
) -> Response:
    """One JSON line for each row that ended."""
    script = await script_of(session, person.id, script_id)
    await session.close()
    return StreamingResponse(
        downloads.report(script), headers=_named("report.jsonl"), media_type="application/x-ndjson"
    )


@router.get("/{script_id}/download", response_class=Response, responses={200: ZIP} | responses(ScriptNotFound))
async def download_script(
    script_id: RowId, person: CurrentUser, session: Reading, downloads: Annotated[Downloads, part(Downloads)]
) -> Response:
    """All pictures and the report as one archive."""
    script = await script_of(session, person.id, script_id)
    await session.close()
    return StreamingResponse(downloads.archive(script), headers=_named("pictures.zip"), media_type="application/zip")


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


async def _shown(session: AsyncSession, scripts: Scripts, script: ScriptRow) -> Script:
    return script_view(script, await scripts.run_of(session, script))
