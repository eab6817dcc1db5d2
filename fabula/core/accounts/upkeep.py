"""Sweeps out what time has ended, so that no table grows for ever."""

import asyncio
import logging
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError

from fabula.core.accounts.tables import Attempt, AuditEntry, Session
from fabula.core.accounts.throttle import WINDOW
from fabula.core.clock import now
from fabula.core.db import Database

EVERY_S = WINDOW.total_seconds()
AUDIT_KEPT = timedelta(days=730)

log = logging.getLogger(__name__)


async def sweep(database: Database) -> None:
    """Remove old tries, expired sign-ins and audit entries of long ago."""
    at = now()
    for statement in (
        delete(Attempt).where(Attempt.created_at < at - WINDOW),
        delete(Session).where(Session.expires_at < at),
        delete(AuditEntry).where(AuditEntry.created_at < at - AUDIT_KEPT),
    ):
        async with database.writing() as session:
            await session.execute(statement)


async def sweep_now_and_then(database: Database) -> None:
    """For the background: sweeps until the application stops."""
    while True:
        await asyncio.sleep(EVERY_S)
        try:
            await sweep(database)
        except SQLAlchemyError:
            log.warning("old rows could not be swept out; the next try is later", exc_info=True)
