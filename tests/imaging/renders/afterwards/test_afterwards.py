"""When a render is done, its files lie where they are wanted, and who wants to hear of it is told."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import select

from fabula.core.db import Database
from fabula.imaging.renders.tables import WebhookRow
from tests.imaging.renders.studio import Studio, graph
from tests.visitors import code_of

SECRET = "a secret of sixteen"


@pytest.fixture
def changes(tmp_path: Path) -> Mapping[str, Any]:
    return {"webhooks_to_private_hosts": True, "render_destinations": (str(tmp_path / "out"),)}


@dataclass
class Listener:
    """Somebody's server that is told of renders."""

    url: str = ""
    answers: list[int] = field(default_factory=list[int])
    heard: list[tuple[Mapping[str, str], bytes]] = field(default_factory=list[tuple[Mapping[str, str], bytes]])

    async def hear(self, request: web.Request) -> web.Response:
        self.heard.append((dict(request.headers), await request.read()))
        return web.Response(status=self.answers.pop(0) if self.answers else 200)

    async def until(self, count: int) -> None:
        async with asyncio.timeout(30):
            while len(self.heard) < count:  # noqa: ASYNC110
                await asyncio.sleep(0.05)


@pytest.fixture
async def listener() -> AsyncGenerator[Listener]:
    listener, app = Listener(), web.Application()
    app.router.add_post("/told", listener.hear)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    listener.url = f"http://127.0.0.1:{runner.addresses[0][1]}/told"
    yield listener
    await runner.cleanup()


async def test_a_webhook_is_signed_and_sent_again_until_it_is_taken(studio: Studio, listener: Listener) -> None:
    listener.answers = [500]
    [render] = await studio.made(graph=graph(), webhook={"url": listener.url, "secret": SECRET})
    await listener.until(2)
    headers, body = listener.heard[1]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    told = json.loads(body)
    assert (told["type"], told["render"], len(told["pictures"])) == ("render.done", render["id"], 1)
    assert listener.heard[0][0]["webhook-id"] == headers["webhook-id"]
    async with studio.app.state.parts[Database].reading() as session:
        [row] = await session.scalars(select(WebhookRow))
    assert SECRET not in str(row.secret)


async def test_a_cancelled_render_is_told_too(studio: Studio, listener: Listener) -> None:
    await studio.ann.http.post("/api/admin/renders/pool/pause")
    ordered = await studio.order(graph=graph(), webhook={"url": listener.url})
    [run] = ordered["renders"]
    await studio.ann.http.post(f"/api/runs/{run['id']}/cancel")
    await listener.until(1)
    assert json.loads(listener.heard[0][1])["type"] == "render.cancelled"


async def test_files_are_put_where_they_are_wanted(studio: Studio, tmp_path: Path) -> None:
    [render] = await studio.made(graph=graph(), title="A ship/at sea", destination=str(tmp_path / "out" / "today"))
    [file] = (tmp_path / "out" / "today").iterdir()
    assert file.read_bytes() == (await studio.ann.http.get(render["pictures"][0]["url"])).content
    assert file.name == f"A-ship-at-sea-{render['id'][-12:]}-0.png"
    assert render["placed_at"]


async def test_a_place_that_is_not_allowed_is_refused(studio: Studio, tmp_path: Path) -> None:
    for place in ("/etc", str(tmp_path / "outside"), f"{tmp_path}/out/../outside", "s3://bucket"):
        answer = await studio.ann.http.post("/api/renders", json={"graph": graph(), "destination": place})
        assert (answer.status_code, code_of(answer)) == (400, "destination_refused")


async def test_a_link_does_not_lead_out_of_the_allowed_folder(studio: Studio, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out" / "link").symlink_to(tmp_path / "elsewhere")
    ordered = await studio.order(graph=graph(), destination=str(tmp_path / "out" / "link"))
    async with asyncio.timeout(20):
        while "out of the allowed" not in str(await studio.stage_of(ordered["renders"][0]["id"])):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    assert list((tmp_path / "elsewhere").iterdir()) == []
    await studio.ann.http.post(f"/api/runs/{ordered['renders'][0]['id']}/cancel")
    assert (await studio.ended(ordered["renders"][0]["id"]))["run"]["state"] == "cancelled"
