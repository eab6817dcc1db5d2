"""Opens the stored table of a script, with everything that its rows may ask for."""

import asyncio
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from fabula.core.accounts import UserId
from fabula.core.assets import Library
from fabula.core.background import in_thread
from fabula.core.db import Database
from fabula.imaging.renders.orders.drafts import ASSET
from fabula.imaging.renders.pool import Pool
from fabula.imaging.scripts.mapping import Expansion, Items
from fabula.imaging.scripts.mapping.keys import folder_of
from fabula.imaging.scripts.rows import Table
from fabula.imaging.scripts.schemas import ScriptTable
from fabula.imaging.templates import Template, Templates


@dataclass(frozen=True, slots=True)
class Opened:
    """A table on this machine's disk, and how its rows become items."""

    table: Table
    items: Items


class Openings:
    """Reads tables of people."""

    def __init__(self, database: Database, library: Library, templates: Templates, pool: Pool) -> None:
        self._database = database
        self._library = library
        self._templates = templates
        self._pool = pool

    @asynccontextmanager
    async def table(self, owner: UserId, how: ScriptTable) -> AsyncGenerator[Table]:
        """The table's file, copied to where it can be read from the beginning again and again."""
        async with self._database.reading() as session:
            asset = await self._library.find(session, owner, how.asset_id)
        with tempfile.TemporaryDirectory(prefix="fabula-script-") as folder:
            path = Path(folder) / "rows"
            file = await in_thread(path.open, "wb")
            with file:
                async for part in await self._library.open(asset):
                    await in_thread(file.write, part)
            yield await in_thread(
                Table.of, path, format=how.format, encoding=how.encoding, delimiter=how.delimiter, name=asset.name
            )

    async def template(self, owner: UserId, name: str, revision: int | None = None) -> Template:
        async with self._database.reading() as session:
            return await self._templates.find(session, owner, name, revision)

    async def items(self, owner: UserId, how: ScriptTable, revision: int | None = None) -> Items:
        """How rows are read; a row's own template is looked up when it is first asked for, from the reading thread."""
        loop = asyncio.get_running_loop()

        def other(name: str) -> Template:
            return asyncio.run_coroutine_threadsafe(self.template(owner, name), loop).result()

        names = {name for host in self._pool.hosts for name in (host.id, host.server.name)}
        return Items(
            template=await self.template(owner, how.template, revision),
            columns=how.columns,
            key_column=how.key,
            expansion=Expansion.parse(how.grid, how.zip),
            constants=how.values,
            templates=other,
            has_server=names.__contains__,
            takes_destination=folder_of,
            files=how.files,
            takes_file=ASSET.fullmatch,
        )
