"""Messages and replies over HTTP."""

from typing import Annotated

from fastapi import Header

from fabula.core.accounts import CurrentUser, ForeignOrigin, NotSignedIn
from fabula.core.errors import responses
from fabula.core.ids import RowId
from fabula.core.limits import LimitReached
from fabula.core.runs import KeyReused, TooManyRuns
from fabula.core.visibility import HiddenFromYou
from fabula.core.web import Router, Writing, part
from fabula.play.chats.errors import (
    AttachmentNotFound,
    ChatInTrash,
    ChatNotFound,
    MessageEmpty,
    MessageNotFound,
    NotAReply,
    ReplyUnderWay,
)
from fabula.play.chats.replying.editing import Edits
from fabula.play.chats.replying.replies import Replies
from fabula.play.chats.schemas import Edited, NewMessage, ReplyWish, SearchRequest, Sent

router = Router(prefix="/api/chats", tags=["chats"], responses=responses(NotSignedIn, ForeignOrigin))
search_router = Router(prefix="/api/chat", tags=["chats"], responses=responses(NotSignedIn, ForeignOrigin))

TheReplies = Annotated[Replies, part(Replies)]
Key = Annotated[
    str | None, Header(max_length=200, description="The same key of the same person stores the message once.")
]
SENDING = responses(
    ChatNotFound,
    MessageNotFound,
    AttachmentNotFound,
    ChatInTrash,
    ReplyUnderWay,
    KeyReused,
    MessageEmpty,
    TooManyRuns,
    LimitReached,
    HiddenFromYou,
)


@router.post("/{chat_id}/messages", status_code=202, responses=SENDING)
async def send_message(
    chat_id: RowId,
    given: NewMessage,
    person: CurrentUser,
    session: Writing,
    replies: TheReplies,
    idempotency_key: Key = None,
) -> Sent:
    """Say something; the reply is written by a run, whose live text can be followed."""
    return await replies.send(session, person.id, chat_id, given, idempotency_key)


@router.put(
    "/{chat_id}/messages/{message_id}",
    responses=responses(
        ChatNotFound, MessageNotFound, ChatInTrash, ReplyUnderWay, MessageEmpty, TooManyRuns, LimitReached
    ),
)
async def edit_message(
    chat_id: RowId,
    message_id: RowId,
    given: Edited,
    person: CurrentUser,
    session: Writing,
    edits: Annotated[Edits, part(Edits)],
) -> Sent:
    """Change a message in place, or as a new branch that is answered again; what it said before is kept."""
    return await edits.edit(session, person.id, chat_id, message_id, given)


@router.post(
    "/{chat_id}/messages/{message_id}/reply",
    status_code=202,
    responses=responses(
        ChatNotFound, MessageNotFound, ChatInTrash, ReplyUnderWay, TooManyRuns, LimitReached, HiddenFromYou
    ),
)
async def reply_again(
    chat_id: RowId, message_id: RowId, given: ReplyWish, person: CurrentUser, session: Writing, replies: TheReplies
) -> Sent:
    """Another reply, to a message or beside a reply, perhaps by another model."""
    return await replies.again(session, person.id, chat_id, message_id, given)


@router.post(
    "/{chat_id}/messages/{message_id}/continue",
    status_code=202,
    responses=responses(
        ChatNotFound, MessageNotFound, ChatInTrash, ReplyUnderWay, NotAReply, TooManyRuns, LimitReached
    ),
)
async def continue_reply(
    chat_id: RowId, message_id: RowId, person: CurrentUser, session: Writing, replies: TheReplies
) -> Sent:
    """The same reply goes on from where it ended."""
    return await replies.go_on(session, person.id, chat_id, message_id)


@search_router.post("/search", status_code=202, responses=SENDING)
async def send_with_search(
    given: SearchRequest, person: CurrentUser, session: Writing, replies: TheReplies, idempotency_key: Key = None
) -> Sent:
    """Say something whose answer is looked up in the web first."""
    message = NewMessage(content=given.message, web_search=True)
    return await replies.send(session, person.id, given.chat_id, message, idempotency_key)
