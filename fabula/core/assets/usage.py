"""How much everybody has stored, for admins."""

from pydantic import BaseModel
from sqlalchemy import func, select

from fabula.core.accounts import AdminOnly, CurrentAdmin, Names, NotSignedIn, names_of
from fabula.core.assets.tables import AssetRow
from fabula.core.errors import responses
from fabula.core.web import Reading, Router

router = Router(prefix="/api/admin/usage", tags=["admin"], responses=responses(NotSignedIn, AdminOnly))

MOST_PEOPLE = 1000


class UseOfStorage(Names):
    """What one person has stored."""

    files: int
    bytes: int


class UsesOfStorage(BaseModel):
    """Whoever has most first."""

    items: list[UseOfStorage]


@router.get("/storage")
async def list_use_of_storage(admin: CurrentAdmin, session: Reading) -> UsesOfStorage:
    """How much everybody has stored now."""
    size = func.sum(AssetRow.bytes)
    rows = select(AssetRow.owner_id, func.count(), size).group_by(AssetRow.owner_id)
    found = (await session.execute(rows.order_by(size.desc()).limit(MOST_PEOPLE))).all()
    names = await names_of(session, {row[0] for row in found})
    return UsesOfStorage(
        items=[UseOfStorage(files=files, bytes=int(size), **names[owner].model_dump()) for owner, files, size in found]
    )
