"""Links over HTTP: their owner's side, and what strangers read."""

from typing import Annotated, Any, Literal

from fastapi import Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from fabula.core.accounts import (
    CurrentClient,
    CurrentUser,
    ForeignOrigin,
    Limit,
    NotSignedIn,
    Throttle,
    TooManyAttempts,
    network_of,
)
from fabula.core.assets import Library, StorageFailed, disposition
from fabula.core.db import Page, page_of
from fabula.core.errors import responses
from fabula.core.ids import RowId
from fabula.core.web import Paging, Reading, Router, Writing, part
from fabula.play.chats.errors import ChatInTrash, ChatNotFound, MessageNotFound
from fabula.play.chats.queries import chat_of
from fabula.play.chats.schemas import Share, SharedChat, Sharing
from fabula.play.chats.sharing.links import (
    NothingToShare,
    ShareNotFound,
    TooManyShares,
    add_share,
    remove_share,
    share_view,
    shares_of,
)
from fabula.play.chats.sharing.reading import Shared
from fabula.play.chats.tables import ShareRow

router = Router(prefix="/api/chats", tags=["chats"], responses=responses(NotSignedIn, ForeignOrigin))
public_router = Router(prefix="/api/shared", tags=["shared"], responses=responses(ShareNotFound, TooManyAttempts))

MOST_READ, MOST_GUESSED = 600, 60
PICTURE: dict[str, Any] = {"content": {"image/*": {"schema": {"type": "string", "format": "binary"}}}}
# Search engines pass by, and a browser keeps no text and no picture for long: a link may be taken back.
HEADERS = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer", "Cache-Control": "private, no-cache"}
NO_PAGE = {"Content-Security-Policy": "sandbox; default-src 'none'"}
BRIEFLY = {"Cache-Control": "private, max-age=60"}

TheShared = Annotated[Shared, part(Shared)]
TheThrottle = Annotated[Throttle, part(Throttle)]
Token = Annotated[str, Path(min_length=16, max_length=64, pattern=r"^[0-9A-Za-z_-]+$")]


@router.get("/{chat_id}/shares", responses=responses(ChatNotFound))
async def list_shares(chat_id: RowId, person: CurrentUser, session: Reading, paging: Paging) -> Page[Share]:
    """The links of a chat, newest first."""
    chat = await chat_of(session, person.id, chat_id)
    rows, following = await page_of(session, shares_of(chat), ShareRow, paging)
    return Page(items=[share_view(row) for row in rows], next=following)


@router.post(
    "/{chat_id}/shares",
    status_code=201,
    responses=responses(ChatNotFound, ChatInTrash, MessageNotFound, NothingToShare, TooManyShares),
)
async def create_share(chat_id: RowId, wish: Sharing, person: CurrentUser, session: Writing) -> Share:
    """Make a link by which anybody may read the chat up to a message."""
    return await add_share(session, person.id, chat_id, wish)


@router.delete("/{chat_id}/shares/{share_id}", status_code=204, responses=responses(ChatNotFound, ShareNotFound))
async def delete_share(chat_id: RowId, share_id: RowId, person: CurrentUser, session: Writing) -> None:
    """Take a link back; it leads nowhere from now on."""
    await remove_share(session, await chat_of(session, person.id, chat_id), share_id)


@public_router.get("/{token}")
async def read_shared_chat(
    token: Token,
    response: Response,
    client: CurrentClient,
    session: Reading,
    shared: TheShared,
    throttle: TheThrottle,
    after: Annotated[RowId | None, Query(description="The last message that is known.")] = None,
) -> SharedChat:
    """A shared chat as strangers read it, a stretch at a time."""
    await throttle.spend(Limit(f"shared chats read from {network_of(client.address)}", MOST_READ))
    response.headers.update(HEADERS)
    return await shared.read(session, token, after)


@public_router.get(
    "/{token}/assets/{asset_id}", response_class=Response, responses={200: PICTURE} | responses(StorageFailed)
)
async def read_shared_picture(
    token: Token,
    asset_id: RowId,
    request: Request,
    client: CurrentClient,
    session: Reading,
    shared: TheShared,
    throttle: TheThrottle,
    library: Annotated[Library, part(Library)],
    size: Annotated[Literal["256", "512", "1024"] | None, Query(description="The width of a smaller one.")] = None,
) -> Response:
    """A picture of a shared chat."""
    try:
        asset = await shared.picture(session, token, asset_id)
    except ShareNotFound:
        await session.close()
        await throttle.spend(Limit(f"shared pictures missed from {network_of(client.address)}", MOST_GUESSED))
        raise
    await session.close()
    headers = (
        HEADERS
        | BRIEFLY
        | {"Content-Security-Policy": "sandbox; default-src 'none'", "ETag": f'"{asset.sha256}-{size}"'}
    )
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if size is not None:
        return Response(await library.thumbnail(asset, int(size)), headers=headers, media_type="image/webp")
    headers |= {"Content-Disposition": disposition(asset.name, inline=True), "Content-Length": str(asset.bytes)}
    return StreamingResponse(await library.open(asset), headers=headers, media_type=asset.media_type)
