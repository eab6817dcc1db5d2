"""The messages of one chat over HTTP: windows, branches, versions, deletion, forks."""

from typing import Annotated

from fastapi import Query
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import CurrentUser, ForeignOrigin, NotSignedIn
from fabula.core.errors import Invalid, responses
from fabula.core.ids import RowId
from fabula.core.web import Reading, Router, Writing, part
from fabula.play.chats.errors import ChatInTrash, ChatNotFound, MessageNotFound, NotShown
from fabula.play.chats.news import ChatNews
from fabula.play.chats.queries import chat_of, chat_to_change, message_of
from fabula.play.chats.schemas import Chat, Forking, Version, Window
from fabula.play.chats.tables import ChatRow, MessageRow
from fabula.play.chats.thread import forking, windows
from fabula.play.chats.thread.removing import Removing
from fabula.play.chats.thread.versions import versions_of
from fabula.play.chats.thread.views import Views
from fabula.play.chats.thread.walking import newest_end, steps_up

router = Router(prefix="/api/chats", tags=["chats"], responses=responses(NotSignedIn, ForeignOrigin))

WINDOW = 50

TheViews = Annotated[Views, part(Views)]
TheRemoving = Annotated[Removing, part(Removing)]
At = Annotated[str | None, Query(max_length=36, pattern=r"^[0-9A-Za-z-]+$")]


class OneCursor(Invalid):
    """Two directions at once."""

    hint = "Send one of `before`, `after` and `around`."


@router.get("/{chat_id}/messages", responses=responses(ChatNotFound, MessageNotFound, NotShown, OneCursor))
async def read_messages(
    chat_id: RowId,
    person: CurrentUser,
    session: Reading,
    views: TheViews,
    before: At = None,
    after: At = None,
    around: At = None,
    limit: Annotated[int, Query(ge=1, le=200)] = WINDOW,
) -> Window:
    """A stretch of the branch that is shown; without a cursor its newest one."""
    chat = await chat_of(session, person.id, chat_id)
    if sum(cursor is not None for cursor in (before, after, around)) > 1:
        raise OneCursor("More than one cursor was sent.")
    if before is not None:
        stretch = await windows.before(session, chat, before, limit)
    elif after is not None:
        stretch = await windows.after(session, chat, after, limit)
    elif around is not None:
        stretch = await windows.around(session, chat, around, limit)
    else:
        stretch = await windows.newest(session, chat.id, chat.leaf_id, limit)
    return await views.window(session, chat, stretch)


@router.delete(
    "/{chat_id}/messages/{message_id}",
    status_code=204,
    responses=responses(ChatNotFound, MessageNotFound, ChatInTrash),
)
async def delete_message(
    chat_id: RowId,
    message_id: RowId,
    person: CurrentUser,
    session: Writing,
    removing: TheRemoving,
    following: Annotated[bool, Query(description="With everything that follows it.")] = False,
) -> None:
    """Take a message out of the chat; it can be restored."""
    await removing.remove(session, person.id, chat_id, message_id, following=following)


@router.post(
    "/{chat_id}/messages/{message_id}/restore", responses=responses(ChatNotFound, MessageNotFound, ChatInTrash)
)
async def restore_message(
    chat_id: RowId,
    message_id: RowId,
    person: CurrentUser,
    session: Writing,
    removing: TheRemoving,
    views: TheViews,
) -> Window:
    """Bring a deleted message back, with what was deleted with it, and show its branch."""
    chat = await removing.restore(session, person.id, chat_id, message_id)
    return await views.window(session, chat, await windows.newest(session, chat.id, chat.leaf_id, WINDOW))


@router.post("/{chat_id}/messages/{message_id}/show", responses=responses(ChatNotFound, MessageNotFound, ChatInTrash))
async def show_message(
    chat_id: RowId,
    message_id: RowId,
    person: CurrentUser,
    session: Writing,
    views: TheViews,
    news: Annotated[ChatNews, part(ChatNews)],
) -> Chat:
    """Show the branch of this message from now on; among those that go on from it, the newest."""
    chat = await chat_to_change(session, person.id, chat_id)
    row = await message_of(session, chat, message_id)
    if not await _is_shown(session, chat, row):
        chat.leaf_id = await newest_end(session, chat.id, row.id)
        await session.flush()
        news.after(session, person.id, chat.id)
    return await views.chat(session, chat, WINDOW)


@router.get("/{chat_id}/messages/{message_id}/versions", responses=responses(ChatNotFound, MessageNotFound))
async def list_message_versions(
    chat_id: RowId, message_id: RowId, person: CurrentUser, session: Reading
) -> list[Version]:
    """What the message said before, newest first; at most 200."""
    chat = await chat_of(session, person.id, chat_id)
    return await versions_of(session, await message_of(session, chat, message_id))


@router.post("/{chat_id}/fork", status_code=201, responses=responses(ChatNotFound, MessageNotFound))
async def fork_chat(
    chat_id: RowId,
    given: Forking,
    person: CurrentUser,
    session: Writing,
    views: TheViews,
    forks: Annotated[forking.Forking, part(forking.Forking)],
) -> Chat:
    """A new chat with the messages up to this one; without one, with the branch that is shown."""
    return await views.chat(session, await forks.fork(session, person.id, chat_id, given.message_id), WINDOW)


async def _is_shown(session: AsyncSession, chat: ChatRow, row: MessageRow) -> bool:
    if chat.leaf_id is None:
        return False
    steps = await steps_up(session, chat.id, chat.leaf_id, above=row.depth - 1)
    return bool(steps) and steps[-1].id == row.id
