"""An admin and somebody else, on a server with demo runs."""

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from fabula.core.settings import Settings
from tests.visitors import Visitor, newcomer


@pytest.fixture
async def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"demo_runs": True})


@dataclass
class House:
    """Anna is the admin, boris is not."""

    app: FastAPI
    anna: Visitor
    boris: Visitor

    async def allow(self, use: str, limit: int | None, *, role: str = "", person: Visitor | None = None) -> None:
        whom = f"people/{person.id}" if person else f"roles/{role or 'user'}"
        answer = await self.anna.http.put(f"/api/admin/limits/{whom}/{use}", json={"limit": limit})
        assert answer.status_code == 200, answer.text

    async def standing(self, who: Visitor, use: str) -> dict[str, Any]:
        answer = await who.http.get("/api/limits")
        return next(item for item in answer.json()["items"] if item["use"] == use)


@pytest.fixture
async def house(app: FastAPI) -> House:
    return House(app, await newcomer(app, "anna"), await newcomer(app, "boris"))


async def count(http: httpx.AsyncClient, pause_ms: int = 60_000) -> httpx.Response:
    """Asks for a run that takes its time."""
    return await http.post("/api/demo/counter", json={"steps": 1, "pause_ms": pause_ms})


async def cancel(http: httpx.AsyncClient, run_id: str) -> None:
    await http.post(f"/api/runs/{run_id}/cancel")
    async with asyncio.timeout(10):
        while True:
            run = (await http.get(f"/api/runs/{run_id}")).json()
            if run["state"] not in ("queued", "running"):
                return
            await asyncio.sleep(0.02)
