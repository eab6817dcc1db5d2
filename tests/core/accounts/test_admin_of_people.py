"""What admins do: find, make, change, reset and remove people, and never lose the last admin."""

import asyncio
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import Departures, UserId
from fabula.core.accounts.tables import ApiKey, Avatar, Session, User
from fabula.core.db import Database
from fabula.core.ids import new_id
from tests.visitors import PASSWORD, Visitor, code_of, log_in, newcomer, visit

USERS = "/api/admin/users"


async def change(admin: Visitor, user_id: str, **what: Any) -> dict[str, Any]:
    answer = await admin.http.patch(f"{USERS}/{user_id}", json=what)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def names(admin: Visitor, query: str) -> list[str]:
    return [item["username"] for item in (await admin.http.get(f"{USERS}?{query}")).json()["items"]]


@pytest.mark.every_database
async def test_people_are_found_by_name_address_role_and_state(app: FastAPI) -> None:
    admin = await newcomer(app, "Ann")
    ben, яна = await newcomer(app, "Ben_1"), await newcomer(app, "Яна", email="yana@studio.test")
    await change(admin, ben.id, disabled=True)
    await change(admin, яна.id, name="Янина Строгая")
    assert await names(admin, "") == ["Яна", "Ben_1", "Ann"]
    assert await names(admin, "search=ян") == ["Яна"]
    assert await names(admin, "search=СТРОГАЯ") == ["Яна"]
    assert await names(admin, "search=STUDIO.test") == ["Яна"]
    assert await names(admin, "search=_") == ["Ben_1"]
    assert await names(admin, "search=%25") == []
    assert await names(admin, "search=") == ["Яна", "Ben_1", "Ann"]
    assert await names(admin, "role=admin") == ["Ann"]
    assert await names(admin, "role=user&state=active") == ["Яна"]
    assert await names(admin, "state=disabled") == ["Ben_1"]
    summary = (await admin.http.get(f"{USERS}/summary")).json()
    assert summary == {"total": 3, "admins": 1, "users": 2, "disabled": 1}
    first = (await admin.http.get(f"{USERS}?limit=2")).json()
    assert [item["username"] for item in first["items"]] == ["Яна", "Ben_1"]
    assert await names(admin, f"limit=2&after={first['next']}") == ["Ann"]


async def test_a_row_tells_what_admins_need(app: FastAPI) -> None:
    admin = await newcomer(app, "Ann")
    await log_in(app, "Ann")
    item = (await admin.http.get(USERS)).json()["items"][0]
    own = (await admin.http.get("/api/auth/verify")).json()
    assert item == own | {"disabled": False, "seen_at": item["seen_at"], "sessions": 2}
    assert item["seen_at"] is not None


@pytest.mark.parametrize("query", ["role=king", "state=gone", "search=a%00b", "limit=0", "limit=201", "after=%00"])
async def test_malformed_searches_are_refused(app: FastAPI, query: str) -> None:
    admin = await newcomer(app, "Ann")
    assert (await admin.http.get(f"{USERS}?{query}")).status_code == 422


async def test_everything_here_takes_an_admin(app: FastAPI) -> None:
    await newcomer(app, "Ann")
    ben = await newcomer(app, "Ben")
    nobody = visit(app)
    schema = (await nobody.get("/openapi.json")).json()
    paths = [
        (method, path.replace("{", "").replace("}", ""))
        for path, methods in schema["paths"].items()
        if path.startswith("/api/admin")
        for method in methods
    ]
    assert len(paths) >= 14
    for method, path in paths:
        assert (path, (await nobody.request(method, path, json={})).status_code) == (path, 401)
        answer = await ben.http.request(method, path, json={})
        assert (path, answer.status_code, code_of(answer)) == (path, 403, "admin_only")


