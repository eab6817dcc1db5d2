"""The library of stored files: contents lie once, whoever has them."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from pydantic import JsonValue
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.assets.errors import NameDeceives, StorageFailed, storage_trouble, too_large
from fabula.core.assets.incoming import Incoming, receiving, settled_hash_of
from fabula.core.assets.incoming.names import file_media_type, picture_name, promises_picture, safe_name
from fabula.core.assets.queries import assets_of, hold_content, row_of
from fabula.core.assets.schemas import Asset, Kind, asset_of
from fabula.core.assets.stores import Store, content_key, thumbnail_key
from fabula.core.assets.sweep import Sweeper
from fabula.core.assets.tables import AssetRow
from fabula.core.background import in_thread
from fabula.core.clock import now
from fabula.core.db import insert_row
from fabula.core.limits import Limits, Use
from fabula.core.pictures import Picture, Pictures, media_type_of


@dataclass(frozen=True, slots=True)
class Laid:
    """A file whose bytes lie in the store and which is nobody's yet; if nobody gets it, the sweep takes it away."""

    content: bytes | Path
    name: str
    media_type: str
    kind: Kind
    sha256: str
    bytes: int
    width: int | None = None
    height: int | None = None

    @property
    def key(self) -> str:
        return content_key(self.sha256)

    @property
    def facts(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in _FACTS}


_FACTS = ("name", "media_type", "kind", "sha256", "bytes", "width", "height")


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
        """Check, clean and keep a file for this owner; the session is touched only when the bytes lie safe."""
        async with AsyncExitStack() as life:
            if not isinstance(source, bytes | Incoming):
                source = await self._received(life, source)
            laid = await self.lay(source, name, keep_metadata=keep_metadata)
            return await self.enter(session, owner_id, laid, provenance=provenance, whatever_it_takes=whatever_it_takes)

    async def lay(self, source: bytes | Incoming, name: str, *, keep_metadata: bool = False) -> Laid:
        """Check and clean a file, and put its bytes safe; it is nobody's before it is entered for somebody."""
        name = safe_name(name)
        if isinstance(source, bytes):
            laid = await self._in_memory(source, name, keep_metadata)
        else:
            laid = await self._on_disk(source, name, keep_metadata)
        await self._store.put(laid.key, laid.content)
        return laid

    async def enter(
        self,
        session: AsyncSession,
        owner_id: str,
        laid: Laid,
        *,
        provenance: Mapping[str, JsonValue] | None = None,
        whatever_it_takes: bool = False,
    ) -> Asset:
        """Make it a file of this owner; where it came as an `Incoming`, that must still be open.

        What was made by work that had been accepted is kept whatever it takes, also beyond the owner's limit.
        """
        if not whatever_it_takes:
            await self._limits.require(session, UserId(owner_id), {Use.STORAGE: laid.bytes})
        await hold_content(session, laid.sha256, now())
        if not await self._store.still_has(laid.key):
            # Whoever removed the last owner's copy was a moment faster; now that the row is ours it stays.
            await self._store.put(laid.key, laid.content)
        row = AssetRow(owner_id=owner_id, provenance=dict(provenance) if provenance else None, **laid.facts)
        await insert_row(session, row)
        return asset_of(row)

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

    async def _received(self, life: AsyncExitStack, source: AsyncIterator[bytes]) -> Incoming:
        incoming = await life.enter_async_context(self.receiving())
        async for part in source:
            await incoming.write(part)
        await incoming.finish()
        return incoming

    async def _in_memory(self, data: bytes, name: str, keep_metadata: bool) -> Laid:
        if len(data) > self._max_bytes:
            raise too_large(self._max_bytes)
        if media_type_of(data[:12]) is None:
            sha256 = await in_thread(lambda: hashlib.sha256(data).hexdigest())
            return _as_file(data, name, sha256, len(data))
        cleaned = await self._pictures.cleaned(data, keep_metadata=keep_metadata)
        return _as_picture(cleaned.data, name, cleaned.picture, cleaned.sha256, len(cleaned.data))

    async def _on_disk(self, incoming: Incoming, name: str, keep_metadata: bool) -> Laid:
        if media_type_of(incoming.start) is None:
            return _as_file(incoming.path, name, incoming.sha256, incoming.bytes)
        clean = incoming.cleaned
        with storage_trouble():
            picture = await self._pictures.clean(incoming.path, clean, keep_metadata=keep_metadata)
            sha256, size = await in_thread(settled_hash_of, clean)
        return _as_picture(clean, name, picture, sha256, size)

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


def _as_file(content: bytes | Path, name: str, sha256: str, size: int) -> Laid:
    if promises_picture(name):
        raise NameDeceives(f"{name} is named like a picture, but it is none.")
    return Laid(content, name, file_media_type(name), "file", sha256, size)


def _as_picture(content: bytes | Path, name: str, picture: Picture, sha256: str, size: int) -> Laid:
    named = picture_name(name, picture.media_type)
    return Laid(content, named, picture.media_type, "picture", sha256, size, picture.width, picture.height)
