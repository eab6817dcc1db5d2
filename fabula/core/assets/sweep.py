"""Contents that nobody has any more are removed, and so is what a crash left half-way.

Storing puts the bytes first and then notes them under a lock on the content's row; removing takes the same lock, looks
whether anybody has the content, and deletes it before the lock is free. A crash between any two steps leaves at worst a
content without a row or a row without a content that nobody has, and the next sweep takes both away.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import CursorResult, event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from fabula.core.assets.queries import claim_content, forget_content, known_contents, unused_contents
from fabula.core.assets.stores import THUMBNAILS, Store, Stored, content_key, sha256_of, thumbnail_key
from fabula.core.background import Background, in_thread
from fabula.core.clock import now
from fabula.core.db import Database

log = logging.getLogger(__name__)

YOUNG = timedelta(hours=1)
EVERY_S = 6 * 3600
BATCH = 200


class Sweeper:
    """Takes away what nobody has; nothing younger than an hour is touched, unless its last owner let it go."""

    def __init__(self, database: Database, background: Background, store: Store, incoming: Path) -> None:
        self._database = database
        self._background = background
        self._store = store
        self._incoming = incoming

    def start(self) -> None:
        self._background.start(self._for_ever(), name="sweep of stored files")

    def after_commit(self, session: AsyncSession, sha256: str) -> None:
        """When this session's transaction has ended well, remove the content if it was the last one's."""

        self._once_committed(session, lambda: self.collect(sha256, before=now() + YOUNG))

    async def person_deleted(self, session: AsyncSession, _person_id: str) -> None:
        """When this session's transaction has ended well, remove what only that person had."""
        self._once_committed(session, lambda: self._unused(before=now() + YOUNG))

    async def sweep(self, before: datetime | None = None) -> int:
        """Remove every content that nobody has and that is older than this; answers how many."""
        limit = before or now() - YOUNG
        removed = await self._unused(limit) + await self._unknown(limit)
        await in_thread(_drop_remains, self._incoming, limit)
        return removed

    async def collect(self, sha256: str, before: datetime) -> bool:
        """Remove one content if nobody has it."""
        async with self._database.writing() as session:
            await claim_content(session, sha256)
            gone = await session.execute(forget_content(sha256, before))
            assert isinstance(gone, CursorResult)
            if not gone.rowcount:
                return False
            await self._store.remove(content_key(sha256), *(thumbnail_key(sha256, size) for size in THUMBNAILS))
        return True

    def _once_committed(self, session: AsyncSession, work: Callable[[], Coroutine[Any, Any, object]]) -> None:
        def begin(_session: Session) -> None:
            # While the application stops nothing new begins; the next start's sweep does it.
            with contextlib.suppress(RuntimeError):
                self._background.start(work(), name="removal of stored files")

        event.listen(session.sync_session, "after_commit", begin, once=True)

    async def _for_ever(self) -> None:
        while True:
            try:
                if removed := await self.sweep():
                    log.info("removed %s stored files that nobody has any more", removed)
            except Exception:
                log.exception("the sweep of stored files failed; the next one tries again")
            await asyncio.sleep(EVERY_S)

    async def _unused(self, before: datetime) -> int:
        removed = 0
        while True:
            async with self._database.reading() as session:
                batch = await unused_contents(session, before, BATCH)
            taken = [await self.collect(sha256, before) for sha256 in batch]
            removed += sum(taken)
            if len(batch) < BATCH or not any(taken):
                return removed

    async def _unknown(self, before: datetime) -> int:
        """Contents in the store that no row knows: left by a crash between the two."""
        removed = 0
        async for batch in self._store.everything():
            old = {sha256 for thing in batch if thing.at < before and (sha256 := sha256_of(thing.key))}
            for part in _in_parts(sorted(old)):
                async with self._database.reading() as session:
                    known = await known_contents(session, part)
                removed += sum([await self.collect(sha256, before) for sha256 in part if sha256 not in known])
            await self._drop_partials(batch, before)
        return removed

    async def _drop_partials(self, batch: list[Stored], before: datetime) -> None:
        await self._store.remove(
            *(thing.key for thing in batch if thing.at < before and thing.key.endswith(".partial"))
        )


def _in_parts(items: list[str]) -> list[list[str]]:
    return [items[start : start + BATCH] for start in range(0, len(items), BATCH)]


def _drop_remains(folder: Path, before: datetime) -> None:
    for path in folder.glob("*.*"):
        with contextlib.suppress(FileNotFoundError):
            if path.suffix in (".incoming", ".clean") and path.stat().st_mtime < before.timestamp():
                path.unlink()
