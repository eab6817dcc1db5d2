"""API keys on the wire."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel

from fabula.core.accounts import tables
from fabula.core.accounts.words import KeyName, When


class ApiKey(BaseModel):
    """A key without its secret part."""

    id: str
    name: str
    prefix: str
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None

    @classmethod
    def of(cls, row: tables.ApiKey) -> Self:
        return cls(
            id=row.id,
            name=row.name,
            prefix=row.prefix,
            created_at=row.created_at,
            expires_at=row.expires_at,
            used_at=row.used_at,
        )


class NewKey(BaseModel):
    """What the key is called, and until when it counts."""

    name: KeyName
    expires_at: When | None = None


class KeyChange(BaseModel):
    """Another name."""

    name: KeyName


class MadeKey(BaseModel):
    """The whole key, told once."""

    key: str
    api_key: ApiKey
