"""Sign-ins on the wire."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel

from fabula.core.accounts import tables
from fabula.core.accounts.client import DeviceKind


class Session(BaseModel):
    """One sign-in on one device."""

    id: str
    device: str
    kind: DeviceKind
    address: str
    created_at: datetime
    seen_at: datetime
    current: bool

    @classmethod
    def of(cls, row: tables.Session, current: str | None) -> Self:
        return cls(
            id=row.id,
            device=row.device,
            kind=DeviceKind(row.kind),
            address=row.address,
            created_at=row.created_at,
            seen_at=row.seen_at,
            current=row.id == current,
        )
