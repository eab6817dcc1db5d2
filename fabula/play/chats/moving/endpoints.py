"""Export and import over HTTP."""

from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response, StreamingResponse

from fabula.core.accounts import CurrentUser, ForeignOrigin, NotSignedIn
from fabula.core.assets import (
    UPLOAD_FORM,
    Library,
    StorageFailed,
    StorageFull,
    UploadMalformed,
    UploadTooLarge,
    disposition,
    read_form,
)
from fabula.core.clock import now
from fabula.core.errors import responses
from fabula.core.ids import RowId
from fabula.core.limits import LimitReached
from fabula.core.runs import TooManyRuns
from fabula.core.web import Reading, Router, part
from fabula.play.chats.errors import ChatNotFound
from fabula.play.chats.moving.exporting import Exporting, Format
from fabula.play.chats.moving.importing import Importing
from fabula.play.chats.moving.writers import Language
from fabula.play.chats.queries import chat_of
from fabula.play.chats.schemas import Imported

router = Router(prefix="/api/chats", tags=["chats"], responses=responses(NotSignedIn, ForeignOrigin))

TheExporting = Annotated[Exporting, part(Exporting)]
ZIP: dict[str, Any] = {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}
TEXT = {"schema": {"type": "string"}}
FILE: dict[str, Any] = {
    "content": {"application/json": {"schema": {"type": "object"}}, "text/markdown": TEXT, "text/html": TEXT}
    | ZIP["content"]
}
# What is sent is one person's, and a page among it must not act as one of ours.
HEADERS = {"Cache-Control": "no-store", "Content-Security-Policy": "sandbox; default-src 'none'"}


@router.get("/export", response_class=Response, responses={200: ZIP})
async def export_chats(person: CurrentUser, exporting: TheExporting) -> Response:
    """All my chats with their files as one archive, which can be imported again."""
    name = f"fabula-chats-{now():%Y-%m-%d}.zip"
    headers = HEADERS | {"Content-Disposition": disposition(name, inline=False)}
    return StreamingResponse(exporting.everything(person.id), headers=headers, media_type="application/zip")


@router.get("/{chat_id}/export", response_class=Response, responses={200: FILE} | responses(ChatNotFound))
async def export_chat(
    chat_id: RowId,
    person: CurrentUser,
    session: Reading,
    exporting: TheExporting,
    format: Annotated[Format, Query(description="`json` and `zip` hold the whole tree.")] = "json",
    language: Annotated[Language, Query(description="Of the few words around the chat.")] = "en",
) -> Response:
    """One chat as a file: our own JSON, that in an archive with its files, Markdown, or one page of HTML."""
    exported = await exporting.one(session, await chat_of(session, person.id, chat_id), format, language)
    headers = HEADERS | {"Content-Disposition": disposition(exported.name, inline=False)}
    return StreamingResponse(exported.content, headers=headers, media_type=exported.media_type)


@router.post(
    "/import",
    openapi_extra=UPLOAD_FORM,
    responses={202: {"model": Imported}}
    | responses(UploadMalformed, UploadTooLarge, StorageFull, StorageFailed, TooManyRuns, LimitReached),
)
async def import_chats(
    request: Request,
    response: Response,
    person: CurrentUser,
    library: Annotated[Library, part(Library)],
    importing: Annotated[Importing, part(Importing)],
) -> Imported:
    """Chats of Fabula, ChatGPT, Open WebUI or SillyTavern come in; what could not, and why, is told for each."""
    async with library.receiving() as incoming:
        form = await read_form(request, incoming)
        imported = await importing.take(person.id, incoming, form.name or "file")
    response.status_code = 202 if imported.run_id else 200
    return imported
