"""A stored table becomes pictures on the server: looked at, begun, paused, stopped, tried again, downloaded."""

import asyncio
import io
import json
import zipfile
from typing import Any

import pytest

from tests.imaging.scripts.painting import executed
from tests.imaging.scripts.served.desk import Desk, numbered
from tests.visitors import code_of, newcomer


async def test_a_preview_tells_columns_guesses_and_problems_with_lines(desk: Desk) -> None:
    text = "key;Описание;шаги;notes\na;замок;9;x\n../b;лес;9;y\nc;море;many;z\n"
    preview = await desk.ask("POST", "/preview", json=await desk.table(text, columns={"notes": ""}))
    assert (preview["format"], preview["encoding"], preview["delimiter"]) == ("csv", "utf-8", ";")
    assert [(each["name"], each["target"], each["is_guess"]) for each in preview["columns"]] == [
        ("key", "key", True),
        ("Описание", "prompt", True),
        ("шаги", "steps", True),
        ("notes", None, False),
    ]
    assert (preview["pictures"], preview["bad"], preview["is_complete"]) == (1, 2, True)
    assert [(each["line"], each["column"]) for each in preview["problems"]] == [(3, "key"), (4, "шаги")]
    assert preview["rows"][0]["Описание"] == "замок"


async def test_an_unknown_column_is_shown_as_such(desk: Desk) -> None:
    preview = await desk.ask("POST", "/preview", json=await desk.table("prompt,mood\nx,sad\n"))
    assert preview["columns"][1]["target"] is None
    assert "nothing in the template" in preview["columns"][1]["problem"]


async def test_a_dry_run_says_what_is_missing_where(desk: Desk) -> None:
    body = await desk.table(numbered(3), grid=["cfg=3,5"])
    found = await desk.ask("POST", "/dry-run", json=body)
    assert found["pictures"] == 6
    assert [each["missing"] for each in found["servers"]] == [[]]
    body["values"] = body["values"] | {"checkpoint": "moon.safetensors"}
    [server] = (await desk.ask("POST", "/dry-run", json=body))["servers"]
    assert server["missing"][0]["facts"]["file"] == "moon.safetensors"
    assert "moon.safetensors" in server["missing"][0]["sentence"]


async def test_every_row_becomes_a_picture_once(desk: Desk) -> None:
    script = await desk.created(numbered(7))
    ended = await desk.ended(script["id"])
    assert (ended["state"], ended["total"], ended["done"], ended["waiting"]) == ("done", 7, 7, 0)
    assert executed(desk.painter) == {seed: 1 for seed in range(1, 8)}
    rows = await desk.rows(script["id"])
    assert [row["key"] for row in rows] == [f"row{number}" for number in range(1, 8)]
    assert all(row["state"] == "done" and row["pictures"][0]["thumbnail_url"] for row in rows)
    assert rows[0]["pictures"][0]["source"] == f"script:{script['id']}"
    [listed] = (await desk.ask("GET", ""))["items"]
    assert listed["id"] == script["id"]


async def test_rows_come_in_pages_and_by_state(desk: Desk) -> None:
    script = await desk.created(numbered(5))
    await desk.ended(script["id"])
    page = await desk.ask("GET", f"/{script['id']}/rows", params={"limit": 2})
    assert ([row["number"] for row in page["items"]], page["next"]) == ([0, 1], 1)
    page = await desk.ask("GET", f"/{script['id']}/rows", params={"limit": 2, "after": 3})
    assert ([row["number"] for row in page["items"]], page["next"]) == ([4], None)
    assert await desk.rows(script["id"], state="failed") == []


async def test_wrong_rows_stop_it_and_can_be_left_out(desk: Desk) -> None:
    script = await desk.created("key,prompt,seed\na,x,1\nb,y,many\n")
    ended = await desk.ended(script["id"])
    assert (ended["state"], ended["bad"], ended["problems"][0]["line"]) == ("failed", 1, 3)
    assert "Line 3, column “seed”" in ended["run"]["error"]["message"]
    assert not executed(desk.painter)
    await desk.ask("POST", f"/{script['id']}/start", 202, params={"skip_bad": True})
    ended = await desk.ended(script["id"])
    assert (ended["state"], ended["done"]) == ("done", 1)
    assert executed(desk.painter) == {1: 1}


async def test_pause_and_go_on(desk: Desk) -> None:
    desk.painter.pace.step_s = 0.1
    script = await desk.created(numbered(12))
    await desk.done_at_least(script["id"], 1)
    await desk.ask("POST", f"/{script['id']}/pause")
    paused = await desk.until(script["id"], "paused")
    assert paused["waiting"] > 0
    await desk.ask("POST", f"/{script['id']}/start", 202)
    desk.painter.pace.step_s = 0
    assert (await desk.ended(script["id"]))["done"] == 12
    assert executed(desk.painter) == {seed: 1 for seed in range(1, 13)}


async def test_stopping_cancels_what_is_under_way_and_it_can_be_begun_again(desk: Desk) -> None:
    desk.painter.pace.step_s = 0.3
    script = await desk.created(numbered(8))
    await desk.done_at_least(script["id"], 1)
    await desk.ask("POST", f"/{script['id']}/cancel")
    stopped = await desk.until(script["id"], "cancelled")
    assert stopped["cancelled"] >= 1
    assert {row["reason"] for row in await desk.rows(script["id"], state="cancelled")} == {"Stopped."}
    desk.painter.pace.step_s = 0
    await desk.ask("POST", f"/{script['id']}/start", 202)
    ended = await desk.ended(script["id"])
    assert (ended["done"], ended["cancelled"]) == (8, 0)
    assert set(executed(desk.painter)) == set(range(1, 9))


