"""Pictures of a chat over HTTP, as the page asks for them."""

from typing import Annotated

from fastapi import Header

from fabula.core.accounts import CurrentUser, ForeignOrigin, NotSignedIn
from fabula.core.errors import responses
from fabula.core.ids import RowId
from fabula.core.web import Router, Writing, part
from fabula.imaging.images import WISHING, DrawingNotFound, Pick, VariantNotFound
from fabula.play.chats.drawing.drawing import ChatDrawing
from fabula.play.chats.drawing.schemas import ChatDrawingWish
from fabula.play.chats.errors import ChatInTrash, ChatNotFound, MessageNotFound
from fabula.play.chats.queries import chat_of
from fabula.play.chats.schemas import Message, Sent
from fabula.play.chats.thread.views import Views

router = Router(prefix="/api/chats", tags=["chats"], responses=responses(NotSignedIn, ForeignOrigin))

TheDrawing = Annotated[ChatDrawing, part(ChatDrawing)]


@router.post(
    "/{chat_id}/drawings",
    status_code=202,
    responses=responses(ChatNotFound, MessageNotFound, ChatInTrash, *WISHING),
)
async def draw_in_chat(
    chat_id: RowId,
    body: ChatDrawingWish,
    person: CurrentUser,
    session: Writing,
    drawing: TheDrawing,
    idempotency_key: Annotated[
        str | None, Header(max_length=200, description="The same key answers with what it started first.")
    ] = None,
) -> Sent:
    """Draw in a chat: the words become a message, and the reply to it carries the pictures."""
    return await drawing.draw(session, person.id, chat_id, body, idempotency_key)


@router.put(
    "/{chat_id}/messages/{message_id}/drawing",
    responses=responses(ChatNotFound, MessageNotFound, DrawingNotFound, VariantNotFound, ChatInTrash),
)
async def pick_in_chat(
    chat_id: RowId,
    message_id: RowId,
    body: Pick,
    person: CurrentUser,
    session: Writing,
    drawing: TheDrawing,
    views: Annotated[Views, part(Views)],
) -> Message:
    """Say which picture of a message is the best."""
    row = await drawing.pick(session, person.id, chat_id, message_id, body.pick)
    chat = await chat_of(session, person.id, chat_id)
    [message] = await views.messages(session, chat, [row])
    return message
