"""Making an account: the first is the admin, later ones follow the rule of the day."""

import asyncio
import json

import pytest
from fastapi import FastAPI

from fabula.core.settings import Settings
from tests.visitors import ADDRESS, PASSWORD, code_of, newcomer, started, visit


def form(username: str, **more: object) -> dict[str, object]:
    return {"username": username, "email": f"{username}@example.org", "password": PASSWORD, **more}


@pytest.mark.every_database
async def test_the_first_account_is_the_admin_and_the_next_is_not(app: FastAPI) -> None:
    nobody = visit(app)
    assert (await nobody.get("/api/auth/state")).json() == {"first_start": True, "registration": "open"}
    answer = await nobody.post("/api/auth/register", json=form("Ann"))
    user = answer.json()["user"]
    assert answer.json() == {
        "access_token": answer.json()["access_token"],
        "token_type": "bearer",
        "user": {
            "id": user["id"],
            "username": "Ann",
            "email": "Ann@example.org",
            "name": "",
            "role": "admin",
            "language": None,
            "theme": "system",
            "avatar_url": None,
            "created_at": user["created_at"],
            "password_changed_at": user["password_changed_at"],
        },
    }
    assert (await nobody.get("/api/auth/state")).json() == {"first_start": False, "registration": "open"}
    assert (await visit(app).post("/api/auth/register", json=form("Ben"))).json()["user"]["role"] == "user"


@pytest.mark.every_database
async def test_of_many_first_registrations_at_once_exactly_one_is_the_admin(app: FastAPI) -> None:
    people = await asyncio.gather(*(newcomer(app, f"person{n}") for n in range(8)))
    users = [(await person.http.get("/api/auth/verify")).json() for person in people]
    assert sorted(user["role"] for user in users) == ["admin"] + ["user"] * 7


@pytest.mark.every_database
async def test_of_many_with_one_name_exactly_one_gets_it(app: FastAPI) -> None:
    await newcomer(app, "first")
    answers = await asyncio.gather(
        *(visit(app).post("/api/auth/register", json=form("Same", email=f"{n}@example.org")) for n in range(6))
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 5
    assert {code_of(answer) for answer in answers if answer.status_code == 409} == {"username_taken"}


@pytest.mark.every_database
@pytest.mark.parametrize("other", ["ann", "ANN", "Ａnn"])  # the last one begins with a full-width A
async def test_names_and_addresses_differ_by_more_than_case_and_width(app: FastAPI, other: str) -> None:
    await newcomer(app, "Ann")
    answer = await visit(app).post("/api/auth/register", json=form(other, email="new@example.org"))
    assert (answer.status_code, code_of(answer)) == (409, "username_taken")
    answer = await visit(app).post("/api/auth/register", json=form("Ben", email="ANN@EXAMPLE.ORG"))
    assert (answer.status_code, code_of(answer)) == (409, "email_taken")


@pytest.mark.every_database
@pytest.mark.parametrize("username", ["Ян", "José", "Jose", "李雷", "नेहा", "a.b_c-1", "ß-und-ss", "مريم", "x" * 40])
async def test_names_may_be_written_in_any_alphabet(app: FastAPI, username: str) -> None:
    await newcomer(app, "first")
    await newcomer(app, "Josë")
    answer = await visit(app).post("/api/auth/register", json=form(username, email="a@example.org"))
    assert answer.json()["user"]["username"] == username
    again = await visit(app).post("/api/auth/login", json={"username": username.upper(), "password": PASSWORD})
    assert again.status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"username": "x"},
        {"username": "x" * 41},
        {"username": "two words"},
        {"username": "a@b"},
        {"username": "a/b"},
        {"username": "nul\x00"},
        {"username": "\u0301\u0301"},
        {"username": "ab\u202e"},
        {"username": "\ud800ab"},
        {"username": "\ufdfa\ufdfa\ufdfa"},
        {"username": None},
        {"email": "nobody"},
        {"email": "two words@example.org"},
        {"email": "@example.org"},
        {"email": "a@" + "x" * 300},
        {"email": "a@b\x00.org"},
        {"password": "short"},
        {"password": "x" * 257},
        {"invitation": "x" * 65},
    ],
)
async def test_malformed_forms_are_refused_and_never_repeated(app: FastAPI, wrong: dict[str, object]) -> None:
    body = json.dumps(form("Ann") | wrong)
    answer = await visit(app, content_type="application/json").post("/api/auth/register", content=body)
    assert (answer.status_code, code_of(answer)) == (422, "malformed_request")
    assert PASSWORD not in answer.text


@pytest.mark.parametrize("password", ["password", "PassWord123", "12345678", "Annabella", "aaaaaaaaaa"])
async def test_the_first_guesses_are_no_passwords(app: FastAPI, password: str) -> None:
    answer = await visit(app).post("/api/auth/register", json=form("annabella", password=password))
    assert (answer.status_code, code_of(answer)) == (400, "weak_password")


@pytest.mark.parametrize(("mode", "code"), [("closed", "registration_closed"), ("invitation", "invitation_needed")])
async def test_the_settings_rule_until_the_admin_chooses(settings: Settings, mode: str, code: str) -> None:
    async with started(settings, registration=mode) as app:
        admin = await newcomer(app, "Ann")
        answer = await visit(app).post("/api/auth/register", json=form("Ben"))
        assert (answer.status_code, code_of(answer)) == (403, code)
        assert (await admin.http.get("/api/admin/registration")).json() == {"mode": mode}
        await admin.http.put("/api/admin/registration", json={"mode": "open"})
        await newcomer(app, "Ben")


async def test_newcomers_from_one_address_are_slowed_down(app: FastAPI) -> None:
    answers = [await visit(app).post("/api/auth/register", json=form(f"person{n}")) for n in range(31)]
    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert (await visit(app, peer="10.1.1.1").post("/api/auth/register", json=form("other"))).status_code == 200


async def test_a_page_of_another_site_cannot_register_anybody(app: FastAPI) -> None:
    for headers in ({"origin": "http://evil.test"}, {"origin": "null"}, {"sec_fetch_site": "cross-site"}):
        answer = await visit(app, **headers).post("/api/auth/register", json=form("Ann"))
        assert (answer.status_code, code_of(answer)) == (403, "foreign_origin")
    assert (await visit(app, origin=ADDRESS).post("/api/auth/register", json=form("Ann"))).status_code == 200
