"""A server that is killed goes on with a drawing behind the step that ended last, and draws nothing twice."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from bench.one_card import one_card
from fabula.engines.builtin.storyteller import Script
from tests.imaging.images.conftest import TOTAL_MB
from tests.imaging.images.easel import picture
from tests.servers import ServerProcess
from tests.visitors import PASSWORD

LONGEST_S = 60.0
JsonObject = dict[str, Any]


@pytest.mark.timeout(180)
async def test_killed_while_it_writes_and_while_it_draws_it_makes_each_picture_once(tmp_path: Path) -> None:
    async with one_card(TOTAL_MB, script=Script(first_token_s=1.0), keep_requests=100) as card:
        painter, storyteller = card.painter, card.storyteller
        painter.script.set_pace(step_s=0.05)
        server = ServerProcess(
            tmp_path,
            comfyui_url=painter.url,
            ollama_url=storyteller.url,
            gpu_minimum_residence="0",
            gpu_min_free_vram_mb="0",
            ollama_default_model="fabula-demo",
        )
        await server.start()
        try:
            visitor = Visitor(server)
            await visitor.arrive()
            reference = await visitor.upload(picture(600, 400))
            wish = {"description": "Сделать забор белым", "reference": reference, "count": 2, "seed": 5, "steps": 30}
            run_id = (await visitor.post("/api/drawings", wish))["run"]["id"]
            await visitor.until(run_id, _is_written)
            await server.kill()
            storyteller.script.first_token_s = 0
            await server.start()
            await visitor.until(run_id, _has_one)
            await server.kill()
            await server.start()
            drawing = await visitor.until(run_id, _is_over)
        finally:
            await server.close()
        assert drawing["run"]["state"] == "done", drawing["run"]["error"]
        assert [variant["seed"] for variant in drawing["variants"]] == [5, 6]
        assert drawing["seen"]
        assert drawing["notes"] == []
        assert painter.state is not None
        drawn = [ended.job.graph["7"]["inputs"]["noise_seed"] for ended in painter.state.history.all()]
        assert sorted(drawn) == [5, 6]
        asked = [each.body["model"] for each in storyteller.received if each.path == "/api/chat"]
        assert sum("vision" in model for model in asked) == 1, "what was seen is not looked at again"


def _is_written(drawing: JsonObject) -> bool:
    return drawing["run"]["live"]["stage"] == "Writing the prompt"


def _has_one(drawing: JsonObject) -> bool:
    return len(drawing["variants"]) == 1


def _is_over(drawing: JsonObject) -> bool:
    return drawing["run"]["state"] not in ("queued", "running")


class Visitor:
    """Somebody who comes back to a server that dies now and then."""

    def __init__(self, server: ServerProcess) -> None:
        self._server = server
        self._headers: dict[str, str] = {}

    def _http(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=f"http://{self._server.address}", headers=self._headers)

    async def arrive(self) -> None:
        given = {"username": "ann", "email": "ann@example.org", "password": PASSWORD}
        token = (await self.post("/api/auth/register", given, status=200))["access_token"]
        self._headers = {"Authorization": f"Bearer {token}"}

    async def post(self, path: str, body: Any, status: int = 202) -> Any:
        async with self._http() as http:
            answer = await http.post(path, json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def upload(self, data: bytes) -> str:
        async with self._http() as http:
            return (await http.post("/api/assets", files={"file": ("picture.png", data)})).json()["id"]

    async def until(self, run_id: str, is_so: Callable[[JsonObject], bool]) -> JsonObject:
        async with asyncio.timeout(LONGEST_S), self._http() as http:
            while not is_so(drawing := (await http.get(f"/api/drawings/{run_id}")).json()):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        return drawing
