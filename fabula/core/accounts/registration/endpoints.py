"""Registration and invitations, for admins."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import tables
from fabula.core.accounts.access import CurrentAdmin
from fabula.core.accounts.audit import audit
from fabula.core.accounts.errors import AdminOnly, ForeignOrigin, NotSignedIn
from fabula.core.accounts.news import News
from fabula.core.accounts.people import retrying
from fabula.core.accounts.person import Person, Role
from fabula.core.accounts.registration import invitations, rules
from fabula.core.accounts.words import Line
from fabula.core.db import Database, Page, page_of
from fabula.core.errors import NotFound, responses
from fabula.core.ids import RowId
from fabula.core.settings import Settings
from fabula.core.web import Paging, Reading, Router, Writing, part

router = Router(prefix="/api/admin", tags=["admin"], responses=responses(NotSignedIn, AdminOnly, ForeignOrigin))

Told = Annotated[News, part(News)]


class RegistrationMode(BaseModel):
    """Who may make an account."""

    mode: rules.Mode


class NewInvitation(BaseModel):
    """What the invitation is to be good for."""

    role: Role = Role.USER
    uses: Annotated[int, Field(ge=1, le=100)] = 1
    days: Annotated[int, Field(ge=1, le=90)] = 7
    note: Line = ""


class Inviter(BaseModel):
    """The admin who made an invitation."""

    id: str
    username: str


class Invitation(BaseModel):
    """An invitation, without its code."""

    id: str
    note: str
    role: Role
    uses_left: int
    expires_at: datetime
    created_at: datetime
    created_by: Inviter | None

    @classmethod
    def of(cls, row: tables.Invitation, names: dict[str, str]) -> Self:
        maker = row.created_by
        return cls(
            id=row.id,
            note=row.note,
            role=Role(row.role),
            uses_left=row.uses_left,
            expires_at=row.expires_at,
            created_at=row.created_at,
            created_by=Inviter(id=maker, username=names[maker]) if maker and maker in names else None,
        )


class MadeInvitation(BaseModel):
    """The code is told once; the link is `/register?invitation=CODE`."""

    code: str
    invitation: Invitation


@router.get("/registration")
async def read_registration(
    admin: CurrentAdmin, session: Reading, settings: Annotated[Settings, part(Settings)]
) -> RegistrationMode:
    """Who may make an account now."""
    return RegistrationMode(mode=await rules.current_mode(session, settings))


@router.put("/registration")
async def change_registration(
    body: RegistrationMode, admin: CurrentAdmin, database: Annotated[Database, part(Database)], news: Told
) -> RegistrationMode:
    """Choose who may make an account; this wins over the settings."""

    async def choose(session: AsyncSession) -> None:
        await rules.choose_mode(session, body.mode)
        await audit(session, admin, "registration.changed", details={"mode": body.mode})
        news.house_changed(session, "registration")

    await retrying(database, choose)
    return body


@router.get("/invitations")
async def list_invitations(admin: CurrentAdmin, session: Reading, paging: Paging) -> Page[Invitation]:
    """All invitations, also those that are used up, newest first."""
    rows, following = await page_of(session, select(tables.Invitation), tables.Invitation, paging)
    names = await invitations.names_of(session, rows)
    return Page(items=[Invitation.of(row, names) for row in rows], next=following)


@router.post("/invitations", status_code=201)
async def create_invitation(body: NewInvitation, admin: CurrentAdmin, session: Writing, news: Told) -> MadeInvitation:
    """Make an invitation; its code is in this answer and nowhere else."""
    terms = invitations.Terms(body.role, body.uses, body.days, body.note)
    row, code = await invitations.invite(session, admin, terms)
    await _record(session, admin, "invitation.made", row)
    news.house_changed(session, "invitations")
    return MadeInvitation(code=code, invitation=Invitation.of(row, {admin.id: admin.username}))


@router.delete("/invitations/{invitation_id}", status_code=204, responses=responses(NotFound))
async def delete_invitation(invitation_id: RowId, admin: CurrentAdmin, session: Writing, news: Told) -> None:
    """Withdraw an invitation."""
    row = await invitations.withdraw(session, invitation_id)
    await _record(session, admin, "invitation.withdrawn", row)
    news.house_changed(session, "invitations")


async def _record(session: Writing, admin: Person, action: str, row: tables.Invitation) -> None:
    details = {"role": row.role, "uses_left": row.uses_left}
    await audit(session, admin, action, subject=row.note, subject_id=row.id, details=details)
