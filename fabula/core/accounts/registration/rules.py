"""The rule of the day: open to all, by invitation, or closed."""

from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts.errors import InvitationNeeded, RegistrationClosed
from fabula.core.accounts.tables import Registration
from fabula.core.settings import Settings


class Mode(StrEnum):
    OPEN = "open"
    INVITATION = "invitation"
    CLOSED = "closed"


THE_ROW = "registration"


async def current_mode(session: AsyncSession, settings: Settings) -> Mode:
    """What the admin chose on the page, else what the settings say."""
    chosen = await session.scalar(select(Registration.mode).where(Registration.id == THE_ROW))
    return Mode(chosen or settings.registration)


async def choose_mode(session: AsyncSession, mode: Mode) -> None:
    row = await session.scalar(select(Registration).where(Registration.id == THE_ROW).with_for_update())
    if row is None:
        session.add(Registration(id=THE_ROW, mode=mode))
    else:
        row.mode = mode
    await session.flush()


def require_allowed(mode: Mode, invitation: str | None) -> None:
    if mode is Mode.CLOSED:
        raise RegistrationClosed
    if mode is Mode.INVITATION and not invitation:
        raise InvitationNeeded
