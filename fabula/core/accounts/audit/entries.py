"""Writing and finding audit entries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue
from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts.person import Person
from fabula.core.accounts.tables import AuditEntry
from fabula.core.db import insert_row


async def audit(
    session: AsyncSession,
    actor: Person | None,
    action: str,
    *,
    subject: str = "",
    subject_id: str | None = None,
    address: str = "",
    details: Mapping[str, JsonValue] | None = None,
) -> None:
    """Record in this transaction that `actor` (nobody known: None) did `action` ("user.disabled") to `subject`."""
    row = AuditEntry(
        actor_id=actor.id if actor else None,
        actor_name=actor.username if actor else "",
        action=action,
        subject=subject[:200],
        subject_id=subject_id,
        address=address or (actor.address if actor else ""),
        details=dict(details or {}),
    )
    await insert_row(session, row)


@dataclass(frozen=True, slots=True)
class Sought:
    """Which entries somebody wants to see; people and things are named or given by id."""

    actor: str | None = None
    action: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def entries(sought: Sought) -> Select[AuditEntry]:
    found = select(AuditEntry)
    if sought.actor:
        found = found.where(or_(AuditEntry.actor_id == sought.actor, AuditEntry.actor_name == sought.actor))
    if sought.action:
        found = found.where(AuditEntry.action == sought.action)
    if sought.subject:
        found = found.where(or_(AuditEntry.subject_id == sought.subject, AuditEntry.subject == sought.subject))
    if sought.since:
        found = found.where(AuditEntry.created_at >= sought.since)
    if sought.until:
        found = found.where(AuditEntry.created_at < sought.until)
    return found
