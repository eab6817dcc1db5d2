"""Runs over HTTP: lists, foreign ids, clearing, and the stream of events."""

import json
from typing import Any

import httpx
import pytest

from fabula.core.runs.demo.counter import Counting, counter
from tests.core.runs.conftest import Desk


def entries(body: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Server-sent events: id, type, data."""
    found: list[tuple[str, str, dict[str, Any]]] = []
    for block in filter(None, body.split("\n\n")):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if not line.startswith(":"))
        if fields:
            found.append((fields["id"], fields["event"], json.loads(fields["data"])))
    return found


async def count(desk: Desk, **given: int) -> dict[str, Any]:
    """A demo run that has ended."""
    answer = await desk.http.post("/api/demo/counter", json={"steps": 1, "pause_ms": 0, "tokens": 1} | given)
    assert answer.status_code == 202, answer.text
    return await desk.until(answer.json()["id"])


@pytest.mark.every_database
async def test_the_list_is_ones_own_newest_first_and_paged(admin: Desk, person: Desk) -> None:
    mine = [(await count(person))["id"] for _ in range(3)]
    await count(admin)
    first = (await person.http.get("/api/runs", params={"limit": 2})).json()
    assert [run["id"] for run in first["items"]] == [mine[2], mine[1]]
    rest = (await person.http.get("/api/runs", params={"limit": 2, "after": first["next"]})).json()
    assert ([run["id"] for run in rest["items"]], rest["next"]) == ([mine[0]], None)


@pytest.mark.every_database
async def test_the_list_filters_by_state_and_kind(admin: Desk) -> None:
    done = await count(admin)
    slow = (await admin.http.post("/api/demo/counter", json={"steps": 1, "pause_ms": 30000})).json()
    await admin.until(slow["id"], "running")

    async def ids(**wanted: str) -> list[str]:
        answer = await admin.http.get("/api/runs", params=wanted)
        return [run["id"] for run in answer.json()["items"]]

    assert await ids(state="active") == await ids(state="running") == [slow["id"]]
    assert await ids(state="finished") == await ids(state="done") == [done["id"]]
    assert await ids(state="failed") == await ids(kind="test.other") == []
    assert await ids(kind="demo.counter") == [slow["id"], done["id"]]
    assert (await admin.http.get("/api/runs", params={"state": "sleeping"})).status_code == 422
    await admin.http.post(f"/api/runs/{slow['id']}/cancel")


@pytest.mark.every_database
async def test_cleared_runs_leave_the_list_but_not_the_record(admin: Desk) -> None:
    run = await count(admin)
    assert (await admin.http.post("/api/runs/clear")).status_code == 204
    assert (await admin.http.get("/api/runs")).json() == {"items": [], "next": None}
    assert (await admin.get(run["id"]))["state"] == "done"


async def test_a_foreign_run_looks_like_none(admin: Desk, person: Desk) -> None:
    theirs = (await count(admin))["id"]
    for method, path in (("GET", ""), ("GET", "/events"), ("POST", "/cancel"), ("POST", "/retry")):
        foreign = await person.http.request(method, f"/api/runs/{theirs}{path}")
        missing = await person.http.request(method, f"/api/runs/nothing{path}")
        assert foreign.status_code == missing.status_code == 404
        assert foreign.json()["error"]["code"] == missing.json()["error"]["code"] == "run_not_found"


async def test_nobody_gets_in_without_signing_in(admin: Desk, client: httpx.AsyncClient) -> None:
    for method, path in (("GET", ""), ("GET", "/x"), ("GET", "/x/events"), ("POST", "/clear"), ("POST", "/x/cancel")):
        assert (await client.request(method, f"/api/runs{path}")).status_code == 401
    assert (await client.get("/api/admin/runs")).status_code == 401


@pytest.mark.every_database
async def test_an_admin_sees_all_runs_with_their_owners(admin: Desk, person: Desk) -> None:
    theirs = await count(person)
    mine = await count(admin)
    await admin.http.patch("/api/auth/profile", json={"name": "Anna of the mill"})
    found = (await admin.http.get("/api/admin/runs")).json()["items"]
    assert [(run["id"], run["owner"]) for run in found] == [
        (mine["id"], {"id": admin.owner, "username": "anna", "name": "Anna of the mill"}),
        (theirs["id"], {"id": person.owner, "username": "boris", "name": ""}),
    ]
    of_boris = (await admin.http.get("/api/admin/runs", params={"owner": person.owner})).json()["items"]
    assert [run["id"] for run in of_boris] == [theirs["id"]]
    assert (await person.http.get("/api/admin/runs")).status_code == 403


async def test_the_stream_tells_the_whole_log_and_ends(admin: Desk) -> None:
    run = await count(admin, steps=2)
    answer = await admin.http.get(f"/api/runs/{run['id']}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    found = entries(answer.text)
    assert [data["event"]["kind"] for _, kind, data in found if kind == "event"] == [
        "run.created",
        "run.started",
        "run.stage",
        "demo.counted",
        "demo.counted",
        "run.finished",
    ]
    assert [(cursor, kind) for cursor, kind, _ in found[-2:]] == [("6.0", "snapshot"), ("6.0", "end")]
    assert found[-2][2]["live"]["text"] == "1.1 2.1 "
    assert found[-1][2]["state"] == "done"


async def test_the_stream_goes_on_after_a_cursor_and_the_header_wins(admin: Desk) -> None:
    run = await count(admin)
    path = f"/api/runs/{run['id']}/events"

    async def seqs(**more: Any) -> list[int]:
        found = entries((await admin.http.get(path, **more)).text)
        return [data["seq"] for _, kind, data in found if kind == "event"]

    assert await seqs(params={"after": "3"}) == [4, 5]
    assert await seqs(params={"after": "3.7"}) == [4, 5]
    assert await seqs(params={"after": "1"}, headers={"Last-Event-ID": "4.0"}) == [5]
    assert await seqs(params={"after": "99.1"}) == []
    at_the_end = entries((await admin.http.get(path, params={"after": "5.0"})).text)
    assert [kind for _, kind, _ in at_the_end] == ["end"]


async def test_a_cursor_that_is_none_is_refused(admin: Desk) -> None:
    run = await count(admin)
    path = f"/api/runs/{run['id']}/events"
    assert (await admin.http.get(path, params={"after": "x"})).status_code == 422
    answer = await admin.http.get(path, headers={"Last-Event-ID": "1;drop"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "cursor_malformed")


async def test_a_stream_follows_a_run_while_it_goes_on(admin: Desk) -> None:
    started = (await admin.http.post("/api/demo/counter", json={"steps": 3, "pause_ms": 60, "tokens": 6})).json()
    found = entries((await admin.http.get(f"/api/runs/{started['id']}/events")).text)
    told = [data["event"]["data"]["number"] for _, kind, data in found if kind == "event" and "number" in str(data)]
    assert told == [1, 2, 3]
    text = "".join(data["append"].get("text", "") for _, kind, data in found if kind == "delta")
    assert text == (await admin.until(started["id"]))["live"]["text"]
    cursors = [tuple(map(int, cursor.split("."))) for cursor, _, _ in found]
    assert cursors == sorted(cursors)


async def test_the_same_idempotency_key_starts_once(admin: Desk) -> None:
    first, second = [
        (await admin.http.post("/api/demo/counter", json={"steps": 1}, headers={"Idempotency-Key": "k"})).json()["id"]
        for _ in range(2)
    ]
    assert first == second
    other = await admin.http.post("/api/demo/counter", json={"steps": 2}, headers={"Idempotency-Key": "k"})
    assert (other.status_code, other.json()["error"]["code"]) == (409, "key_reused")


async def test_a_run_that_is_carried_shows_its_live_state_of_this_moment(admin: Desk) -> None:
    run = await admin.start(counter, Counting(steps=1, pause_ms=3000, tokens=100))
    shown = await admin.once(run.id, lambda run: "1.5 " in (run["live"]["text"] or ""))
    assert shown["state"] == "running"
    await admin.http.post(f"/api/runs/{run.id}/cancel")
    await admin.until(run.id, "cancelled")
