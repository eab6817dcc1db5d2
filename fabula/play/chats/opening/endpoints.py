"""Opening a chat over HTTP."""

from typing import Annotated

from fabula.core.accounts import CurrentUser, ForeignOrigin, NotSignedIn
from fabula.core.errors import responses
from fabula.core.limits import LimitReached
from fabula.core.runs import KeyReused, TooManyRuns
from fabula.core.visibility import HiddenFromYou
from fabula.core.web import Router, Writing, part
from fabula.play.chats.errors import AttachmentNotFound, FolderNotFound, MessageEmpty
from fabula.play.chats.opening.opening import Opening
from fabula.play.chats.replying.endpoints import Key
from fabula.play.chats.schemas import Chat, NewChat

router = Router(prefix="/api/chats", tags=["chats"], responses=responses(NotSignedIn, ForeignOrigin))


@router.post(
    "",
    status_code=201,
    responses=responses(
        FolderNotFound, AttachmentNotFound, MessageEmpty, KeyReused, TooManyRuns, LimitReached, HiddenFromYou
    ),
)
async def create_chat(
    given: NewChat,
    person: CurrentUser,
    session: Writing,
    opening: Annotated[Opening, part(Opening)],
    idempotency_key: Key = None,
) -> Chat:
    """A new chat; with a first message, the reply to it is under way in the answer."""
    return await opening.open(session, person.id, given, idempotency_key)
