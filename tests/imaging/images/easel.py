"""An application with engines of its own, and somebody who wants something drawn."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import httpx
from fastapi import FastAPI
from PIL import Image

from bench.one_card import OneCard
from fabula.engines.builtin.painter import Painter
from fabula.engines.builtin.storyteller import Storyteller
from fabula.imaging.renders.pool import Pool
from tests.visitors import Visitor

SMALL = {"width": 64, "height": 64, "steps": 1}


def picture(width: int = 64, height: int = 64, colour: str = "red", form: str = "PNG") -> bytes:
    data = BytesIO()
    Image.new("RGB", (width, height), colour).save(data, form)
    return data.getvalue()


def mask(width: int = 64, height: int = 64, *, painted: bool = True) -> bytes:
    """White in its left half."""
    image = Image.new("L", (width, height), 0)
    if painted:
        image.paste(255, (0, 0, width // 2, height))
    data = BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


@dataclass
class Easel:
    """An application with a painter and a storyteller, and its first person."""

    app: FastAPI
    ann: Visitor
    card: OneCard

    @property
    def painter(self) -> Painter:
        return self.card.painter

    @property
    def storyteller(self) -> Storyteller:
        return self.card.storyteller

    async def known(self) -> None:
        """Until both engines have said what they can do."""
        pool: Pool = self.app.state.parts[Pool]
        await self.until(lambda: any(host.is_there and host.is_known for host in pool.hosts))

    async def until(self, holds: Callable[[], bool], within_s: float = 20) -> None:
        async with asyncio.timeout(within_s):
            while not holds():  # noqa: ASYNC110 - what is waited for tells nobody
                await asyncio.sleep(0.02)

    async def upload(self, data: bytes, name: str = "picture.png", by: httpx.AsyncClient | None = None) -> str:
        answer = await (by or self.ann.http).post("/api/assets", files={"file": (name, data)})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def asked_for(self, *, headers: Any = None, **wish: Any) -> httpx.Response:
        return await self.ann.http.post("/api/drawings", json=wish, headers=headers)

    async def begun(self, **wish: Any) -> str:
        answer = await self.asked_for(**wish)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["run"]["id"])

    async def drawing(self, run_id: str) -> dict[str, Any]:
        return (await self.ann.http.get(f"/api/drawings/{run_id}")).json()

    async def ended(self, run_id: str, within_s: float = 30) -> dict[str, Any]:
        async with asyncio.timeout(within_s):
            while (drawing := await self.drawing(run_id))["run"]["state"] in ("queued", "running"):  # noqa: ASYNC110
                await asyncio.sleep(0.03)
        return drawing

    async def until_over(self, run_id: str, within_s: float = 30) -> None:
        async with asyncio.timeout(within_s):
            while (await self.ann.http.get(f"/api/runs/{run_id}")).json()["state"] in ("queued", "running"):  # noqa: ASYNC110
                await asyncio.sleep(0.03)

    async def drawn(self, **wish: Any) -> dict[str, Any]:
        """Wished, and waited for."""
        drawing = await self.ended(await self.begun(**wish))
        assert drawing["run"]["state"] == "done", drawing["run"]["error"]
        return drawing

    @property
    def asked(self) -> list[dict[str, Any]]:
        """What the storyteller was asked to write, oldest first."""
        return [each.body for each in self.storyteller.received if each.path == "/api/chat"]

    async def cancel(self, run_id: str) -> dict[str, Any]:
        """Stopped, and waited for."""
        answer = await self.ann.http.post(f"/api/runs/{run_id}/cancel")
        assert answer.status_code == 200, answer.text
        return await self.ended(run_id, within_s=10)

    async def renders_of(self, run_id: str) -> list[dict[str, Any]]:
        return (await self.ann.http.get("/api/renders", params={"group": run_id})).json()["items"]

    async def content(self, variant: dict[str, Any]) -> bytes:
        return (await self.ann.http.get(variant["url"])).content

    async def until_stage(self, run_id: str, stage: str, within_s: float = 15) -> None:
        async with asyncio.timeout(within_s):
            while (await self.drawing(run_id))["run"]["live"]["stage"] != stage:  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    @property
    def painted(self) -> int:
        """How many pictures the painter has made, whoever knows of them."""
        return sum(file.is_file() for file in (self.painter.folder / "output").rglob("*.png"))
