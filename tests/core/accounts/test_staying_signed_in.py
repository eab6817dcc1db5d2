"""Refresh tokens count once, two tabs may ask at once, and a copy ends the whole sign-in."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import update

from fabula.core.accounts.access import Sightings
from fabula.core.accounts.sessions.signins import GRACE
from fabula.core.accounts.tables import Session, User
from fabula.core.accounts.upkeep import sweep
from fabula.core.clock import now
from fabula.core.db import Database
from fabula.core.ids import new_id
from tests.visitors import code_of, log_in, newcomer, visit

REFRESH = "/api/auth/refresh"


async def refresh_with(app: FastAPI, token: str) -> httpx.Response:
    http = visit(app)
    http.cookies.set("fabula_refresh", token)
    return await http.post(REFRESH)


def new_token(answer: httpx.Response) -> str:
    return str(answer.cookies["fabula_refresh"])


async def age(app: FastAPI, **values: Any) -> None:
    """Make every sign-in as old as told."""
    database: Database = app.state.parts[Database]
    async with database.writing() as session:
        await session.execute(update(Session).values(**values))


@pytest.mark.every_database
async def test_a_refresh_brings_new_tokens_for_the_same_sign_in(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    first = ann.http.cookies["fabula_refresh"]
    answer = await ann.http.post(REFRESH)
    assert (answer.status_code, answer.json()["user"]["id"]) == (200, ann.id)
    assert new_token(answer) != first
    assert (await ann.http.post(REFRESH)).status_code == 200
    assert len((await ann.http.get("/api/auth/sessions")).json()["items"]) == 1
    assert (await visit(app, token=answer.json()["access_token"]).get("/api/auth/verify")).status_code == 200


@pytest.mark.every_database
async def test_two_tabs_that_refresh_at_once_both_stay_signed_in(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    token = ann.http.cookies["fabula_refresh"]
    answers = await asyncio.gather(*(refresh_with(app, token) for _ in range(5)))
    assert [answer.status_code for answer in answers] == [200] * 5
    assert len({new_token(answer) for answer in answers}) == 1
    assert (await refresh_with(app, new_token(answers[0]))).status_code == 200


@pytest.mark.every_database
async def test_an_exchanged_token_that_comes_back_later_ends_the_sign_in(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    other = await log_in(app, "Ann")
    stolen = ann.http.cookies["fabula_refresh"]
    assert (await ann.http.post(REFRESH)).status_code == 200
    await age(app, rotated_at=now() - GRACE - timedelta(seconds=1))
    answer = await refresh_with(app, stolen)
    assert (answer.status_code, code_of(answer)) == (401, "sign_in_reused")
    assert code_of(await ann.http.get("/api/auth/verify")) == "not_signed_in"
    assert code_of(await ann.http.post(REFRESH)) == "not_signed_in"
    assert (await other.get("/api/auth/verify")).status_code == 200
    entry = (await other.get("/api/admin/audit?action=signin.reused")).json()["items"][0]
    assert (entry["subject"], entry["actor"]["id"]) == ("Ann", ann.id)


async def test_a_much_older_token_ends_the_sign_in_even_within_the_grace(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    stolen = ann.http.cookies["fabula_refresh"]
    await ann.http.post(REFRESH)
    await ann.http.post(REFRESH)
    assert code_of(await refresh_with(app, stolen)) == "sign_in_reused"


async def test_a_made_up_token_ends_nothing(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    token = ann.http.cookies["fabula_refresh"]
    session_id, _, signature = token.split(".")
    made_up = ["", "x", "..", f"{session_id}.0.{signature}", f"{session_id}.1.AAAA", f"{session_id}.²."]
    made_up += [f"{session_id}.1", f"{session_id}.99999999999.x", f"{new_id()}.1.{signature}", token + "A"]
    for wrong in made_up:
        cookie = {b"cookie": f"fabula_refresh={wrong}".encode("latin-1")}
        assert (wrong, code_of(await visit(app).post(REFRESH, headers=cookie))) == (wrong, "not_signed_in")
    assert (await ann.http.post(REFRESH)).status_code == 200


async def test_refreshing_takes_the_own_page(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    answer = await ann.http.post(REFRESH, headers={"Origin": "http://evil.test"})
    assert (answer.status_code, code_of(answer)) == (403, "foreign_origin")


async def test_an_unused_sign_in_ends_after_its_days_and_is_swept_out(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    await age(app, expires_at=now() - timedelta(seconds=1))
    assert code_of(await ann.http.get("/api/auth/verify")) == "not_signed_in"
    assert code_of(await ann.http.post(REFRESH)) == "not_signed_in"
    await sweep(app.state.parts[Database])
    ann.http = await log_in(app, "Ann")
    assert len((await ann.http.get("/api/auth/sessions")).json()["items"]) == 1


async def test_a_refresh_after_the_account_was_disabled_is_refused(app: FastAPI) -> None:
    admin, ben = await newcomer(app, "Ann"), await newcomer(app, "Ben")
    await admin.http.patch(f"/api/admin/users/{ben.id}", json={"disabled": True})
    assert code_of(await ben.http.post(REFRESH)) == "not_signed_in"


@pytest.mark.every_database
async def test_own_sign_ins_are_listed_and_ended(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    phone = await log_in(app, "Ann", user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1")
    await log_in(app, "Ann", user_agent="curl/8.9")
    listed = (await ann.http.get("/api/auth/sessions")).json()["items"]
    assert [(item["device"], item["kind"], item["current"]) for item in listed] == [
        ("curl", "program", False),
        ("Safari, iPhone", "phone", False),
        ("Firefox, Linux", "desktop", True),
    ]
    assert (await phone.get("/api/auth/verify")).status_code == 200
    assert (await ann.http.delete(f"/api/auth/sessions/{listed[1]['id']}")).status_code == 204
    assert (await phone.get("/api/auth/verify")).status_code == 401
    assert (await ann.http.delete(f"/api/auth/sessions/{listed[1]['id']}")).status_code == 404
    assert (await ann.http.delete("/api/auth/sessions")).status_code == 204
    assert [item["id"] for item in (await ann.http.get("/api/auth/sessions")).json()["items"]] == [listed[2]["id"]]


async def test_a_stranger_cannot_see_or_end_a_sign_in(app: FastAPI) -> None:
    ann, ben = await newcomer(app, "Ann"), await newcomer(app, "Ben")
    of_ann = (await ann.http.get("/api/auth/sessions")).json()["items"][0]["id"]
    assert of_ann not in (await ben.http.get("/api/auth/sessions")).text
    assert (await ben.http.delete(f"/api/auth/sessions/{of_ann}")).status_code == 404
    assert (await ben.http.delete(f"/api/auth/sessions/{new_id()}")).status_code == 404
    assert (await ben.http.delete("/api/auth/sessions/a%00b")).status_code == 422
    assert (await ann.http.get("/api/auth/verify")).status_code == 200


@pytest.mark.every_database
async def test_being_seen_is_written_down_later_and_seldom(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    long_ago = now() - timedelta(hours=2)
    await age(app, seen_at=long_ago)
    sightings: Sightings = app.state.parts[Sightings]
    database: Database = app.state.parts[Database]
    await ann.http.get("/api/auth/verify")
    async with database.reading() as session:
        assert (await session.get_one(Session, (await _sessions(ann.http))[0]["id"])).seen_at == long_ago
    await sightings.write()
    assert (await _sessions(ann.http))[0]["seen_at"] > long_ago.isoformat()
    async with database.reading() as session:
        seen_at = (await session.get_one(User, ann.id)).seen_at
    assert seen_at is not None
    assert now() - seen_at < timedelta(minutes=1)


async def _sessions(http: httpx.AsyncClient) -> list[dict[str, Any]]:
    return (await http.get("/api/auth/sessions")).json()["items"]


async def test_a_change_by_another_process_counts_within_seconds(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    assert (await ann.http.get("/api/auth/verify")).status_code == 200
    async with app.state.parts[Database].writing() as session:
        await session.execute(update(User).values(disabled_at=now()))
    forgotten = asyncio.get_running_loop().time() + 6
    while (await ann.http.get("/api/auth/sessions")).status_code == 200:
        assert asyncio.get_running_loop().time() < forgotten
        await asyncio.sleep(0.2)
