"""The report of a script, and its pictures as one archive, both written while they are sent."""

from collections.abc import AsyncGenerator
from pathlib import PurePosixPath

from pydantic_core import to_json

from fabula.core.accounts import UserId
from fabula.core.assets import AssetNotFound, Library
from fabula.core.db import Database
from fabula.core.zipping import Zipping
from fabula.imaging.renders import Views
from fabula.imaging.scripts.queries import items_after
from fabula.imaging.scripts.schemas import ScriptItem
from fabula.imaging.scripts.served.views import item_views
from fabula.imaging.scripts.tables import ScriptRow

AT_ONCE = 100
ENDED = ("done", "failed", "cancelled")


class Downloads:
    """Reads what a script made, a little at a time."""

    def __init__(self, database: Database, library: Library, views: Views) -> None:
        self._database = database
        self._library = library
        self._views = views

    async def report(self, script: ScriptRow) -> AsyncGenerator[bytes]:
        """One JSON line for each row that ended."""
        async for item in self._items(script):
            yield _line(item)

    async def archive(self, script: ScriptRow) -> AsyncGenerator[bytes]:
        """A ZIP of all pictures, with the report at its end."""
        archive = Zipping()
        async for item in self._items(script):
            for number, picture in enumerate(item.pictures, start=1):
                async for part in self._picture(archive, script, item, number, picture.asset_id):
                    yield part
        async for part in archive.entry("report.jsonl", self.report(script), is_packed=True):
            yield part
        yield archive.end()

    async def _picture(
        self, archive: Zipping, script: ScriptRow, item: ScriptItem, number: int, asset_id: str
    ) -> AsyncGenerator[bytes]:
        try:
            async with self._database.reading() as session:
                asset = await self._library.find(session, script.owner_id, asset_id)
        except AssetNotFound:
            return
        name = f"{item.key}_{number}{PurePosixPath(asset.name).suffix}"
        path = f"{item.destination}/{name}" if item.destination else name
        async for part in archive.entry(path, await self._library.open(asset)):
            yield part

    async def _items(self, script: ScriptRow) -> AsyncGenerator[ScriptItem]:
        after, owner = -1, UserId(script.owner_id)
        while True:
            async with self._database.reading() as session:
                rows = await items_after(session, script.id, after, AT_ONCE)
                items = await item_views(session, owner, self._views, rows, script)
            for item in items:
                if item.state in ENDED:
                    yield item
            if len(rows) < AT_ONCE:
                return
            after = rows[-1].number


def _line(item: ScriptItem) -> bytes:
    told = item.model_dump(mode="json", exclude={"pictures", "number", "render_id"})
    files = [f"{item.key}_{number}" for number, _ in enumerate(item.pictures, start=1)]
    return to_json(told | {"files": files, "assets": [picture.asset_id for picture in item.pictures]}) + b"\n"
