"""An application with painters of its own, and somebody who orders pictures."""

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI

from fabula.engines.builtin.painter import Painter
from fabula.imaging.renders.pool import Pool
from tests.visitors import Visitor


def graph(seed: int = 1) -> dict[str, Any]:
    """The smallest picture there is."""
    return {
        "1": {"class_type": "EmptyImage", "inputs": {"width": 64, "height": 64, "batch_size": 1, "color": seed}},
        "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": f"fabula/{seed}"}},
    }


@dataclass
class Studio:
    """An application with painters, and its first person, who is the admin."""

    app: FastAPI
    ann: Visitor
    painters: list[Painter]

    @property
    def pool(self) -> Pool:
        return self.app.state.parts[Pool]

    async def order(self, *, by: httpx.AsyncClient | None = None, **body: Any) -> dict[str, Any]:
        answer = await (by or self.ann.http).post("/api/renders", json=body)
        assert answer.status_code == 202, answer.text
        return answer.json()

    async def ended(self, render_id: str, within_s: float = 30, by: httpx.AsyncClient | None = None) -> dict[str, Any]:
        async with asyncio.timeout(within_s):
            while True:
                answer = await (by or self.ann.http).get(f"/api/renders/{render_id}")
                render: dict[str, Any] = answer.json()
                if answer.status_code == 200 and render["run"]["state"] not in ("queued", "running"):
                    return render
                await asyncio.sleep(0.05)

    async def made(self, **body: Any) -> list[dict[str, Any]]:
        """Order, and wait for all of it."""
        ordered = await self.order(**body)
        return [await self.ended(run["id"]) for run in ordered["renders"]]

    async def known(self) -> None:
        """Until every server has said what it can do."""
        async with asyncio.timeout(20):
            while sum(host.is_there and host.is_known for host in self.pool.hosts) < len(self.painters):  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    async def stage_of(self, render_id: str) -> str | None:
        return (await self.ann.http.get(f"/api/runs/{render_id}")).json()["live"]["stage"]

    async def busy(self) -> None:
        """Until a painter paints."""
        async with asyncio.timeout(10):
            while not any(painter.state and painter.state.queue.running for painter in self.painters):  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    @property
    def painted(self) -> int:
        """How many pictures the painters have made, whoever knows of them."""
        return sum(file.is_file() for painter in self.painters for file in (painter.folder / "output").rglob("*.png"))
