"""Every text that a message had: kept from the first change on, and never changed itself."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.clock import now
from fabula.play.chats.schemas import Version
from fabula.play.chats.tables import MessageRow, VersionRow

WRITTEN, EDITED, CONTINUED = "written", "edited", "continued"
MOST_VERSIONS = 200


async def note_change(
    session: AsyncSession, before: MessageRow, cause: str, content: str, at: datetime | None = None
) -> None:
    """The message reads otherwise from now on; its first text is written down with the first change."""
    rows = [
        VersionRow(
            message_id=before.id, number=before.version + 1, created_at=at or now(), cause=cause, content=content
        )
    ]
    if before.version == 1:
        rows.insert(0, _first(before))
    session.add_all(rows)
    await session.flush()


async def versions_of(session: AsyncSession, row: MessageRow) -> list[Version]:
    """The newest versions of a message, newest first."""
    if row.version == 1:
        return [_view(_first(row))]
    rows = select(VersionRow).where(VersionRow.message_id == row.id).order_by(VersionRow.number.desc())
    return [_view(version) for version in await session.scalars(rows.limit(MOST_VERSIONS))]


def _first(row: MessageRow) -> VersionRow:
    return VersionRow(message_id=row.id, number=1, created_at=row.created_at, cause=WRITTEN, content=row.content)


def _view(row: VersionRow) -> Version:
    return Version.model_validate(row, from_attributes=True)
