"""The keys that a person holds."""

import secrets

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts.access import fingerprint
from fabula.core.accounts.access.callers import KEY_START
from fabula.core.accounts.errors import TooManyKeys
from fabula.core.accounts.keys.schemas import NewKey
from fabula.core.accounts.people import locked
from fabula.core.accounts.person import Person
from fabula.core.accounts.tables import ApiKey
from fabula.core.clock import now
from fabula.core.errors import Invalid, NotFound
from fabula.core.ids import new_id

MOST_KEYS = 50
SHOWN = 12

_HELD = select(func.count()).select_from(ApiKey).where(ApiKey.user_id == bindparam("user_id"))
_OWN = select(ApiKey).where(ApiKey.id == bindparam("key_id"), ApiKey.user_id == bindparam("user_id"))


async def make(session: AsyncSession, person: Person, wanted: NewKey) -> tuple[ApiKey, str]:
    """A new key and its secret, which nobody can read again."""
    if wanted.expires_at is not None and wanted.expires_at <= now():
        raise Invalid("The key would have expired already.")
    await locked(session, person.id)
    held = await session.scalar(_HELD, {"user_id": person.id})
    if (held or 0) >= MOST_KEYS:
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
    session.add(row)
    return row, key


async def own(session: AsyncSession, person: Person, key_id: str) -> ApiKey:
    row = await session.scalar(_OWN, {"key_id": key_id, "user_id": person.id})
    if row is None:
        raise NotFound("There is no such key.")
    return row
