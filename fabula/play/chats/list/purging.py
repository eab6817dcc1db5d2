"""Deletes for good what was thrown away long ago, and files that nobody sent; a little at a time."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.assets import Library
from fabula.core.clock import now
from fabula.core.db import Database
from fabula.core.ids import id_before
from fabula.play.chats.attachments.queries import remove_files
from fabula.play.chats.tables import AttachmentRow, ChatRow, MessageRow, VersionRow

log = logging.getLogger(__name__)

UNSENT_KEPT = timedelta(days=1)
EVERY_S = 3600.0
AT_ONCE = 20
FILES_AT_ONCE = 100


class Purging:
    """How long the trash is kept; no time at all keeps it for ever."""

    def __init__(self, database: Database, library: Library, kept: timedelta | None) -> None:
        self._database = database
        self._library = library
        self._kept = kept

    async def forever(self) -> None:
        """Every hour, in small transactions between which everybody else has their turn."""
        while True:
            try:
                await self.sweep()
            except (SQLAlchemyError, OSError) as error:
                log.warning("the trash of chats could not be emptied: %s", error)
            await asyncio.sleep(EVERY_S)

    async def sweep(self, at: datetime | None = None) -> tuple[int, int]:
        """Everything whose time is over; answers how many chats and files that were."""
        moment = at or now()
        chats = await self._old_chats(moment - self._kept) if self._kept is not None else 0
        return chats, await self._unsent(moment - UNSENT_KEPT)

    async def purge(self, session: AsyncSession, chats: Sequence[ChatRow]) -> None:
        """These chats with all that belongs to them, and the files that no other chat has."""
        for chat in chats:
            mine = select(MessageRow.id).where(MessageRow.chat_id == chat.id).scalar_subquery()
            files = (await session.scalars(select(AttachmentRow).where(AttachmentRow.message_id.in_(mine)))).all()
            await remove_files(session, self._library, files)
            await session.execute(delete(VersionRow).where(VersionRow.message_id.in_(mine)))
            await session.execute(delete(MessageRow).where(MessageRow.chat_id == chat.id))
            await session.delete(chat)
            await session.flush()

    async def _old_chats(self, before: datetime) -> int:
        old = select(ChatRow).where(ChatRow.deleted_at < before).order_by(ChatRow.deleted_at).limit(AT_ONCE)
        count = 0
        while True:
            async with self._database.writing() as session:
                chats = (await session.scalars(old)).all()
                await self.purge(session, chats)
            count += len(chats)
            if len(chats) < AT_ONCE:
                return count

    async def _unsent(self, before: datetime) -> int:
        lost = select(AttachmentRow).where(AttachmentRow.message_id.is_(None), AttachmentRow.id < id_before(before))
        count = 0
        while True:
            async with self._database.writing() as session:
                files = (await session.scalars(lost.order_by(AttachmentRow.id).limit(FILES_AT_ONCE))).all()
                await remove_files(session, self._library, files)
            count += len(files)
            if len(files) < FILES_AT_ONCE:
                return count
