"""Invitations: made by an admin, used up by newcomers."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts.access import fingerprint
from fabula.core.accounts.errors import InvitationUnknown
from fabula.core.accounts.person import Person, Role
from fabula.core.accounts.tables import Invitation, User
from fabula.core.clock import now
from fabula.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class Terms:
    """What an invitation is good for."""

    role: Role
    uses: int
    days: int
    note: str


async def invite(session: AsyncSession, admin: Person, terms: Terms) -> tuple[Invitation, str]:
    """A new invitation and its code, which nobody can read again."""
    code = secrets.token_urlsafe(18)
    invitation = Invitation(
        fingerprint=fingerprint(code),
        note=terms.note,
        role=terms.role,
        uses_left=terms.uses,
        expires_at=now() + timedelta(days=terms.days),
        created_by=admin.id,
    )
    session.add(invitation)
    await session.flush()
    return invitation, code


async def require_usable(session: AsyncSession, code: str) -> None:
    if await session.scalar(_usable(code)) is None:
        raise InvitationUnknown


async def use(session: AsyncSession, code: str) -> Invitation:
    """Take one use; of two who come at the same moment for the last one, one is refused."""
    invitation = await session.scalar(_usable(code).with_for_update())
    if invitation is None:
        raise InvitationUnknown
    invitation.uses_left -= 1
    await session.flush()
    return invitation


async def withdraw(session: AsyncSession, invitation_id: str) -> Invitation:
    invitation = await session.get(Invitation, invitation_id)
    if invitation is None:
        raise NotFound("There is no such invitation.")
    await session.delete(invitation)
    await session.flush()
    return invitation


async def names_of(session: AsyncSession, invitations: list[Invitation]) -> dict[str, str]:
    """User names of those who made these invitations."""
    makers = {invitation.created_by for invitation in invitations}
    rows = await session.execute(select(User.id, User.username).where(User.id.in_(makers - {None})))
    return {user_id: username for user_id, username in rows}


def _usable(code: str) -> Select[Invitation]:
    return select(Invitation).where(
        Invitation.fingerprint == fingerprint(code), Invitation.uses_left > 0, Invitation.expires_at > now()
    )
