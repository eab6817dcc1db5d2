"""Invitations let somebody in as often as they say, and no longer."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from fabula.core.accounts.tables import Invitation
from fabula.core.clock import now
from fabula.core.db import Database
from fabula.core.ids import new_id
from tests.visitors import PASSWORD, Visitor, code_of, newcomer, visit

INVITATIONS = "/api/admin/invitations"


async def invite(admin: Visitor, **terms: Any) -> tuple[str, dict[str, Any]]:
    answer = await admin.http.post(INVITATIONS, json=terms)
    assert answer.status_code == 201, answer.text
    return answer.json()["code"], answer.json()["invitation"]


async def come(app: FastAPI, username: str, code: str | None) -> httpx.Response:
    form = {"username": username, "email": f"{username}@example.org", "password": PASSWORD, "invitation": code}
    return await visit(app).post("/api/auth/register", json=form)


async def close_the_door(admin: Visitor, mode: str = "invitation") -> None:
    assert (await admin.http.put("/api/admin/registration", json={"mode": mode})).json() == {"mode": mode}


@pytest.mark.every_database
async def test_an_invitation_lets_in_as_often_as_it_says(app: FastAPI) -> None:
    admin = await newcomer(app, "Ann")
    await close_the_door(admin)
    code, told = await invite(admin, role="admin", uses=2, days=3, note="for two")
    assert told == {
        "id": told["id"],
        "note": "for two",
        "role": "admin",
        "uses_left": 2,
        "expires_at": told["expires_at"],
        "created_at": told["created_at"],
        "created_by": {"id": admin.id, "username": "Ann"},
    }
    listed = await admin.http.get(INVITATIONS)
    assert listed.json() == {"items": [told], "next": None}
    assert code not in listed.text
    assert (await come(app, "Ben", code)).json()["user"]["role"] == "admin"
    assert (await come(app, "Cleo", code)).status_code == 200
    refused = await come(app, "Dora", code)
    assert (refused.status_code, code_of(refused)) == (400, "invitation_unknown")
    assert (await admin.http.get(INVITATIONS)).json()["items"][0]["uses_left"] == 0


@pytest.mark.every_database
async def test_of_many_who_come_at_once_only_so_many_get_in(app: FastAPI) -> None:
    admin = await newcomer(app, "Ann")
    await close_the_door(admin)
    code, _ = await invite(admin, uses=3)
    answers = await asyncio.gather(*(come(app, f"person{n}", code) for n in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [400] * 5


async def test_a_failed_registration_uses_nothing_up(app: FastAPI) -> None:
    admin = await newcomer(app, "Ann")
    code, _ = await invite(admin)
    assert code_of(await come(app, "Ann", code)) == "username_taken"
    assert (await come(app, "Ben", code)).status_code == 200


async def test_old_withdrawn_and_made_up_invitations_are_refused(app: FastAPI) -> None:
    admin = await newcomer(app, "Ann")
    await close_the_door(admin)
    old, _ = await invite(admin)
    async with app.state.parts[Database].writing() as session:
        await session.execute(update(Invitation).values(expires_at=now() - timedelta(seconds=1)))
    withdrawn, told = await invite(admin)
    assert (await admin.http.delete(f"{INVITATIONS}/{told['id']}")).status_code == 204
    assert (await admin.http.delete(f"{INVITATIONS}/{told['id']}")).status_code == 404
    assert (await admin.http.delete(f"{INVITATIONS}/{new_id()}")).status_code == 404
    for code in (old, withdrawn, "made up"):
        assert code_of(await come(app, "Ben", code)) == "invitation_unknown"
    assert code_of(await come(app, "Ben", None)) == "invitation_needed"


async def test_a_closed_door_is_closed_to_the_invited_too(app: FastAPI) -> None:
    admin = await newcomer(app, "Ann")
    code, _ = await invite(admin)
    await close_the_door(admin, "closed")
    assert code_of(await come(app, "Ben", code)) == "registration_closed"
    assert (await visit(app).get("/api/auth/state")).json() == {"first_start": False, "registration": "closed"}


async def test_only_a_fingerprint_of_the_code_is_kept(app: FastAPI) -> None:
    admin = await newcomer(app, "Ann")
    code, _ = await invite(admin)
    async with app.state.parts[Database].reading() as session:
        row = (await session.scalars(select(Invitation))).one()
        assert code not in repr(row.__dict__)


@pytest.mark.every_database
async def test_admins_who_choose_at_once_all_get_an_answer(app: FastAPI) -> None:
    admin = await newcomer(app, "Ann")
    modes = ["open", "closed", "invitation"] * 2
    answers = await asyncio.gather(*(admin.http.put("/api/admin/registration", json={"mode": mode}) for mode in modes))
    assert [answer.status_code for answer in answers] == [200] * 6
    assert (await admin.http.get("/api/admin/registration")).json()["mode"] in modes


@pytest.mark.parametrize(
    "terms", [{"uses": 0}, {"uses": 101}, {"days": 0}, {"days": 91}, {"role": "king"}, {"note": "x" * 201}, []]
)
async def test_malformed_terms_are_refused(app: FastAPI, terms: Any) -> None:
    admin = await newcomer(app, "Ann")
    assert (await admin.http.post(INVITATIONS, json=terms)).status_code == 422
    assert (await admin.http.put("/api/admin/registration", json={"mode": "ajar"})).status_code == 422
