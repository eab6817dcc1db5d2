"""The library of stored files: contents lie once, whoever has them."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from pydantic import JsonValue
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.assets.errors import NameDeceives, StorageFailed, storage_trouble
from fabula.core.assets.incoming import Incoming, hash_of, receiving
from fabula.core.assets.incoming.names import file_media_type, picture_name, promises_picture, safe_name
from fabula.core.assets.queries import assets_of, hold_content, row_of
from fabula.core.assets.schemas import Asset, asset_of
from fabula.core.assets.stores import Store, content_key, thumbnail_key
from fabula.core.assets.sweep import Sweeper
from fabula.core.assets.tables import AssetRow
from fabula.core.background import in_thread
from fabula.core.clock import now
from fabula.core.db import insert_row
from fabula.core.limits import Limits, Use
from fabula.core.pictures import Pictures, media_type_of


class Library:
    """Stores, opens and removes files; every row has an owner, equal contents are kept once."""

    def __init__(
        self,
        store: Store,
        incoming: Path,
        pictures: Pictures,
        sweeper: Sweeper,
        limits: Limits,
        max_bytes: int,
    ) -> None:
        self._store = store
        self._incoming = incoming
        self._pictures = pictures
        self._sweeper = sweeper
        self._limits = limits
        self._max_bytes = max_bytes
        self._making: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def mark(self) -> str:
        """The same for two servers if they share their stored files."""
        return await self._store.mark()

    def receiving(self) -> AbstractAsyncContextManager[Incoming]:
        """A file to write to before it is stored; needs no session, so it may take as long as the sender likes."""
        return receiving(self._incoming, self._max_bytes)

    async def store(
        self,
        session: AsyncSession,
        owner_id: str,
        source: bytes | AsyncIterator[bytes] | Incoming,
        name: str,
        *,
        provenance: Mapping[str, JsonValue] | None = None,
        keep_metadata: bool = False,
        whatever_it_takes: bool = False,
    ) -> Asset:
        """Check, clean and keep a file for this owner; the session is touched only when the bytes lie safe.

        What was made by work that had been accepted is kept whatever it takes, also beyond the owner's limit.
        """
        use = None if whatever_it_takes else UserId(owner_id)
        if isinstance(source, Incoming):
            return await self._keep(session, owner_id, source, name, provenance, keep_metadata, use)
        async with self.receiving() as incoming:
            async for part in _parts_of(source):
                await incoming.write(part)
            await incoming.finish()
            return await self._keep(session, owner_id, incoming, name, provenance, keep_metadata, use)

    async def find(self, session: AsyncSession, owner_id: str, asset_id: str) -> Asset:
        return asset_of(await row_of(session, owner_id, asset_id))

    async def several(self, session: AsyncSession, owner_id: str, asset_ids: Collection[str]) -> dict[str, Asset]:
        """Those of these files that exist and are theirs."""
        if not asset_ids:
            return {}
        rows = await session.scalars(assets_of(owner_id).where(AssetRow.id.in_(asset_ids)))
        return {row.id: asset_of(row) for row in rows}

    async def read(self, asset: Asset) -> bytes:
        """All bytes of a file that is small enough to be held in memory, such as a picture."""
        return b"".join([part async for part in await self.open(asset)])

    async def open(self, asset: Asset, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from start to end (exclusive), a chunk at a time."""
        return await self._read(content_key(asset.sha256), start, asset.bytes if end is None else end)

    async def thumbnail(self, asset: Asset, size: int) -> bytes:
        """A small WebP picture; made at the first call, kept for all later ones."""
        key = thumbnail_key(asset.sha256, size)
        lock = self._making.setdefault(key, asyncio.Lock())
        async with lock:
            if not await self._store.has(key):
                await self._make_thumbnail(asset, size, key)
        return b"".join([part async for part in await self._read(key, 0, 2**31)])

    async def remove(self, session: AsyncSession, owner_id: str, asset_id: str) -> None:
        """Forget the file; its content goes after the commit if nobody else has it."""
        row = await row_of(session, owner_id, asset_id)
        await session.delete(row)
        await session.flush()
        self._sweeper.after_commit(session, row.sha256)

    async def _keep(
        self,
        session: AsyncSession,
        owner_id: str,
        incoming: Incoming,
        name: str,
        provenance: Mapping[str, JsonValue] | None,
        keep_metadata: bool,
        limited: UserId | None,
    ) -> Asset:
        file, facts = await self._facts(incoming, safe_name(name), keep_metadata)
        key = content_key(facts["sha256"])
        await self._store.put(key, file)
        if limited:
            await self._limits.require(session, limited, {Use.STORAGE: facts["bytes"]})
        await hold_content(session, facts["sha256"], now())
        if not await self._store.has(key):
            # Whoever removed the last owner's copy was a moment faster; now that the row is ours it stays.
            await self._store.put(key, file)
        row = AssetRow(owner_id=owner_id, provenance=dict(provenance) if provenance else None, **facts)
        await insert_row(session, row)
        return asset_of(row)

    async def _facts(self, incoming: Incoming, name: str, keep_metadata: bool) -> tuple[Path, dict[str, Any]]:
        media_type = media_type_of(incoming.start)
        if media_type is None:
            if promises_picture(name):
                raise NameDeceives(f"{name} is named like a picture, but it is none.")
            facts = {"name": name, "media_type": file_media_type(name), "kind": "file", "sha256": incoming.sha256}
            return incoming.path, facts | {"bytes": incoming.bytes, "width": None, "height": None}
        clean = incoming.cleaned
        with storage_trouble():
            picture = await self._pictures.clean(incoming.path, clean, keep_metadata=keep_metadata)
            sha256, size = await in_thread(hash_of, clean), clean.stat().st_size
        facts = {"name": picture_name(name, picture.media_type), "media_type": picture.media_type, "kind": "picture"}
        return clean, facts | {"bytes": size, "sha256": sha256, "width": picture.width, "height": picture.height}

    async def _read(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        try:
            return await self._store.read(key, start, end)
        except FileNotFoundError as error:
            raise StorageFailed("The content of this file is missing from the store.") from error

    async def _make_thumbnail(self, asset: Asset, size: int, key: str) -> None:
        async with self._scratch() as source, self._scratch() as target:
            async for part in await self.open(asset):
                await source.write(part)
            await source.finish()
            await target.write(await self._pictures.thumbnail(source.path, size))
            await target.finish()
            await self._store.put(key, target.path)

    @asynccontextmanager
    async def _scratch(self) -> AsyncGenerator[Incoming]:
        async with receiving(self._incoming, 2**40) as file:
            yield file


async def _parts_of(source: bytes | AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    if isinstance(source, bytes):
        yield source
    else:
        async for part in source:
            yield part