async def test_failed_rows_say_why_and_are_tried_again(desk: Desk) -> None:
    desk.painter.script.fail_next("KSampler", message="Nothing but noise.")
    script = await desk.created(numbered(1))
    ended = await desk.ended(script["id"])
    assert (ended["state"], ended["failed"]) == ("failed", 1)
    [row] = await desk.rows(script["id"], state="failed")
    assert "Nothing but noise." in row["reason"]
    await desk.ask("POST", f"/{script['id']}/retry", 202)
    assert (await desk.ended(script["id"]))["done"] == 1


async def test_pictures_and_report_as_one_archive(desk: Desk) -> None:
    script = await desk.created("key,prompt,destination\na,x,\nb,y,sub\n")
    await desk.ended(script["id"])
    answer = await desk.http.get(f"/api/scripts/{script['id']}/download")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    assert sorted(archive.namelist()) == ["a_1.png", "report.jsonl", "sub/b_1.png"]
    assert archive.read("a_1.png").startswith(b"\x89PNG")
    report = await desk.http.get(f"/api/scripts/{script['id']}/report")
    assert archive.read("report.jsonl") == report.content
    assert [json.loads(line)["state"] for line in report.content.splitlines()] == ["done", "done"]


async def test_what_is_not_mine_is_not_there(desk: Desk) -> None:
    script = await desk.created(numbered(1), start=False)
    boris = await newcomer(desk.app, "Boris")
    for verb, path in (("GET", ""), ("GET", "/rows"), ("POST", "/start"), ("POST", "/pause"), ("DELETE", "")):
        answer = await boris.http.request(verb, f"/api/scripts/{script['id']}{path}")
        assert (answer.status_code, code_of(answer)) == (404, "script_not_found")
    answer = await boris.http.post("/api/scripts", json={"asset_id": script["table"]["asset_id"]})
    assert answer.status_code == 404
    assert (await boris.http.get("/api/scripts")).json()["items"] == []


async def test_deleting_forgets_the_rows_and_keeps_the_pictures(desk: Desk) -> None:
    script = await desk.created(numbered(2))
    await desk.ended(script["id"])
    await desk.ask("DELETE", f"/{script['id']}", 204)
    await desk.ask("GET", f"/{script['id']}", 404)
    assert len((await desk.http.get("/api/pictures", params={"from_script": True})).json()["items"]) == 2


@pytest.mark.parametrize(
    ("text", "more", "code"),
    [
        ("", {}, "table_unreadable"),
        ("prompt\n", {}, "table_unreadable"),
        ("prompt\nx\n", {"columns": {"prompt": "nonsense"}}, "mapping_unclear"),
        ("prompt\nx\n", {"grid": ["seed"]}, "mapping_unclear"),
        ("prompt\nx\n", {"name": "rows.bin"}, "table_unreadable"),
        ("prompt\nx\n", {"columns": {"prompt": "99.text"}}, "address_unclear"),
    ],
)
async def test_what_cannot_work_is_refused_at_once(desk: Desk, text: str, more: dict[str, object], code: str) -> None:
    name = str(more.pop("name", "rows.csv"))
    answer = await desk.http.post("/api/scripts", json=await desk.table(text or "\n", name) | more)
    assert (answer.status_code, code_of(answer)) == (400, code)


async def test_rows_wait_where_the_owner_has_no_pictures_left_today(desk: Desk) -> None:
    boris = Desk(desk.app, (await newcomer(desk.app, "boris")).http, desk.painter)
    limit = "/api/admin/limits/roles/user/pictures"
    assert (await desk.http.put(limit, json={"limit": 2})).status_code == 200
    script = await boris.created(numbered(3))
    await boris.done_at_least(script["id"], 2)
    async with asyncio.timeout(10):
        while True:
            run = (await boris.http.get("/api/runs", params={"kind": "image.script"})).json()["items"][0]
            if run["live"]["stage"] == "No pictures left for today":
                break
            await asyncio.sleep(0.05)
    assert [row["state"] for row in await boris.rows(script["id"])].count("waiting") == 1
    await desk.http.put(limit, json={"limit": 3})
    assert (await boris.ended(script["id"]))["done"] == 3


@pytest.mark.every_database
async def test_the_list_of_runs_shows_the_picture_of_its_first_row(desk: Desk) -> None:
    script = await desk.created(numbered(3))
    await desk.ended(script["id"])
    pictures = [row["pictures"][0] for row in await desk.rows(script["id"])]

    async def made() -> dict[str, Any]:
        [run] = (await desk.http.get("/api/runs", params={"kind": "image.script"})).json()["items"]
        return run["made"]

    first = {"picture_id": pictures[0]["id"], "thumbnail_url": pictures[0]["thumbnail_url"], "pictures": 3}
    assert await made() == first
    await desk.http.delete(f"/api/pictures/{pictures[0]['id']}")
    assert (await made())["picture_id"] == pictures[1]["id"]
