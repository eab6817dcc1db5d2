"""Our own disk is full: renders wait, say so, and go on when there is room."""

import asyncio

import httpx
import pytest

from fabula.core.settings import Settings
from tests.disks import Disk, moved_to
from tests.imaging.renders.studio import Studio, graph

NO_ROOM = ("There is no room left to store files.", "There is no room left to store anything.")


@pytest.fixture
def settings(settings: Settings, small_disk: Disk) -> Settings:
    """Everything that is kept lies on the small disk."""
    return moved_to(small_disk, settings)


async def says_so(studio: Studio, render_id: str) -> None:
    async with asyncio.timeout(10):
        while await studio.stage_of(render_id) not in NO_ROOM:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def assert_made_once(studio: Studio, render_id: str) -> None:
    render = await studio.ended(render_id)
    assert (render["run"]["state"], len(render["pictures"])) == ("done", 1), render["run"]["error"]
    content = await studio.ann.http.get(render["pictures"][0]["url"])
    assert content.headers["content-type"] == "image/png"
    assert studio.painted == 1


@pytest.mark.parametrize("but_kb", [0, 16])
async def test_a_render_waits_says_so_and_goes_on(studio: Studio, small_disk: Disk, but_kb: int) -> None:
    studio.painters[0].script.hang()
    ordered = await studio.order(graph=graph(7))
    small_disk.fill(but_kb=but_kb)
    studio.painters[0].script.release()
    [render] = ordered["renders"]
    await says_so(studio, render["id"])
    small_disk.free()
    await assert_made_once(studio, render["id"])


async def test_it_can_be_cancelled_meanwhile(studio: Studio, small_disk: Disk) -> None:
    studio.painters[0].script.hang()
    [render] = (await studio.order(graph=graph(7)))["renders"]
    await studio.ann.http.get("/api/renders")
    small_disk.fill()
    studio.painters[0].script.release()
    await says_so(studio, render["id"])
    small_disk.free()
    assert (await studio.ann.http.post(f"/api/runs/{render['id']}/cancel")).status_code == 200
    assert (await studio.ended(render["id"]))["run"]["state"] in ("cancelled", "done")


async def test_an_order_is_refused_in_plain_words_and_reading_goes_on(studio: Studio, small_disk: Disk) -> None:
    small_disk.fill()
    answer = await studio.ann.http.post("/api/renders", json={"graph": graph(7)})
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["who"]) == (503, "storage_full", "admin"), error
    listed: httpx.Response = await studio.ann.http.get("/api/renders")
    assert (listed.status_code, listed.json()["items"]) == (200, [])
    small_disk.free()
    [render] = (await studio.order(graph=graph(7)))["renders"]
    await assert_made_once(studio, render["id"])
