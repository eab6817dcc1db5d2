"""Finding announcements, and noting who has read them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import Person
from fabula.core.announcements.schemas import Audience
from fabula.core.announcements.tables import AnnouncementRow, Closed
from fabula.core.clock import now
from fabula.core.errors import NotFound

MOST_SHOWN = 5


class AnnouncementNotFound(NotFound):
    """No such announcement, or it is not for you."""


async def announcement_of(session: AsyncSession, announcement_id: str, *, lock: bool = False) -> AnnouncementRow:
    row = await session.get(AnnouncementRow, announcement_id, with_for_update=lock)
    if row is None:
        raise AnnouncementNotFound("There is no such announcement.")
    return row


async def shown_to(session: AsyncSession, person: Person) -> Sequence[AnnouncementRow]:
    """What is said now to this person and not closed by them, the newest first."""
    at = now()
    found = _open_to(person).where(AnnouncementRow.starts_at <= at, _not_over(at))
    order = (AnnouncementRow.starts_at.desc(), AnnouncementRow.id.desc())
    return (await session.scalars(found.order_by(*order).limit(MOST_SHOWN))).all()


async def next_change(session: AsyncSession, person: Person) -> datetime | None:
    """When the next announcement for this person begins or ends."""
    at = now()
    found = (await session.scalars(_open_to(person).where(_not_over(at)).limit(200))).all()
    moments = [moment for row in found for moment in (row.starts_at, row.ends_at) if moment and moment > at]
    return min(moments, default=None)


async def close(session: AsyncSession, person: Person, announcement_id: str) -> None:
    """This person has read it; saying so twice is the same as once."""
    found = await session.scalar(_for(person).where(AnnouncementRow.id == announcement_id))
    if found is None:
        raise AnnouncementNotFound("There is no such announcement.")
    if await session.get(Closed, (person.id, announcement_id)) is None:
        session.add(Closed(owner_id=person.id, announcement_id=announcement_id))
        await session.flush()


def _for(person: Person) -> Select[AnnouncementRow]:
    audiences = (Audience.EVERYONE, Audience.ADMINS if person.is_admin else Audience.USERS)
    return select(AnnouncementRow).where(AnnouncementRow.audience.in_(audiences))


def _open_to(person: Person) -> Select[AnnouncementRow]:
    is_closed = exists().where(Closed.owner_id == person.id, Closed.announcement_id == AnnouncementRow.id)
    return _for(person).where(~is_closed)


def _not_over(at: datetime) -> ColumnElement[bool]:
    return or_(AnnouncementRow.ends_at.is_(None), AnnouncementRow.ends_at > at)
