"""Limits hold where work is accepted, also against starts of the same moment."""

import asyncio

import pytest

from tests.core.limits.conftest import House, cancel, count
from tests.visitors import code_of


@pytest.mark.every_database
async def test_without_a_limit_nobody_is_held_up(house: House) -> None:
    assert [item["limit"] for item in (await house.boris.http.get("/api/limits")).json()["items"]] == [None] * 4
    started = await count(house.boris.http)
    assert (await house.standing(house.boris, "runs"))["used"] == 1
    await cancel(house.boris.http, started.json()["id"])


@pytest.mark.every_database
async def test_starts_of_one_moment_do_not_pass_a_limit_together(house: House) -> None:
    await house.allow("runs", 2)
    answers = await asyncio.gather(*(count(house.boris.http) for _ in range(8)))
    accepted = [answer.json()["id"] for answer in answers if answer.status_code == 202]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert (len(accepted), len(refused)) == (2, 6)
    assert {code_of(answer) for answer in refused} == {"limit_reached"}
    for run_id in accepted:
        await cancel(house.boris.http, run_id)


@pytest.mark.every_database
async def test_a_refusal_names_the_limit_and_ended_runs_make_room(house: House) -> None:
    await house.allow("runs", 1)
    first = (await count(house.boris.http)).json()["id"]
    refused = (await count(house.boris.http)).json()["error"]
    assert refused["message"] == "Too many of your runs are under way: 1 of 1 that may be at once."
    assert refused["who"] == "user"
    assert refused["details"] == {"use": "runs", "limit": 1, "used": 1, "asked": 1, "left": 0, "frees_at": None}
    await cancel(house.boris.http, first)
    assert (await count(house.boris.http, pause_ms=0)).status_code == 202


async def test_a_limit_of_a_role_is_not_the_admins(house: House) -> None:
    await house.allow("runs", 0)
    assert (await count(house.anna.http, pause_ms=0)).status_code == 202
    assert (await count(house.boris.http)).status_code == 429
    await house.allow("runs", 0, role="admin")
    assert (await count(house.anna.http)).status_code == 429


@pytest.mark.every_database
async def test_a_persons_own_limit_counts_before_the_roles(house: House) -> None:
    await house.allow("runs", 0)
    await house.allow("runs", None, person=house.boris)
    standing = await house.standing(house.boris, "runs")
    assert (standing["limit"], standing["of_role"], standing["is_own"]) == (None, 0, True)
    assert (await count(house.boris.http, pause_ms=0)).status_code == 202
    freed = await house.anna.http.delete(f"/api/admin/limits/people/{house.boris.id}/runs")
    assert (freed.json()["limit"], freed.json()["is_own"]) == (0, False)
    assert (await count(house.boris.http)).status_code == 429


@pytest.mark.every_database
async def test_files_count_until_they_are_deleted(house: House) -> None:
    await house.allow("storage", 10)

    async def put(content: bytes) -> tuple[int, str]:
        answer = await house.boris.http.post("/api/assets", files={"file": ("a.txt", content)})
        return answer.status_code, answer.json().get("id", "")

    first = await put(b"12345678")
    assert first[0] == 201
    assert (await house.standing(house.boris, "storage"))["used"] == 8
    assert (await put(b"123"))[0] == 429
    assert (await put(b"12"))[0] == 201
    await house.boris.http.delete(f"/api/assets/{first[1]}")
    assert (await put(b"123"))[0] == 201


async def test_what_admins_set_is_in_the_audit_log(house: House) -> None:
    await house.allow("pictures", 20)
    await house.allow("pictures", 5, person=house.boris)
    await house.anna.http.delete(f"/api/admin/limits/people/{house.boris.id}/pictures")
    entries = (await house.anna.http.get("/api/admin/audit")).json()["items"][:3]
    assert [(entry["action"], entry["subject"], entry["details"]) for entry in entries] == [
        ("limit.removed", "boris", {"use": "pictures"}),
        ("limit.changed", "boris", {"use": "pictures", "from": 20, "to": 5}),
        ("limit.role_changed", "user", {"role": "user", "use": "pictures", "from": None, "to": 20}),
    ]


async def test_only_admins_set_limits_and_only_of_people_who_are_there(house: House) -> None:
    path = f"/api/admin/limits/people/{house.boris.id}/pictures"
    assert (await house.boris.http.put(path, json={"limit": 5})).status_code == 403
    assert (await house.boris.http.get("/api/admin/limits/roles")).status_code == 403
    for wrong in (-1, 1.5, "many", 2**60):
        assert (await house.anna.http.put(path, json={"limit": wrong})).status_code == 422
    assert (await house.anna.http.put(path.replace(house.boris.id, "nobody"), json={"limit": 5})).status_code == 404
    assert (await house.anna.http.get("/api/admin/limits/people/nobody")).status_code == 404
