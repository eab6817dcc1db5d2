"""Takes what a server made into the library: all files of a render, or none of them."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, aclosing
from pathlib import PurePosixPath
from typing import Any

from pydantic import JsonValue
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.assets import Asset, Incoming, Library
from fabula.core.clock import now
from fabula.core.db import Database, change_row, insert_row
from fabula.engines.comfy import ComfyServer, Finished, OutputFile
from fabula.imaging.renders.servers import RenderServer
from fabula.imaging.renders.tables import PictureRow, RenderRow

SEARCHED = 4000
HELD_IN_MEMORY = 1024 * 1024

Write = Callable[[AsyncSession], Awaitable[None]]
Transact = Callable[[Write], Awaitable[None]]


class Results:
    """Where finished renders go."""

    def __init__(self, database: Database, library: Library) -> None:
        self._database = database
        self._library = library

    async def take(
        self, row: RenderRow, server: RenderServer, finished: Finished, seconds: float, transact: Transact
    ) -> None:
        """Fetch every file, then write them and the end of the render in one transaction."""
        files = finished.outputs.kept
        async with AsyncExitStack() as life:
            contents = [await self._fetched(life, server.client, file) for file in files]
            if not files:
                files = [
                    OutputFile(f"text-{place}.txt", node=text.node) for place, text in enumerate(finished.outputs.texts)
                ]
                contents = [text.text.encode() for text in finished.outputs.texts]
            laid = [
                await self._library.lay(content, PurePosixPath(file.filename).name, keep_metadata=True)
                for file, content in zip(files, contents, strict=True)
            ]
            recipe = recipe_of(row, server, finished, seconds)

            async def write(session: AsyncSession) -> None:
                for place, (file, content) in enumerate(zip(files, laid, strict=True)):
                    made = recipe | {"node": file.node, "place": place}
                    asset = await self._library.enter(
                        session, row.owner_id, content, provenance=made, whatever_it_takes=True
                    )
                    await insert_row(session, _picture(row, asset, place, demo=server.is_demo))
                await change_row(session, row, stored_at=now(), seconds=seconds)

            await transact(write)

    async def alone(self, write: Write) -> None:
        """A transaction for this and nothing else."""
        async with self._database.writing() as session:
            await write(session)

    async def of(self, session: AsyncSession, row: RenderRow) -> Sequence[PictureRow]:
        rows = select(PictureRow).where(PictureRow.render_id == row.id).order_by(PictureRow.place)
        return (await session.scalars(rows)).all()

    async def _fetched(self, life: AsyncExitStack, client: ComfyServer, file: OutputFile) -> bytes | Incoming:
        """A small file in memory, a large one on the disk."""
        held, incoming = bytearray(), None
        async with aclosing(client.view(file)) as parts:
            async for part in parts:
                if incoming is None and len(held) + len(part) > HELD_IN_MEMORY:
                    incoming = await life.enter_async_context(self._library.receiving())
                    await incoming.write(bytes(held))
                if incoming is None:
                    held += part
                else:
                    await incoming.write(part)
        if incoming is None:
            return bytes(held)
        await incoming.finish()
        return incoming


def recipe_of(row: RenderRow, server: RenderServer, finished: Finished, seconds: float) -> dict[str, JsonValue]:
    """Everything that it takes to make the same again."""
    texts: list[JsonValue] = [{"node": text.node, "text": text.text} for text in finished.outputs.texts]
    return {
        "kind": "render",
        "render": row.id,
        "group": row.group_id,
        "template": row.template,
        "template_name": row.template_name,
        "revision": row.revision,
        "values": row.values,
        "seed": row.seed,
        "graph": row.graph,
        "server": server.name,
        "demo": server.is_demo,
        "attempts": len(row.attempts) + 1,
        "asked_at": row.created_at.isoformat(),
        "sent_at": row.sent_at.isoformat() if row.sent_at else None,
        "seconds": round(seconds, 3),
        "texts": texts,
    }


def _picture(row: RenderRow, asset: Asset, place: int, *, demo: bool) -> PictureRow:
    return PictureRow(
        owner_id=row.owner_id,
        render_id=row.id,
        group_id=row.group_id,
        asset_id=asset.id,
        place=place,
        title=row.title,
        search=_words_of(row),
        template=row.template,
        source=row.source,
        seed=row.seed,
        media_type=asset.media_type,
        width=asset.width,
        height=asset.height,
        demo=demo,
    )


def _words_of(row: RenderRow) -> str:
    """What a person might look for: title, template, texts and numbers of the recipe, in lower case."""
    values: list[Any] = [row.title, row.template_name, *row.values.values(), row.seed]
    return " ".join(str(value) for value in values if isinstance(value, str | int)).casefold()[:SEARCHED]
