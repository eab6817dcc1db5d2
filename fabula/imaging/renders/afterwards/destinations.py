"""Puts what a render made into a folder or an S3-compatible store, beneath the places that the settings allow."""

import asyncio
import os
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fabula.core.assets import Asset, Incoming, Library
from fabula.core.background import Apart
from fabula.core.db import Database
from fabula.imaging.renders.carrying.results import Results
from fabula.imaging.renders.errors import DestinationFailed, DestinationRefused
from fabula.imaging.renders.tables import RenderRow

OBJECTS = "s3://"
AT_ONCE = 4
LONGEST_REASON = 200
NOT_IN_NAMES = re.compile(r"[^\w.-]+")


class Destinations:
    """Where results may go."""

    def __init__(self, allowed: Sequence[str], database: Database, library: Library, results: Results) -> None:
        self._allowed = [place.rstrip("/") for place in allowed]
        self._database = database
        self._library = library
        self._results = results
        # For each place its own, so that one that is away holds up no other.
        self._room = defaultdict[str, asyncio.Semaphore](lambda: asyncio.Semaphore(AT_ONCE))
        self._folders = defaultdict[str, Apart](lambda: Apart(AT_ONCE, name="a folder that files are put into"))
        self._stores: dict[str, Any] = {}

    def require(self, destination: str) -> None:
        """Fails unless this lies beneath a place that the settings allow."""
        self._root_of(destination)

    async def fill(self, row: RenderRow) -> None:
        """Put every file of this render there; doing it again replaces the same files."""
        assert row.destination
        root = self._root_of(row.destination)
        async with self._database.reading() as session:
            pictures = await self._results.of(session, row)
            assets = [await self._library.find(session, row.owner_id, picture.asset_id) for picture in pictures]
        async with self._room[root]:
            for asset in assets:
                async with self._library.receiving() as copy:
                    async for part in await self._library.open(asset):
                        await copy.write(part)
                    await copy.finish()
                    await self._put(root, row.destination, _name(row, asset), copy)

    def _root_of(self, destination: str) -> str:
        if ".." in destination.split("/") or "\\" in destination or any(ord(char) < 32 for char in destination):
            raise DestinationRefused("The destination is not a plain path.")
        for root in self._allowed:
            if destination.rstrip("/") == root or destination.startswith(f"{root}/"):
                return root
        raise DestinationRefused(
            f"Results may not be put into {destination}.",
            details={"allowed": list(self._allowed)},
        )

    async def _put(self, root: str, destination: str, name: str, copy: Incoming) -> None:
        try:
            if destination.startswith(OBJECTS):
                await self._to_store(root, f"{destination.removeprefix(root).strip('/')}/{name}".lstrip("/"), copy.path)
            else:
                folder = Path(destination)
                await self._folders[root].run(folder / name, _to_folder, Path(root), folder, name, copy.path)
        except OSError as error:
            raise DestinationFailed(f"{destination} did not take {name}: {error.strerror or error}.") from error

    async def _to_store(self, root: str, key: str, file: Path) -> None:
        import obstore
        from obstore.exceptions import BaseError
        from obstore.store import from_url

        try:
            store = self._stores.get(root) or self._stores.setdefault(root, from_url(root))
            await obstore.put_async(store, key, file)
        except BaseError as error:
            # Behind its account of addresses, tries and seconds.
            said = str(error).partition("\n")[0].rpartition(" - ")[2][:LONGEST_REASON]
            raise DestinationFailed(f"{root} did not take {key}: {said}") from error


def _name(row: RenderRow, asset: Asset) -> str:
    """By the render that made it, which is another one where this only delivers it: no file lies there twice."""
    title = NOT_IN_NAMES.sub("-", row.title)[:60].strip("-.") or "render"
    made = asset.provenance or {}
    return f"{title}-{str(made.get('render', row.id))[-12:]}-{made.get('place', 0)}{Path(asset.name).suffix}"


def _to_folder(root: Path, folder: Path, name: str, file: Path) -> None:
    """Under its name only when all of it is there, and never outside the root, whatever links lie on the way."""
    if not folder.resolve().is_relative_to(root.resolve()):
        raise PermissionError(0, "it leads out of the allowed folder")
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{name}.part"
    try:
        with file.open("rb") as source, part.open("wb") as target:
            while chunk := source.read(1024 * 1024):
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        part.replace(folder / name)
    finally:
        part.unlink(missing_ok=True)
