"""API keys: told once, kept as a fingerprint, good until they end."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from fabula.core.accounts.access import Sightings
from fabula.core.accounts.tables import ApiKey
from fabula.core.clock import now
from fabula.core.db import Database
from fabula.core.ids import new_id
from tests.visitors import Visitor, code_of, newcomer, visit

KEYS = "/api/auth/keys"


async def make(person: Visitor, **given: Any) -> tuple[str, dict[str, Any]]:
    answer = await person.http.post(KEYS, json={"name": "Night batch"} | given)
    assert answer.status_code == 201, answer.text
    return answer.json()["key"], answer.json()["api_key"]


@pytest.mark.every_database
async def test_a_key_is_told_once_and_acts_for_its_owner(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    key, told = await make(ann)
    assert key.startswith("fab_")
    assert len(key) == 36
    assert told == {
        "id": told["id"],
        "name": "Night batch",
        "prefix": key[:12],
        "created_at": told["created_at"],
        "expires_at": None,
        "used_at": None,
    }
    listed = await ann.http.get(KEYS)
    assert listed.json() == {"items": [told], "next": None}
    assert key not in listed.text
    async with app.state.parts[Database].reading() as session:
        row = (await session.scalars(select(ApiKey))).one()
        assert key not in repr(row.__dict__)
    assert (await visit(app, token=key).get("/api/auth/verify")).json()["id"] == ann.id


@pytest.mark.every_database
async def test_use_is_written_down_later(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    key, _ = await make(ann)
    await visit(app, token=key).get("/api/auth/verify")
    await app.state.parts[Sightings].write()
    assert (await ann.http.get(KEYS)).json()["items"][0]["used_at"] is not None


async def test_a_revoked_key_is_out_at_once(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    key, told = await make(ann)
    program, other = visit(app, token=key), visit(app, token=(await make(ann))[0])
    for client in (program, other):
        assert (await client.get("/api/auth/verify")).status_code == 200
    assert (await ann.http.delete(f"{KEYS}/{told['id']}")).status_code == 204
    assert (await program.get("/api/auth/verify")).status_code == 401
    assert (await other.get("/api/auth/verify")).status_code == 200
    assert (await ann.http.delete(f"{KEYS}/{told['id']}")).status_code == 404


async def test_a_key_ends_on_time(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    key, _ = await make(ann, expires_at=(now() + timedelta(days=1)).isoformat())
    late, told = await make(ann, expires_at=(now() + timedelta(days=1)).isoformat())
    async with app.state.parts[Database].writing() as session:
        ended = update(ApiKey).where(ApiKey.id == told["id"]).values(expires_at=now() - timedelta(seconds=1))
        await session.execute(ended)
    assert (await visit(app, token=key).get("/api/auth/verify")).status_code == 200
    assert (await visit(app, token=late).get("/api/auth/verify")).status_code == 401
    past = await ann.http.post(KEYS, json={"name": "late", "expires_at": (now() - timedelta(1)).isoformat()})
    assert (past.status_code, code_of(past)) == (400, "invalid")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "   "},
        {"name": "x" * 81},
        {"name": "nul\x00"},
        {"name": "x", "expires_at": "soon"},
        {"name": "x", "expires_at": "2030-01-01T00:00:00"},
        {"name": "x", "expires_at": "9999-12-31T23:59:59-12:00"},
        {"name": "x", "expires_at": "0001-01-01T00:00:00+12:00"},
    ],
)
async def test_malformed_keys_are_refused(app: FastAPI, body: Any) -> None:
    ann = await newcomer(app, "Ann")
    answer = await ann.http.post(KEYS, json=body)
    assert (answer.status_code, code_of(answer)) == (422, "malformed_request")


async def test_made_up_keys_are_refused(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    key, _ = await make(ann)
    for wrong in ("fab_", "fab_" + "x" * 32, key[:-1], key + "x", key.swapcase(), "fab_" + "x" * 10_000):
        assert code_of(await visit(app, token=wrong).get("/api/auth/verify")) == "not_signed_in"


@pytest.mark.every_database
async def test_keys_are_renamed_and_strangers_find_none(app: FastAPI) -> None:
    ann, ben = await newcomer(app, "Ann"), await newcomer(app, "Ben")
    _, told = await make(ann)
    renamed = await ann.http.patch(f"{KEYS}/{told['id']}", json={"name": " Day batch "})
    assert renamed.json() == told | {"name": "Day batch"}
    assert (await ann.http.get(KEYS)).json()["items"][0]["name"] == "Day batch"
    for key_id in (told["id"], new_id()):
        assert (await ben.http.patch(f"{KEYS}/{key_id}", json={"name": "mine"})).status_code == 404
        assert (await ben.http.delete(f"{KEYS}/{key_id}")).status_code == 404
    assert (await ben.http.get(KEYS)).json()["items"] == []


async def test_a_key_cannot_make_keys_or_take_over_the_account(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    key, told = await make(ann)
    program = visit(app, token=key)
    session_id = (await ann.http.get("/api/auth/sessions")).json()["items"][0]["id"]
    for method, path, body in [
        ("POST", KEYS, {"name": "more"}),
        ("PATCH", f"{KEYS}/{told['id']}", {"name": "other"}),
        ("DELETE", f"{KEYS}/{told['id']}", None),
        ("DELETE", "/api/auth/sessions", None),
        ("DELETE", f"/api/auth/sessions/{session_id}", None),
        ("POST", "/api/auth/password", {"current_password": "x", "new_password": "a new way home"}),
    ]:
        answer = await program.request(method, path, json=body)
        assert (path, answer.status_code, code_of(answer)) == (path, 403, "sign_in_needed")
    assert (await program.get("/api/admin/users")).status_code == 200


async def test_a_person_has_only_so_many_keys(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    for _ in range(50):
        await make(ann)
    answer = await ann.http.post(KEYS, json={"name": "one more"})
    assert (answer.status_code, code_of(answer)) == (409, "too_many_keys")
    first = (await ann.http.get(f"{KEYS}?limit=30")).json()
    second = (await ann.http.get(f"{KEYS}?limit=30&after={first['next']}")).json()
    assert (len(first["items"]), len(second["items"]), second["next"]) == (30, 20, None)


async def test_keys_of_a_disabled_person_do_not_work(app: FastAPI) -> None:
    admin, ben = await newcomer(app, "Ann"), await newcomer(app, "Ben")
    program = visit(app, token=(await make(ben))[0])
    assert (await program.get("/api/auth/verify")).status_code == 200
    await admin.http.patch(f"/api/admin/users/{ben.id}", json={"disabled": True})
    assert (await program.get("/api/auth/verify")).status_code == 401
    await admin.http.patch(f"/api/admin/users/{ben.id}", json={"disabled": False})
    assert (await program.get("/api/auth/verify")).status_code == 200
