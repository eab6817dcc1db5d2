"""Runs a ComfyUI workflow (API format) and saves its pictures: `run_workflow.py FILE [--server URL] [--out FOLDER]`."""

import asyncio
import json
from argparse import ArgumentParser
from pathlib import Path

from fabula.engines.comfy import ComfyServer, Graph


async def run(graph: Graph, server: str, folder: Path) -> list[Path]:
    async with ComfyServer(server) as comfy:
        finished = await comfy.run(graph, on_event=print)
        return [await comfy.save(file, folder / file.filename) for file in finished.outputs.kept]


if __name__ == "__main__":
    given = ArgumentParser(description=__doc__)
    given.add_argument("workflow", type=Path)
    given.add_argument("--server", default="http://127.0.0.1:8188")
    given.add_argument("--out", type=Path, default=Path())
    wanted = given.parse_args()
    asyncio.run(run(json.loads(wanted.workflow.read_text(encoding="utf-8")), wanted.server, wanted.out))
