"""Drawings over HTTP."""

from typing import Annotated

from fastapi import Header

from fabula.core.accounts import CurrentUser, ForeignOrigin, NotSignedIn
from fabula.core.assets import AssetNotFound
from fabula.core.db import Page, page_of
from fabula.core.errors import responses
from fabula.core.ids import RowId
from fabula.core.limits import LimitReached
from fabula.core.runs import KeyReused, TooManyRuns
from fabula.core.web import Paging, Reading, Router, Writing, part
from fabula.imaging.images.errors import (
    DrawingNotFound,
    MaskUnusable,
    ReferenceUnusable,
    TemplateUnsuitable,
    VariantNotFound,
)
from fabula.imaging.images.images import Images
from fabula.imaging.images.queries import drawings_of
from fabula.imaging.images.schemas import Drawing, DrawingWish, Pick
from fabula.imaging.images.tables import DrawingRow
from fabula.imaging.templates import TemplateNotFound

router = Router(prefix="/api/drawings", tags=["drawings"], responses=responses(NotSignedIn, ForeignOrigin))

TheImages = Annotated[Images, part(Images)]
WISHING = (
    AssetNotFound,
    TemplateNotFound,
    ReferenceUnusable,
    MaskUnusable,
    TemplateUnsuitable,
    KeyReused,
    TooManyRuns,
    LimitReached,
)


@router.post("", status_code=202, responses=responses(*WISHING))
async def draw(
    body: DrawingWish,
    person: CurrentUser,
    session: Writing,
    images: TheImages,
    idempotency_key: Annotated[
        str | None, Header(max_length=200, description="The same key answers with what it started first.")
    ] = None,
) -> Drawing:
    """Draw what is described, or change a picture: follow `run` until it is done."""
    run = await images.start(session, person.id, body, key=idempotency_key)
    return await _one(session, person, images, run.id)


@router.get("")
async def list_drawings(person: CurrentUser, session: Reading, paging: Paging, images: TheImages) -> Page[Drawing]:
    """My drawings, newest first."""
    rows, following = await page_of(session, drawings_of(person.id), DrawingRow, paging)
    return Page(items=await images.shown(session, person.id, rows), next=following)


@router.get("/{run_id}", responses=responses(DrawingNotFound))
async def get_drawing(run_id: RowId, person: CurrentUser, session: Reading, images: TheImages) -> Drawing:
    """One drawing with its pictures so far, and everything that made them."""
    return await _one(session, person, images, run_id)


@router.put("/{run_id}", responses=responses(DrawingNotFound, VariantNotFound))
async def pick_variant(run_id: RowId, body: Pick, person: CurrentUser, session: Writing, images: TheImages) -> Drawing:
    """Say which picture is the best."""
    await images.pick(session, person.id, run_id, body.pick)
    return await _one(session, person, images, run_id)


@router.get("/{run_id}/history", responses=responses(DrawingNotFound))
async def drawing_history(run_id: RowId, person: CurrentUser, session: Reading, images: TheImages) -> list[Drawing]:
    """The drawing, then the one whose picture was its reference, and so on: at most 50."""
    return await images.history(session, person.id, run_id)


async def _one(session: Reading, person: CurrentUser, images: Images, run_id: str) -> Drawing:
    found = await images.of(session, person.id, [run_id])
    if run_id not in found:
        raise DrawingNotFound("There is no such drawing.")
    return found[run_id]
