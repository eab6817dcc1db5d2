"""Contents in an S3-compatible store, reached through `obstore`; imported only when one is configured."""

from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore, from_url

from fabula.core.assets.errors import StorageFailed
from fabula.core.assets.stores.port import CHUNK, Stored
from fabula.core.errors import StartFailed


class ObjectsStore:
    """Contents as objects under `prefix/ab/cdef…`."""

    def __init__(self, objects: ObjectStore, name: str) -> None:
        self._objects = objects
        self._name = name

    @classmethod
    def at(cls, url: str) -> "ObjectsStore":
        try:
            return cls(from_url(url), url)
        except (BaseError, ValueError) as error:
            raise StartFailed(
                "FABULA_STORAGE_URL is not an address of a store that Fabula can use.",
                hint="Use s3://BUCKET/PREFIX and the AWS_* variables (keys, AWS_ENDPOINT_URL, AWS_REGION).",
            ) from error

    async def put(self, key: str, content: Path | bytes) -> None:
        try:
            await obstore.put_async(self._objects, key, content)
        except (BaseError, OSError) as error:
            raise StorageFailed("The store for files did not take a file.") from error

    async def has(self, key: str) -> bool:
        try:
            await obstore.head_async(self._objects, key)
        except FileNotFoundError:
            return False
        except BaseError as error:
            raise StorageFailed("The store for files did not answer.") from error
        return True

    async def still_has(self, key: str) -> bool:
        return await self.has(key)

    async def read(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        if start == end:
            return _parts_of(None)
        try:
            found = await obstore.get_async(self._objects, key, options={"range": (start, end)})
        except FileNotFoundError:
            raise
        except BaseError as error:
            raise StorageFailed("The store for files did not answer.") from error
        return _parts_of(found)

    async def remove(self, *keys: str) -> None:
        for key in keys:
            try:
                await obstore.delete_async(self._objects, key)
            except FileNotFoundError:
                continue
            except BaseError as error:
                raise StorageFailed("The store for files did not remove a file.") from error

    async def everything(self) -> AsyncIterator[list[Stored]]:
        async for batch in obstore.list(self._objects, chunk_size=500):  # pyright: ignore[reportUnknownMemberType] - its other overloads need arrow
            yield [Stored(found["path"], found["last_modified"]) for found in batch]

    async def mark(self) -> str:
        return sha256(self._name.encode()).hexdigest()

    def describe(self) -> str:
        return self._name


async def _parts_of(found: "obstore.GetResult | None") -> AsyncIterator[bytes]:
    if found is not None:
        async for part in found.stream(min_chunk_size=CHUNK):
            yield bytes(part)