@pytest.mark.every_database
async def test_an_admin_makes_accounts_with_and_without_a_password(app: FastAPI) -> None:
    admin = await newcomer(app, "Ann")
    given = {"username": "Ben", "email": "ben@example.org"}
    made = await admin.http.post(USERS, json=given)
    assert (made.status_code, made.json()["user"]["role"]) == (201, "user")
    await log_in(app, "Ben", made.json()["password"])
    assert code_of(await admin.http.post(USERS, json=given)) == "username_taken"
    assert code_of(await admin.http.post(USERS, json=given | {"username": "Other"})) == "email_taken"
    chosen = {"username": "Cleo", "email": "cleo@example.org", "password": PASSWORD, "role": "admin"}
    made = await admin.http.post(USERS, json=chosen)
    assert (made.json()["user"]["role"], made.json()["password"]) == ("admin", None)
    await log_in(app, "Cleo")
    weak = chosen | {"username": "Dora", "email": "d@example.org", "password": "password123"}
    assert code_of(await admin.http.post(USERS, json=weak)) == "weak_password"


@pytest.mark.every_database
async def test_a_disabled_person_is_out_at_once_and_may_come_back(app: FastAPI) -> None:
    admin, ben = await newcomer(app, "Ann"), await newcomer(app, "Ben")
    assert (await visit(app, token=ben.token).get("/api/auth/verify")).status_code == 200
    assert (await change(admin, ben.id, disabled=True))["disabled"] is True
    assert (await visit(app, token=ben.token).get("/api/auth/verify")).status_code == 401
    assert (await ben.http.post("/api/auth/refresh")).status_code == 401
    assert (await change(admin, ben.id, disabled=False))["sessions"] == 0
    await log_in(app, "Ben")


@pytest.mark.every_database
async def test_a_role_counts_at_once(app: FastAPI) -> None:
    admin, ben = await newcomer(app, "Ann"), await newcomer(app, "Ben")
    assert (await ben.http.get(USERS)).status_code == 403
    await change(admin, ben.id, role="admin")
    assert (await ben.http.get(USERS)).status_code == 200
    await change(ben, admin.id, role="user")
    assert (await admin.http.get(USERS)).status_code == 403


@pytest.mark.every_database
async def test_the_last_active_admin_stays(app: FastAPI) -> None:
    admin, ben = await newcomer(app, "Ann"), await newcomer(app, "Ben")
    await change(admin, ben.id, role="admin")
    await change(admin, ben.id, disabled=True)
    for answer in (
        await admin.http.patch(f"{USERS}/{admin.id}", json={"role": "user"}),
        await admin.http.patch(f"{USERS}/{admin.id}", json={"disabled": True}),
        await admin.http.delete(f"{USERS}/{admin.id}"),
    ):
        assert (answer.status_code, code_of(answer)) == (409, "last_admin")
    assert (await change(admin, admin.id, role="admin", disabled=False, name="Ann"))["role"] == "admin"


@pytest.mark.every_database
@pytest.mark.parametrize("act", ["demote", "disable", "delete"])
async def test_admins_who_remove_each_other_at_once_leave_one(app: FastAPI, act: str) -> None:
    people = [await newcomer(app, name) for name in ("Ann", "Ben", "Cleo")]
    for other in people[1:]:
        await change(people[0], other.id, role="admin")

    async def remove(by: Visitor, whom: Visitor) -> int:
        path = f"{USERS}/{whom.id}"
        if act == "delete":
            return (await by.http.delete(path)).status_code
        what = {"role": "user"} if act == "demote" else {"disabled": True}
        return (await by.http.patch(path, json=what)).status_code

    rounds = [(by, whom) for by in people for whom in people]
    codes = await asyncio.gather(*(remove(by, whom) for by, whom in rounds))
    assert not [code for code in codes if code >= 500]
    async with app.state.parts[Database].reading() as session:
        active = select(func.count()).where(User.role == "admin", User.disabled_at.is_(None))
        assert await session.scalar(active) == 1


@pytest.mark.every_database
async def test_a_reset_password_is_told_once_and_ends_every_sign_in(app: FastAPI) -> None:
    admin, ben = await newcomer(app, "Ann"), await newcomer(app, "Ben")
    assert (await ben.http.get("/api/auth/verify")).status_code == 200
    answer = await admin.http.post(f"{USERS}/{ben.id}/reset-password")
    assert (await ben.http.get("/api/auth/verify")).status_code == 401
    await log_in(app, "Ben", answer.json()["password"])
    old = await visit(app).post("/api/auth/login", json={"username": "Ben", "password": PASSWORD})
    assert old.status_code == 401


