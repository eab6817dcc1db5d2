"""The gallery over HTTP."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query
from pydantic import JsonValue
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import CurrentUser, ForeignOrigin, NotSignedIn, UserId
from fabula.core.assets import Library
from fabula.core.db import Page
from fabula.core.errors import responses
from fabula.core.ids import RowId
from fabula.core.web import Paging, Reading, Router, Writing, part
from fabula.imaging.renders.errors import PictureNotFound
from fabula.imaging.renders.gallery import queries
from fabula.imaging.renders.gallery.schemas import Chosen, Picture, PictureChange, PictureCount, PictureDetail
from fabula.imaging.renders.gallery.views import shown
from fabula.imaging.renders.tables import PictureRow

router = Router(prefix="/api/pictures", tags=["pictures"], responses=responses(NotSignedIn, ForeignOrigin))


@router.get("")
async def list_pictures(
    person: CurrentUser,
    session: Reading,
    paging: Paging,
    q: Annotated[str | None, Query(max_length=200, description="Words of the title, the prompt or the recipe.")] = None,
    template: Annotated[str | None, Query(max_length=80)] = None,
    group: Annotated[RowId | None, Query()] = None,
    favourite: Annotated[bool | None, Query()] = None,
    from_script: Annotated[bool | None, Query()] = None,
) -> Page[Picture]:
    """My pictures, newest first."""
    wanted = queries.Wanted(q, template, group, favourite, from_script)
    rows, following = await queries.find_pictures(session, person.id, wanted, paging)
    return Page(items=await shown(session, rows), next=following)


@router.get("/count")
async def count_pictures(person: CurrentUser, session: Reading) -> PictureCount:
    """How many pictures I have."""
    favourites = await queries.count_pictures(session, person.id, PictureRow.favourite.is_(True))
    return PictureCount(all=await queries.count_pictures(session, person.id), favourites=favourites)


@router.get("/{picture_id}", responses=responses(PictureNotFound))
async def get_picture(
    picture_id: RowId, person: CurrentUser, session: Reading, library: Annotated[Library, part(Library)]
) -> PictureDetail:
    """One picture with everything that made it."""
    row = await queries.picture_of(session, person.id, picture_id)
    return await _detail(session, library, person.id, row)


@router.patch("/{picture_id}", responses=responses(PictureNotFound))
async def change_picture(picture_id: RowId, body: PictureChange, person: CurrentUser, session: Writing) -> Picture:
    """Name it, or keep it among the favourites."""
    row = await queries.picture_of(session, person.id, picture_id)
    if body.title is not None:
        row.title = body.title
        row.search = f"{body.title.casefold()} {row.search}"
    if body.favourite is not None:
        row.favourite = body.favourite
    await session.flush()
    [changed] = await shown(session, [row])
    return changed


@router.delete("/{picture_id}", status_code=204, responses=responses(PictureNotFound))
async def delete_picture(
    picture_id: RowId, person: CurrentUser, session: Writing, library: Annotated[Library, part(Library)]
) -> None:
    """Throw a picture away, with its file."""
    row = await queries.picture_of(session, person.id, picture_id)
    await _throw_away(session, library, person.id, [row])


@router.post("/delete", status_code=204)
async def delete_pictures(
    body: Chosen, person: CurrentUser, session: Writing, library: Annotated[Library, part(Library)]
) -> None:
    """Throw several pictures away; those that are gone already do not matter."""
    await _throw_away(session, library, person.id, await queries.pictures_of(session, person.id, body.ids))


async def _throw_away(session: AsyncSession, library: Library, owner: UserId, rows: Sequence[PictureRow]) -> None:
    for row in rows:
        await session.delete(row)
        await session.flush()
        await library.remove(session, owner, row.asset_id)


async def _detail(session: AsyncSession, library: Library, owner: UserId, row: PictureRow) -> PictureDetail:
    asset = await library.find(session, owner, row.asset_id)
    recipe: dict[str, JsonValue] = asset.provenance or {}
    [picture] = await shown(session, [row])
    siblings = await shown(session, await queries.group_of(session, owner, row.group_id))
    name = recipe.get("template_name")
    return PictureDetail(
        **picture.model_dump(), template_name=name if isinstance(name, str) else "", recipe=recipe, siblings=siblings
    )
