"""When a render is done, its files lie where they are wanted, and who wants to hear of it is told."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import select

from fabula.core.db import Database
from fabula.imaging.renders.carrying.placing import Placing
from fabula.imaging.renders.tables import WebhookRow
from tests.disks import Disk
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


async def until_waiting(studio: Studio, run_id: str, why: str) -> None:
    async with asyncio.timeout(20):
        while why not in str(await studio.stage_of(run_id)):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_a_link_does_not_lead_out_of_the_allowed_folder(studio: Studio, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out" / "link").symlink_to(tmp_path / "elsewhere")
    [run] = (await studio.order(graph=graph(), destination=str(tmp_path / "out" / "link")))["renders"]
    await until_waiting(studio, run["id"], "out of the allowed")
    assert list((tmp_path / "elsewhere").iterdir()) == []
    await studio.ann.http.post(f"/api/runs/{run['id']}/cancel")
    render = await studio.ended(run["id"])
    assert (render["run"]["state"], len(render["pictures"])) == ("cancelled", 1)


async def test_a_full_place_is_waited_for(studio: Studio, tiny_disk: Disk, tmp_path: Path) -> None:
    (tmp_path / "out").symlink_to(tiny_disk.folder)
    tiny_disk.fill()
    [run] = (await studio.order(graph=graph(), destination=str(tmp_path / "out")))["renders"]
    await until_waiting(studio, run["id"], "The files are in the library and wait to be put away.")
    live = (await studio.ann.http.get(f"/api/runs/{run['id']}")).json()["live"]
    assert ("No space left" in live["stage"], live["done"]) == (True, None), (
        "what is in the way is not hidden by a count"
    )
    tiny_disk.free()
    render = await studio.ended(run["id"])
    assert (render["run"]["state"], studio.painted, len(list(tiny_disk.folder.iterdir()))) == ("done", 1, 1)


async def test_a_place_that_is_away_is_asked_for_much_longer_than_a_restart_takes(
    studio: Studio, tmp_path: Path
) -> None:
    studio.app.state.parts[Placing].latest_s = 0.01
    (tmp_path / "out").write_text("not mounted")
    [run] = (await studio.order(graph=graph(), destination=str(tmp_path / "out")))["renders"]
    await until_waiting(studio, run["id"], "The files are in the library and wait to be put away.")
    await asyncio.sleep(2)
    (tmp_path / "out").unlink()
    assert (await studio.ended(run["id"]))["run"]["state"] == "done"
    assert len(list((tmp_path / "out").iterdir())) == 1


async def test_in_the_end_it_is_given_up_and_the_library_keeps_the_files(studio: Studio, tmp_path: Path) -> None:
    placing: Placing = studio.app.state.parts[Placing]
    placing.latest_s, placing.given_up_after = 0.01, timedelta(seconds=0.3)
    (tmp_path / "out").write_text("not mounted")
    [run] = (await studio.order(graph=graph(), destination=str(tmp_path / "out")))["renders"]
    render = await studio.ended(run["id"])
    assert (render["run"]["state"], render["run"]["error"]["code"]) == ("failed", "destination_failed")
    assert "The files are in the library." in render["run"]["error"]["hint"]
    assert len(render["pictures"]) == 1