async def test_sign_ins_of_a_person_are_listed_and_ended(app: FastAPI) -> None:
    admin, ben = await newcomer(app, "Ann"), await newcomer(app, "Ben")
    await log_in(app, "Ben", user_agent="curl/8.9")
    page = (await admin.http.get(f"{USERS}/{ben.id}/sessions")).json()
    assert [(item["device"], item["current"]) for item in page["items"]] == [("curl", False), ("Firefox, Linux", False)]
    curl = page["items"][0]["id"]
    assert (await admin.http.delete(f"{USERS}/{admin.id}/sessions/{curl}")).status_code == 404
    assert (await admin.http.delete(f"{USERS}/{ben.id}/sessions/{curl}")).status_code == 204
    left = (await admin.http.get(f"{USERS}/{ben.id}/sessions")).json()["items"]
    assert [item["device"] for item in left] == ["Firefox, Linux"]
    assert (await admin.http.delete(f"{USERS}/{ben.id}/sessions")).status_code == 204
    assert (await ben.http.get("/api/auth/verify")).status_code == 401


@pytest.mark.every_database
async def test_a_person_is_removed_with_everything_that_is_theirs(app: FastAPI) -> None:
    admin, ben = await newcomer(app, "Ann"), await newcomer(app, "Ben")
    await ben.http.post("/api/auth/keys", json={"name": "key"})
    await change(admin, ben.id, role="admin")
    await ben.http.post("/api/admin/invitations", json={})
    async with app.state.parts[Database].writing() as session:
        session.add(Avatar(user_id=ben.id, version="1", content=b"picture"))
    assert (await admin.http.delete(f"{USERS}/{ben.id}")).status_code == 204
    assert (await ben.http.get("/api/auth/verify")).status_code == 401
    async with app.state.parts[Database].reading() as session:
        for table in (Session, ApiKey, Avatar):
            assert await session.scalar(select(func.count()).where(table.user_id == ben.id)) == 0
    invitation = (await admin.http.get("/api/admin/invitations")).json()["items"][0]
    assert invitation["created_by"] is None
    entry = (await admin.http.get("/api/admin/audit?action=user.deleted")).json()["items"][0]
    assert (entry["subject"], entry["subject_id"]) == ("Ben", ben.id)
    await newcomer(app, "Ben")


@pytest.mark.every_database
async def test_higher_rooms_take_leave_in_the_same_transaction(app: FastAPI) -> None:
    admin, ben = await newcomer(app, "Ann"), await newcomer(app, "Ben")
    seen: list[tuple[str, str]] = []

    async def take_leave(session: AsyncSession, user_id: UserId) -> None:
        seen.append((user_id, (await session.get_one(User, user_id)).username))
        if len(seen) == 1:
            raise RuntimeError("not yet")

    app.state.parts[Departures].on_person_deleted(take_leave)
    assert (await admin.http.delete(f"{USERS}/{ben.id}")).status_code == 500
    assert (await ben.http.get("/api/auth/verify")).status_code == 200
    assert (await admin.http.delete(f"{USERS}/{ben.id}")).status_code == 204
    assert seen == [(ben.id, "Ben")] * 2


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", ""),
        ("DELETE", ""),
        ("POST", "/reset-password"),
        ("GET", "/sessions"),
        ("DELETE", "/sessions"),
        ("DELETE", "/sessions/01a21f9b-d055-7354-9efa-99d9c5946af0"),
    ],
)
async def test_nobody_is_not_found(app: FastAPI, method: str, path: str) -> None:
    admin = await newcomer(app, "Ann")
    for user_id, status in ((new_id(), 404), ("a%00b", 422), ("x" * 37, 422)):
        answer = await admin.http.request(method, f"{USERS}/{user_id}{path}", json={})
        assert (user_id, answer.status_code) == (user_id, status)


@pytest.mark.parametrize("body", [{"role": None}, {"role": "king"}, {"disabled": None}, {"email": "x"}, {"name": None}])
async def test_malformed_changes_of_people_are_refused(app: FastAPI, body: dict[str, Any]) -> None:
    admin = await newcomer(app, "Ann")
    assert (await admin.http.patch(f"{USERS}/{admin.id}", json=body)).status_code == 422
