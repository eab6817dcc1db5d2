"""The owner's files that a graph reads: sent to the server that was chosen, once for each content."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from fabula.core.assets import Library
from fabula.core.db import Database
from fabula.engines.comfy import ComfyServer, Graph
from fabula.imaging.renders.tables import RenderRow


class Files:
    """Puts the server's names of files where the graph has the owner's."""

    def __init__(self, database: Database, library: Library) -> None:
        self._database = database
        self._library = library

    async def placed(self, row: RenderRow, client: ComfyServer) -> Graph:
        """The graph as this server understands it; its files lie there when this returns."""
        if not row.files:
            return row.graph
        graph: dict[str, Any] = deepcopy(row.graph)
        names = {asset: await self._sent(row, asset, client) for asset in {file["asset"] for file in row.files}}
        for file in row.files:
            _put(graph, file, names[file["asset"]])
        return graph

    async def _sent(self, row: RenderRow, asset_id: str, client: ComfyServer) -> str:
        async with self._database.reading() as session:
            asset = await self._library.find(session, row.owner_id, asset_id)
        async with self._library.receiving() as copy:
            async for part in await self._library.open(asset):
                await copy.write(part)
            await copy.finish()
            return (await client.upload(copy.path, asset.name)).value


def _put(graph: dict[str, Any], file: Mapping[str, str], name: str) -> None:
    inputs = graph[file["node"]]["inputs"]
    inputs[file["input"]] = str(inputs[file["input"]]).replace(file["asset"], name)
