"""Folders over HTTP: names for some of the chats, in an order."""

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import CurrentUser, ForeignOrigin, NotSignedIn
from fabula.core.db import Page
from fabula.core.errors import responses
from fabula.core.ids import RowId
from fabula.core.web import Reading, Router, Writing
from fabula.play.chats.errors import FolderNotFound, TooManyFolders
from fabula.play.chats.schemas import PLAIN, Folder
from fabula.play.chats.tables import ChatRow, FolderRow

router = Router(prefix="/api/chats/folders", tags=["chats"], responses=responses(NotSignedIn, ForeignOrigin))

MOST_FOLDERS = 200

FolderName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), PLAIN]


class NewFolder(BaseModel):
    """How it is called."""

    name: FolderName


class FolderWishes(BaseModel):
    """Another name, or another place among the others."""

    name: FolderName | None = None
    place: Annotated[int | None, Field(ge=0, le=MOST_FOLDERS)] = None


@router.get("")
async def list_chat_folders(person: CurrentUser, session: Reading) -> Page[Folder]:
    """My folders in their order; there are never more than one page of them."""
    return Page(items=await _folders(session, person.id), next=None)


@router.post("", status_code=201, responses=responses(TooManyFolders))
async def create_chat_folder(given: NewFolder, person: CurrentUser, session: Writing) -> Folder:
    """A new folder, behind the others."""
    count = await session.scalar(select(func.count()).where(FolderRow.owner_id == person.id)) or 0
    if count >= MOST_FOLDERS:
        raise TooManyFolders(f"You have {count} folders already.")
    row = FolderRow(owner_id=person.id, name=given.name, place=count)
    session.add(row)
    await session.flush()
    return Folder(id=row.id, name=row.name, place=row.place, chats=0)


@router.put("/{folder_id}", responses=responses(FolderNotFound))
async def change_chat_folder(folder_id: RowId, given: FolderWishes, person: CurrentUser, session: Writing) -> Folder:
    """Call it otherwise, or move it."""
    row = await _folder(session, person.id, folder_id)
    if given.name is not None:
        row.name = given.name
    if given.place is not None:
        await _move(session, row, given.place)
    await session.flush()
    return next(folder for folder in await _folders(session, person.id) if folder.id == folder_id)


@router.delete("/{folder_id}", status_code=204, responses=responses(FolderNotFound))
async def delete_chat_folder(folder_id: RowId, person: CurrentUser, session: Writing) -> None:
    """Remove a folder; its chats stay, in none."""
    row = await _folder(session, person.id, folder_id)
    await session.delete(row)
    await session.flush()


async def _folder(session: AsyncSession, owner: str, folder_id: str) -> FolderRow:
    row = await session.scalar(select(FolderRow).where(FolderRow.id == folder_id, FolderRow.owner_id == owner))
    if row is None:
        raise FolderNotFound("There is no such folder.")
    return row


async def _rows(session: AsyncSession, owner: str) -> list[FolderRow]:
    rows = select(FolderRow).where(FolderRow.owner_id == owner).order_by(FolderRow.place, FolderRow.id)
    return list((await session.scalars(rows.limit(MOST_FOLDERS))).all())


async def _folders(session: AsyncSession, owner: str) -> list[Folder]:
    counted = (
        select(ChatRow.folder_id, func.count())
        .where(ChatRow.owner_id == owner, ChatRow.folder_id.is_not(None), ChatRow.deleted_at.is_(None))
        .group_by(ChatRow.folder_id)
    )
    counts = {folder_id: count for folder_id, count in await session.execute(counted)}
    rows = await _rows(session, owner)
    return [Folder(id=row.id, name=row.name, place=row.place, chats=counts.get(row.id, 0)) for row in rows]


async def _move(session: AsyncSession, row: FolderRow, place: int) -> None:
    """The others close up behind it and make room before it."""
    others = [other for other in await _rows(session, row.owner_id) if other.id != row.id]
    others.insert(min(place, len(others)), row)
    for at, each in enumerate(others):
        each.place = at
