"""The web's way to stored files."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import Query, Request
from fastapi.responses import Response, StreamingResponse

from fabula.core.accounts import CurrentUser, ForeignOrigin, NotSignedIn
from fabula.core.assets.errors import (
    AssetNotFound,
    NameDeceives,
    RangeNotSatisfiable,
    StorageFailed,
    StorageFull,
    UploadMalformed,
    UploadTooLarge,
)
from fabula.core.assets.incoming import read_form
from fabula.core.assets.incoming.names import disposition
from fabula.core.assets.library import Library
from fabula.core.assets.queries import assets_of
from fabula.core.assets.ranges import has_it, wanted_part
from fabula.core.assets.schemas import Asset, asset_of
from fabula.core.assets.tables import AssetRow
from fabula.core.db import Page, page_of
from fabula.core.errors import FabulaError, NotFound, responses
from fabula.core.ids import RowId
from fabula.core.limits import LimitReached
from fabula.core.pictures import NotAPicture, PictureDamaged, PictureTooLarge
from fabula.core.web import Paging, Reading, Router, Writing, part

router = Router(prefix="/api/assets", tags=["assets"], responses=responses(NotSignedIn, ForeignOrigin))

Assets = Annotated[Library, part(Library)]

UPLOAD_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "keep_metadata": {"type": "boolean", "default": False},
                    },
                }
            }
        },
    }
}
BYTES: dict[str, Any] = {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}
WEBP: dict[str, Any] = {"content": {"image/webp": {"schema": {"type": "string", "format": "binary"}}}}
# What may be wrong with storing a file that somebody sends.
UPLOADING: tuple[type[FabulaError], ...] = (
    UploadMalformed,
    UploadTooLarge,
    PictureTooLarge,
    NotAPicture,
    PictureDamaged,
    NameDeceives,
    StorageFull,
    StorageFailed,
    LimitReached,
)
# Content never changes under its address, but it is one person's: only their own browser may keep it.
FOR_EVER = "private, max-age=31536000, immutable"
NO_PAGE = "sandbox; default-src 'none'"


class NoThumbnail(NotFound):
    """Only pictures have thumbnails."""


@router.post(
    "",
    status_code=201,
    openapi_extra=UPLOAD_FORM,
    responses=responses(*UPLOADING),
)
async def upload_asset(request: Request, person: CurrentUser, library: Assets, session: Writing) -> Asset:
    """Store one file; a picture is checked and freed from its metadata unless `keep_metadata` is true."""
    async with library.receiving() as incoming:
        form = await read_form(request, incoming)
        keep = form.fields.get("keep_metadata", "").lower() in ("1", "true", "on", "yes")
        return await library.store(session, person.id, incoming, form.name or "", keep_metadata=keep)


@router.get("")
async def list_assets(
    person: CurrentUser,
    session: Reading,
    paging: Paging,
    kind: Annotated[Literal["picture", "file"] | None, Query()] = None,
) -> Page[Asset]:
    """My files, newest first."""
    wanted = assets_of(person.id)
    if kind:
        wanted = wanted.where(AssetRow.kind == kind)
    rows, following = await page_of(session, wanted, AssetRow, paging)
    return Page(items=[asset_of(row) for row in rows], next=following)


@router.get("/{asset_id}", responses=responses(AssetNotFound))
async def read_asset(asset_id: RowId, person: CurrentUser, library: Assets, session: Reading) -> Asset:
    """One of my files."""
    return await library.find(session, person.id, asset_id)


@router.delete("/{asset_id}", status_code=204, responses=responses(AssetNotFound))
async def delete_asset(asset_id: RowId, person: CurrentUser, library: Assets, session: Writing) -> None:
    """Remove one of my files for good."""
    await library.remove(session, person.id, asset_id)


@router.head("/{asset_id}/content", include_in_schema=False)
@router.get(
    "/{asset_id}/content",
    response_class=Response,
    responses={200: BYTES, 206: BYTES} | responses(AssetNotFound, RangeNotSatisfiable, StorageFailed),
)
async def read_asset_content(
    asset_id: RowId,
    request: Request,
    person: CurrentUser,
    library: Assets,
    session: Reading,
    download: Annotated[bool, Query()] = False,
) -> Response:
    """The bytes of one of my files, whole or one range; only pictures are shown in place."""
    asset = await library.find(session, person.id, asset_id)
    await session.close()
    etag = f'"{asset.sha256}"'
    headers = _headers(etag) | {"Accept-Ranges": "bytes"}
    if has_it(request.headers, etag):
        return Response(status_code=304, headers=headers)
    wanted = wanted_part(request.headers, asset.bytes, etag) if request.method == "GET" else None
    start, end = wanted or (0, asset.bytes)
    headers["Content-Disposition"] = disposition(asset.name, inline=asset.kind == "picture" and not download)
    headers["Content-Length"] = str(end - start)
    if wanted:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{asset.bytes}"
    body: AsyncIterator[bytes] = _nothing() if request.method == "HEAD" else await library.open(asset, start, end)
    return StreamingResponse(body, 206 if wanted else 200, headers, asset.media_type)


@router.get(
    "/{asset_id}/thumbnail",
    response_class=Response,
    responses={200: WEBP} | responses(AssetNotFound, NoThumbnail, StorageFull, StorageFailed),
)
async def read_asset_thumbnail(
    asset_id: RowId,
    request: Request,
    person: CurrentUser,
    library: Assets,
    session: Reading,
    size: Annotated[Literal["256", "512", "1024"], Query()] = "512",
) -> Response:
    """A small WebP picture of one of my pictures."""
    asset = await library.find(session, person.id, asset_id)
    await session.close()
    if asset.kind != "picture":
        raise NoThumbnail("Only pictures have thumbnails.")
    headers = _headers(f'"{asset.sha256}-{size}"')
    if has_it(request.headers, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(await library.thumbnail(asset, int(size)), headers=headers, media_type="image/webp")


def _headers(etag: str) -> dict[str, str]:
    return {
        "ETag": etag,
        "Cache-Control": FOR_EVER,
        "Content-Security-Policy": NO_PAGE,
        "X-Content-Type-Options": "nosniff",
    }


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield b""
