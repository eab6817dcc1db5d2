"""Pictures a day, whichever way they are asked for."""

from typing import Any

import httpx
import pytest

from tests.imaging.renders.studio import Studio, graph
from tests.visitors import Visitor, newcomer


@pytest.fixture
async def boris(studio: Studio) -> Visitor:
    return await newcomer(studio.app, "boris")


async def allow(studio: Studio, use: str, limit: int) -> None:
    answer = await studio.ann.http.put(f"/api/admin/limits/roles/user/{use}", json={"limit": limit})
    assert answer.status_code == 200, answer.text


async def used(who: Visitor) -> int:
    items = (await who.http.get("/api/limits")).json()["items"]
    return next(item["used"] for item in items if item["use"] == "pictures")


async def ask(who: Visitor, *, key: str = "", **body: Any) -> httpx.Response:
    headers = {"Idempotency-Key": key} if key else {}
    return await who.http.post("/api/renders", json={"graph": graph()} | body, headers=headers)


async def test_an_order_is_taken_whole_or_not_at_all(studio: Studio, boris: Visitor) -> None:
    await allow(studio, "pictures", 3)
    refused = await ask(boris, count=4)
    error = refused.json()["error"]
    assert (refused.status_code, error["code"]) == (429, "limit_reached")
    assert error["message"] == "Not enough pictures are left for today: 3 of 3, and this takes 4."
    assert error["details"]["frees_at"].endswith("T00:00:00+00:00")
    assert int(refused.headers["retry-after"]) > 0
    assert await used(boris) == 0
    ordered = (await ask(boris, count=3)).json()
    assert await used(boris) == 3
    assert (await ask(boris)).json()["error"]["message"] == "Your pictures for today are used up: 3 of 3."
    for run in ordered["renders"]:
        await studio.ended(run["id"], by=boris.http)
    assert (await ask(boris)).status_code == 429


async def test_an_order_that_came_twice_is_answered_whatever_the_limit(studio: Studio, boris: Visitor) -> None:
    await allow(studio, "pictures", 1)
    first = (await ask(boris, key="once")).json()
    again = await ask(boris, key="once")
    assert (again.status_code, again.json()["group_id"]) == (202, first["group_id"])
    assert (await ask(boris, key="other")).status_code == 429


async def test_a_graph_that_makes_several_pictures_takes_several(studio: Studio, boris: Visitor) -> None:
    await allow(studio, "pictures", 3)
    several = graph()
    several["1"]["inputs"]["batch_size"] = 4
    assert (await ask(boris, graph=several)).status_code == 429
    several["1"]["inputs"]["batch_size"] = 3
    assert (await ask(boris, graph=several)).status_code == 202
    assert await used(boris) == 3


async def test_what_failed_or_was_cancelled_takes_nothing(studio: Studio, boris: Visitor) -> None:
    await allow(studio, "pictures", 1)
    await studio.ann.http.post("/api/admin/renders/pool/pause")
    run = (await ask(boris)).json()["renders"][0]
    await boris.http.post(f"/api/runs/{run['id']}/cancel")
    await studio.ended(run["id"], by=boris.http)
    assert await used(boris) == 0


async def test_full_storage_takes_no_new_pictures_but_loses_none(studio: Studio, boris: Visitor) -> None:
    await allow(studio, "storage", 10)
    made = (await ask(boris)).json()["renders"][0]
    assert (await studio.ended(made["id"], by=boris.http))["run"]["state"] == "done"
    refused = await ask(boris)
    assert (refused.status_code, refused.json()["error"]["details"]["use"]) == (429, "storage")
