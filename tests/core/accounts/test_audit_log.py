"""Every admin and security act leaves an entry that can be found again."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import update

from fabula.core.accounts import Person, Role, UserId, audit
from fabula.core.accounts.tables import AuditEntry
from fabula.core.accounts.upkeep import AUDIT_KEPT, sweep
from fabula.core.clock import now
from fabula.core.db import Database
from fabula.core.ids import new_id
from tests.visitors import PASSWORD, Visitor, log_in, newcomer, visit

AUDIT = "/api/admin/audit"


async def entries(admin: Visitor, **query: Any) -> list[dict[str, Any]]:
    answer = await admin.http.get(AUDIT, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


@pytest.mark.every_database
async def test_a_day_in_the_house_is_told_in_order(app: FastAPI) -> None:
    admin, ben = await newcomer(app, "Ann"), await newcomer(app, "Ben")
    wrong = {"username": "Ben", "password": "a wrong guess"}
    await visit(app, peer="10.0.0.9").post("/api/auth/login", json=wrong)
    other = await log_in(app, "Ben")
    await other.post("/api/auth/logout")
    key_id = (await ben.http.post("/api/auth/keys", json={"name": "bot"})).json()["api_key"]["id"]
    await ben.http.delete(f"/api/auth/keys/{key_id}")
    await ben.http.patch("/api/auth/profile", json={"email": "new@example.org", "name": "Benno"})
    change = {"current_password": PASSWORD, "new_password": "another way home 8"}
    await ben.http.post("/api/auth/password", json=change | {"current_password": "wrong"})
    await ben.http.post("/api/auth/password", json=change)
    await ben.http.delete("/api/auth/sessions")
    await admin.http.put("/api/admin/registration", json={"mode": "closed"})
    invitation = (await admin.http.post("/api/admin/invitations", json={"note": "n"})).json()["invitation"]["id"]
    await admin.http.delete(f"/api/admin/invitations/{invitation}")
    path = f"/api/admin/users/{ben.id}"
    for what in ({"role": "admin"}, {"disabled": True}, {"disabled": False}, {"name": "B"}):
        await admin.http.patch(path, json=what)
    await admin.http.post(f"{path}/reset-password")
    await admin.http.delete(f"{path}/sessions")
    await admin.http.delete(path)
    told = [(entry["action"], entry["subject"]) for entry in reversed(await entries(admin))]
    assert told == [
        ("user.registered", "Ann"),
        ("user.registered", "Ben"),
        ("signin.failed", "Ben"),
        ("signin.succeeded", "Ben"),
        ("signin.ended", "Ben"),
        ("key.made", "bot"),
        ("key.revoked", "bot"),
        ("user.email_changed", "Ben"),
        ("password.refused", "Ben"),
        ("password.changed", "Ben"),
        ("session.others_ended", ""),
        ("registration.changed", ""),
        ("invitation.made", "n"),
        ("invitation.withdrawn", "n"),
        ("user.role_changed", "Ben"),
        ("user.disabled", "Ben"),
        ("user.enabled", "Ben"),
        ("user.changed", "Ben"),
        ("password.reset", "Ben"),
        ("session.all_ended", "Ben"),
        ("user.deleted", "Ben"),
    ]


@pytest.mark.every_database
async def test_entries_are_found_by_who_what_whom_and_when(app: FastAPI) -> None:
    admin, ben = await newcomer(app, "Ann"), await newcomer(app, "Ben")
    await admin.http.patch(f"/api/admin/users/{ben.id}", json={"role": "admin"})
    await visit(app, peer="10.0.0.9").post("/api/auth/login", json={"username": "Ben", "password": "wrong guess"})
    (changed,) = await entries(admin, action="user.role_changed")
    assert changed == {
        "id": changed["id"],
        "at": changed["at"],
        "actor": {"id": admin.id, "username": "Ann"},
        "action": "user.role_changed",
        "subject": "Ben",
        "subject_id": ben.id,
        "address": "127.0.0.1",
        "details": {"from": "user", "to": "admin"},
    }
    assert len(await entries(admin, actor="Ann")) == 2
    assert await entries(admin, actor=ben.id) == await entries(admin, actor="Ben", subject=ben.id)
    assert len(await entries(admin, subject="Ben")) == 3
    assert await entries(admin, since=changed["at"], action="user.role_changed") == [changed]
    assert await entries(admin, until=changed["at"], action="user.role_changed") == []
    (failed,) = await entries(admin, action="signin.failed")
    assert (failed["actor"], failed["address"], failed["subject_id"]) == (None, "10.0.0.9", ben.id)
    page = (await admin.http.get(f"{AUDIT}?limit=3")).json()
    assert len((await admin.http.get(f"{AUDIT}?limit=3&after={page['next']}")).json()["items"]) == 1


async def test_a_name_that_nobody_has_is_not_written_down(app: FastAPI) -> None:
    admin = await newcomer(app, "Ann")
    await visit(app).post("/api/auth/login", json={"username": "my secret password", "password": "x"})
    answer = await admin.http.get(f"{AUDIT}?action=signin.failed")
    assert len(answer.json()["items"]) == 1
    assert "my secret password" not in answer.text


async def test_no_password_key_or_token_is_in_the_log(app: FastAPI) -> None:
    admin = await newcomer(app, "Ann")
    made = (await admin.http.post("/api/auth/keys", json={"name": "bot"})).json()["key"]
    user = (await admin.http.post("/api/admin/users", json={"username": "Ben", "email": "b@c"})).json()
    code = (await admin.http.post("/api/admin/invitations", json={})).json()["code"]
    told = (await admin.http.get(AUDIT)).text
    assert len([secret for secret in (PASSWORD, made, user["password"], code, admin.token) if secret in told]) == 0
    assert made[:12] in told


@pytest.mark.parametrize(
    "query",
    [
        "since=yesterday",
        "since=2026-01-01T00:00:00",
        "until=9999-12-31T23:59:59-12:00",
        "action=a%00",
        "actor=" + "x" * 201,
    ],
)
async def test_malformed_filters_are_refused(app: FastAPI, query: str) -> None:
    admin = await newcomer(app, "Ann")
    assert (await admin.http.get(f"{AUDIT}?{query}")).status_code == 422


@pytest.mark.every_database
async def test_other_rooms_write_entries_and_old_ones_are_swept_out(app: FastAPI) -> None:
    admin = await newcomer(app, "Ann")
    database: Database = app.state.parts[Database]
    somebody = Person(UserId(new_id()), "Somebody", Role.USER, None, "10.0.0.1")
    async with database.writing() as session:
        await audit(session, somebody, "engine.added", subject="x" * 500, details={"url": "http://there"})
    (entry,) = await entries(admin, action="engine.added")
    assert (entry["address"], len(entry["subject"]), entry["details"]) == ("10.0.0.1", 200, {"url": "http://there"})
    async with database.writing() as session:
        long_ago = now() - AUDIT_KEPT - timedelta(days=1)
        await session.execute(update(AuditEntry).where(AuditEntry.id == entry["id"]).values(created_at=long_ago))
    await sweep(database)
    assert await entries(admin, action="engine.added") == []
    assert len(await entries(admin)) == 1
