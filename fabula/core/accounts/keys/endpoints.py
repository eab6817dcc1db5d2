"""Own API keys."""

from typing import Annotated

from sqlalchemy import select

from fabula.core.accounts import tables
from fabula.core.accounts.access import CurrentUser, Principals, SignedInUser
from fabula.core.accounts.audit import audit
from fabula.core.accounts.errors import ForeignOrigin, NotSignedIn, SignInNeeded, TooManyKeys
from fabula.core.accounts.keys import ring
from fabula.core.accounts.keys.schemas import ApiKey, KeyChange, MadeKey, NewKey
from fabula.core.accounts.news import News
from fabula.core.db import Page, page_of
from fabula.core.errors import Invalid, NotFound, responses
from fabula.core.ids import RowId
from fabula.core.web import Paging, Reading, Router, Writing, part

router = Router(prefix="/api/auth/keys", tags=["account"], responses=responses(NotSignedIn, ForeignOrigin))


@router.get("")
async def list_keys(person: CurrentUser, session: Reading, paging: Paging) -> Page[ApiKey]:
    """My keys, newest first."""
    own = select(tables.ApiKey).where(tables.ApiKey.user_id == person.id)
    rows, following = await page_of(session, own, tables.ApiKey, paging)
    return Page(items=[ApiKey.of(row) for row in rows], next=following)


@router.post("", status_code=201, responses=responses(SignInNeeded, TooManyKeys, Invalid))
async def create_key(
    body: NewKey, person: SignedInUser, session: Writing, news: Annotated[News, part(News)]
) -> MadeKey:
    """Make a key; it is in this answer and nowhere else."""
    row, key = await ring.make(session, person, body)
    await audit(session, person, "key.made", subject=row.name, subject_id=row.id, details={"prefix": row.prefix})
    news.changed(session, person.id, "keys")
    return MadeKey(key=key, api_key=ApiKey.of(row))


@router.patch("/{key_id}", responses=responses(SignInNeeded, NotFound))
async def rename_key(
    key_id: RowId, body: KeyChange, person: SignedInUser, session: Writing, news: Annotated[News, part(News)]
) -> ApiKey:
    """Give a key another name."""
    row = await ring.rename(session, person, key_id, body.name)
    news.changed(session, person.id, "keys")
    return ApiKey.of(row)


@router.delete("/{key_id}", status_code=204, responses=responses(SignInNeeded, NotFound))
async def revoke_key(
    key_id: RowId,
    person: SignedInUser,
    session: Writing,
    principals: Annotated[Principals, part(Principals)],
    news: Annotated[News, part(News)],
) -> None:
    """Revoke a key; programs that use it are out at once."""
    row = await ring.revoke(session, person, key_id)
    await audit(session, person, "key.revoked", subject=row.name, subject_id=row.id, details={"prefix": row.prefix})
    principals.forget_after(session, person.id)
    news.changed(session, person.id, "keys")
