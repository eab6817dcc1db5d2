"""Announcements over HTTP: read and closed by everybody, made by admins."""

from typing import Annotated

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import AdminOnly, CurrentAdmin, CurrentUser, ForeignOrigin, NotSignedIn, Person, audit
from fabula.core.announcements.queries import AnnouncementNotFound, announcement_of, close, next_change, shown_to
from fabula.core.announcements.schemas import Announcement, AnnouncementChange, NewAnnouncement, ShownAnnouncements
from fabula.core.announcements.tables import AnnouncementRow, Closed
from fabula.core.clock import now
from fabula.core.db import Page, page_of
from fabula.core.errors import Invalid, responses
from fabula.core.events import Bus, names, tell_changed
from fabula.core.ids import RowId
from fabula.core.web import Paging, Reading, Router, Writing, part

router = Router(tags=["announcements"], responses=responses(NotSignedIn))

TheBus = Annotated[Bus, part(Bus)]
ADMIN = responses(AdminOnly, ForeignOrigin)


@router.get("/api/announcements")
async def list_shown_announcements(person: CurrentUser, session: Reading) -> ShownAnnouncements:
    """What is said to me now and that I have not closed."""
    found = await shown_to(session, person)
    return ShownAnnouncements(
        items=[Announcement.of(row) for row in found], again_at=await next_change(session, person)
    )


@router.post(
    "/api/announcements/{announcement_id}/close",
    status_code=204,
    responses=responses(ForeignOrigin, AnnouncementNotFound),
)
async def close_announcement(announcement_id: RowId, person: CurrentUser, session: Writing, bus: TheBus) -> None:
    """I have read it: show it to me no more, on any device."""
    await close(session, person, announcement_id)
    tell_changed(session, bus, names.of_person(person.id), "announcements")


@router.get("/api/admin/announcements", responses=responses(AdminOnly))
async def list_announcements(admin: CurrentAdmin, session: Reading, paging: Paging) -> Page[Announcement]:
    """Everything that was, is and will be said, newest first."""
    rows, following = await page_of(session, select(AnnouncementRow), AnnouncementRow, paging)
    return Page(items=[Announcement.of(row) for row in rows], next=following)


@router.post("/api/admin/announcements", status_code=201, responses=ADMIN | responses(Invalid))
async def make_announcement(body: NewAnnouncement, admin: CurrentAdmin, session: Writing, bus: TheBus) -> Announcement:
    """Say something to people."""
    row = AnnouncementRow(
        author=admin.username,
        kind=body.kind,
        words=body.words,
        audience=body.audience,
        starts_at=body.starts_at or now(),
        ends_at=body.ends_at,
    )
    _require_order(row)
    session.add(row)
    await session.flush()
    await _record(session, bus, admin, "announcement.made", row)
    return Announcement.of(row)


@router.patch("/api/admin/announcements/{announcement_id}", responses=ADMIN | responses(Invalid, AnnouncementNotFound))
async def change_announcement(
    announcement_id: RowId, body: AnnouncementChange, admin: CurrentAdmin, session: Writing, bus: TheBus
) -> Announcement:
    """Say it otherwise, to others, or at another time; an end of now ends it."""
    row = await announcement_of(session, announcement_id, lock=True)
    before = (row.kind, row.words)
    for name, value in body.model_dump(exclude_unset=True).items():
        if value is not None or name == "ends_at":
            setattr(row, name, value)
    _require_order(row)
    if (row.kind, row.words) != before:
        await session.execute(delete(Closed).where(Closed.announcement_id == row.id))
    is_over = row.ends_at is not None and row.ends_at <= now()
    await _record(session, bus, admin, "announcement.ended" if is_over else "announcement.changed", row)
    await session.flush()
    return Announcement.of(row)


@router.delete(
    "/api/admin/announcements/{announcement_id}", status_code=204, responses=ADMIN | responses(AnnouncementNotFound)
)
async def delete_announcement(announcement_id: RowId, admin: CurrentAdmin, session: Writing, bus: TheBus) -> None:
    """Take it out of the history, too."""
    row = await announcement_of(session, announcement_id, lock=True)
    await session.delete(row)
    await _record(session, bus, admin, "announcement.deleted", row)


def _require_order(row: AnnouncementRow) -> None:
    if row.ends_at is not None and row.ends_at <= row.starts_at:
        raise Invalid("An announcement ends after it has begun.", hint="Choose a later end, or none.")


async def _record(session: AsyncSession, bus: Bus, admin: Person, action: str, row: AnnouncementRow) -> None:
    await audit(session, admin, action, subject=row.words, subject_id=row.id, details={"for": row.audience})
    tell_changed(session, bus, names.HOUSE, "announcements")
    tell_changed(session, bus, names.ADMIN, "announcements", "audit")
