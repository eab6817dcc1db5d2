"""The keys that a person holds."""

import secrets
from typing import cast

from sqlalchemy import Table, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts.access import fingerprint
from fabula.core.accounts.access.callers import KEY_START
from fabula.core.accounts.errors import TooManyKeys
from fabula.core.accounts.keys.schemas import NewKey
from fabula.core.accounts.people import held
from fabula.core.accounts.person import Person
from fabula.core.accounts.tables import ApiKey
from fabula.core.clock import now
from fabula.core.db import delete_row, insert_row
from fabula.core.errors import Invalid, NotFound
from fabula.core.ids import new_id

MOST_KEYS = 50
SHOWN = 12

_keys = cast(Table, ApiKey.__table__)
_own = _keys.c.id == bindparam("key"), _keys.c.user_id == bindparam("owner")
_COUNT = select(func.count()).select_from(_keys).where(_own[1])
_OWN = select(ApiKey).where(*_own)
_RENAME = update(_keys).where(*_own).values(name=bindparam("new_name"))


async def make(session: AsyncSession, person: Person, wanted: NewKey) -> tuple[ApiKey, str]:
    """A new key and its secret, which nobody can read again."""
    if wanted.expires_at is not None and wanted.expires_at <= now():
        raise Invalid("The key would have expired already.")
    await held(session, person.id)
    count = await session.scalar(_COUNT, {"owner": person.id})
    if (count or 0) >= MOST_KEYS:
        raise TooManyKeys(MOST_KEYS)
    key = KEY_START + secrets.token_urlsafe(24)
    row = ApiKey(
        id=new_id(),
        created_at=now(),
        user_id=person.id,
        name=wanted.name,
        prefix=key[:SHOWN],
        fingerprint=fingerprint(key),
        expires_at=wanted.expires_at,
    )
    await insert_row(session, row)
    return row, key


async def rename(session: AsyncSession, person: Person, key_id: str, name: str) -> ApiKey:
    await session.execute(_RENAME, {"key": key_id, "owner": person.id, "new_name": name})
    return await _own_key(session, person, key_id)


async def revoke(session: AsyncSession, person: Person, key_id: str) -> ApiKey:
    """Takes a key away; the answer is what it was."""
    row = await _own_key(session, person, key_id)
    await delete_row(session, row)
    return row


async def _own_key(session: AsyncSession, person: Person, key_id: str) -> ApiKey:
    row = await session.scalar(_OWN, {"key": key_id, "owner": person.id})
    if row is None:
        raise NotFound("There is no such key.")
    return row
