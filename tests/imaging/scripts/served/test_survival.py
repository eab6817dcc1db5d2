"""A server that is killed in the middle of a script goes on with it, and makes nothing twice."""

import asyncio
from pathlib import Path
from typing import Any

import httpx

from fabula.engines.builtin.painter import Pace, Painter
from tests.imaging.scripts.painting import executed
from tests.imaging.scripts.served.desk import SMALL, numbered
from tests.servers import ServerProcess
from tests.visitors import PASSWORD

ROWS = 14
LONGEST_S = 50.0


async def script_of(http: httpx.AsyncClient, script_id: str) -> dict[str, Any]:
    return (await http.get(f"/api/scripts/{script_id}")).json()


async def test_killed_twice_nothing_is_lost_and_nothing_done_twice(tmp_path: Path) -> None:
    async with Painter(pace=Pace(plain=True, step_s=0.1)) as painter:
        server = ServerProcess(tmp_path, comfyui_url=painter.url)
        await server.start()
        try:
            async with httpx.AsyncClient(base_url=f"http://{server.address}") as http:
                given = {"username": "ann", "email": "ann@example.org", "password": PASSWORD}
                token = (await http.post("/api/auth/register", json=given)).json()["access_token"]
                headers = {"Authorization": f"Bearer {token}"}
                files = {"file": ("rows.csv", numbered(ROWS).encode())}
                asset = (await http.post("/api/assets", files=files, headers=headers)).json()
                body = {"asset_id": asset["id"], "template": "sd15", "values": SMALL}
                answer = await http.post("/api/scripts", json=body, headers=headers)
                assert answer.status_code == 201, answer.text
                script_id = answer.json()["id"]
            for done in (2, 6):
                await _until_done(server, headers, script_id, done)
                await server.kill()
                await server.start()
            await _until_done(server, headers, script_id, ROWS)
        finally:
            await server.close()
        assert executed(painter) == {seed: 1 for seed in range(1, ROWS + 1)}


async def _until_done(server: ServerProcess, headers: dict[str, str], script_id: str, count: int) -> None:
    async with httpx.AsyncClient(base_url=f"http://{server.address}", headers=headers) as http:
        async with asyncio.timeout(LONGEST_S):
            while (await script_of(http, script_id))["done"] < count:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
