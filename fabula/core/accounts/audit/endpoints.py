"""The audit log for admins."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import Query
from pydantic import BaseModel, JsonValue

from fabula.core.accounts import tables
from fabula.core.accounts.access import CurrentAdmin
from fabula.core.accounts.audit.entries import Sought, entries
from fabula.core.accounts.errors import AdminOnly, NotSignedIn
from fabula.core.accounts.words import Line, When
from fabula.core.db import Page, page_of
from fabula.core.errors import responses
from fabula.core.web import Paging, Reading, Router

router = Router(prefix="/api/admin/audit", tags=["admin"], responses=responses(NotSignedIn, AdminOnly))


class Actor(BaseModel):
    """Who did it, by the name of that day."""

    id: str
    username: str


class AuditEntry(BaseModel):
    """One act: who, what, to whom or what, from where."""

    id: str
    at: datetime
    actor: Actor | None
    action: str
    subject: str
    subject_id: str | None
    address: str
    details: dict[str, JsonValue]

    @classmethod
    def of(cls, row: tables.AuditEntry) -> Self:
        return cls(
            id=row.id,
            at=row.created_at,
            actor=Actor(id=row.actor_id, username=row.actor_name) if row.actor_id else None,
            action=row.action,
            subject=row.subject,
            subject_id=row.subject_id,
            address=row.address,
            details=row.details,
        )


@router.get("")
async def list_audit(
    admin: CurrentAdmin,
    session: Reading,
    paging: Paging,
    actor: Annotated[Line | None, Query()] = None,
    action: Annotated[Line | None, Query()] = None,
    subject: Annotated[Line | None, Query()] = None,
    since: Annotated[When | None, Query()] = None,
    until: Annotated[When | None, Query()] = None,
) -> Page[AuditEntry]:
    """Newest acts first, filtered by who, what, to whom and when."""
    sought = Sought(actor, action, subject, since, until)
    rows, following = await page_of(session, entries(sought), tables.AuditEntry, paging)
    return Page(items=[AuditEntry.of(row) for row in rows], next=following)
