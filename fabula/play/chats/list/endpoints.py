"""The list of chats over HTTP."""

from typing import Annotated

from fastapi import Query

from fabula.core.accounts import CurrentUser, ForeignOrigin, NotSignedIn
from fabula.core.db import Page
from fabula.core.errors import responses
from fabula.core.ids import RowId
from fabula.core.visibility import HiddenFromYou
from fabula.core.web import Paging, Reading, Router, Writing, part
from fabula.play.chats.errors import ChatInTrash, ChatNotFound, FolderNotFound
from fabula.play.chats.list.chats import Chats
from fabula.play.chats.list.pages import PlaceUnknown, page, wanted
from fabula.play.chats.queries import chat_of
from fabula.play.chats.schemas import Chat, ChatSummary, ChatWishes
from fabula.play.chats.thread.views import Views

router = Router(prefix="/api/chats", tags=["chats"], responses=responses(NotSignedIn, ForeignOrigin))

WINDOW = 50
LONGEST_WINDOW = 200

TheChats = Annotated[Chats, part(Chats)]
TheViews = Annotated[Views, part(Views)]
Limit = Annotated[int, Query(ge=1, le=LONGEST_WINDOW, description="How many messages come at most.")]
FolderFilter = Annotated[str | None, Query(max_length=36, description="A folder, or `none`.")]


@router.get("", responses=responses(PlaceUnknown))
async def list_chats(
    person: CurrentUser,
    session: Reading,
    views: TheViews,
    paging: Paging,
    folder: FolderFilter = None,
    pinned: bool | None = None,
    archived: bool | None = None,
    deleted: bool = False,
) -> Page[ChatSummary]:
    """My chats, newest activity first; without the archive and the trash unless they are asked for."""
    rows = wanted(person.id, folder=folder, pinned=pinned, archived=archived, deleted=deleted)
    found, following = await page(session, rows, paging)
    return Page(items=await views.summaries(session, found), next=following)


@router.get("/{chat_id}", responses=responses(ChatNotFound))
async def read_chat(
    chat_id: RowId, person: CurrentUser, session: Reading, views: TheViews, limit: Limit = WINDOW
) -> Chat:
    """A chat with the newest messages of the branch that is shown."""
    return await views.chat(session, await chat_of(session, person.id, chat_id), limit)


@router.put("/{chat_id}", responses=responses(ChatNotFound, ChatInTrash, FolderNotFound, HiddenFromYou))
async def change_chat(
    chat_id: RowId, given: ChatWishes, person: CurrentUser, session: Writing, chats: TheChats, views: TheViews
) -> Chat:
    """Change what is sent: title, folder, pin, archive, model, system prompt, parameters, web search."""
    return await views.chat(session, await chats.change(session, person.id, chat_id, given), WINDOW)


@router.delete("/{chat_id}", status_code=204, responses=responses(ChatNotFound))
async def delete_chat(
    chat_id: RowId,
    person: CurrentUser,
    session: Writing,
    chats: TheChats,
    for_ever: Annotated[bool, Query(description="Do not keep it in the trash.")] = False,
) -> None:
    """Put a chat into the trash, where it is kept for a while; or delete it for good."""
    await chats.throw_away(session, person.id, chat_id, for_ever=for_ever)


@router.post("/{chat_id}/restore", responses=responses(ChatNotFound))
async def restore_chat(chat_id: RowId, person: CurrentUser, session: Writing, chats: TheChats, views: TheViews) -> Chat:
    """Take a chat out of the trash."""
    return await views.chat(session, await chats.restore(session, person.id, chat_id), WINDOW)
