"""Somebody who uploads tables and makes scripts of them."""

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI

from fabula.engines.builtin.painter import Painter

SMALL = {"checkpoint": "fabula-demo-sd15.safetensors", "width": 64, "height": 64, "steps": 3}
LONGEST_S = 40.0


def numbered(count: int) -> str:
    return "key,prompt,seed\n" + "".join(f"row{number},a castle {number},{number}\n" for number in range(1, count + 1))


@dataclass
class Desk:
    app: FastAPI
    http: httpx.AsyncClient
    painter: Painter

    async def uploaded(self, text: str, name: str = "rows.csv") -> str:
        answer = await self.http.post("/api/assets", files={"file": (name, text.encode())})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def ask(self, verb: str, path: str, status: int = 200, **more: Any) -> Any:
        answer = await self.http.request(verb, f"/api/scripts{path}", **more)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    async def table(self, text: str, name: str = "rows.csv", **more: Any) -> dict[str, Any]:
        return {"asset_id": await self.uploaded(text, name), "template": "sd15", "values": SMALL} | more

    async def created(self, text: str, **more: Any) -> dict[str, Any]:
        return await self.ask("POST", "", 201, json=await self.table(text, **more))

    async def until(self, script_id: str, *states: str) -> dict[str, Any]:
        async with asyncio.timeout(LONGEST_S):
            while True:
                script = await self.ask("GET", f"/{script_id}")
                if script["state"] in states:
                    return script
                await asyncio.sleep(0.05)

    async def ended(self, script_id: str) -> dict[str, Any]:
        return await self.until(script_id, "done", "failed", "cancelled")

    async def done_at_least(self, script_id: str, count: int) -> None:
        async with asyncio.timeout(LONGEST_S):
            while (await self.ask("GET", f"/{script_id}"))["done"] < count:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def rows(self, script_id: str, **query: Any) -> list[dict[str, Any]]:
        return (await self.ask("GET", f"/{script_id}/rows", params=query))["items"]
