"""Signing in and out: passwords, tokens, cookies, and what does not get in."""

import asyncio
import base64
import json
import time
from typing import Any

import bcrypt
import httpx
import jwt
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from fabula.core.accounts.access import Claims, Tokens
from fabula.core.accounts.access.tokens import CLOCKS_DIFFER_S
from fabula.core.accounts.errors import SignInExpired
from fabula.core.accounts.person import UserId
from fabula.core.accounts.tables import User
from fabula.core.db import Database
from fabula.core.ids import new_id
from fabula.core.settings import Settings
from tests.visitors import ADDRESS, FIREFOX, PASSWORD, code_of, log_in, newcomer, started, visit


async def verify(app: FastAPI, token: str) -> httpx.Response:
    return await visit(app, token=token).get("/api/auth/verify")


def claims_of(token: str) -> dict[str, Any]:
    return jwt.decode(token, options={"verify_signature": False})  # pyright: ignore[reportUnknownMemberType]


def signed(claims: dict[str, Any], key: bytes, algorithm: str = "HS256") -> str:
    return jwt.encode(claims, key, algorithm)  # pyright: ignore[reportUnknownMemberType]


def part_of(app: FastAPI, kind: type[Any]) -> Any:
    return app.state.parts[kind]


@pytest.mark.every_database
@pytest.mark.parametrize("login", ["Ann", "ANN", " ann ", "ann@example.org", "ANN@Example.org"])
async def test_one_signs_in_by_name_or_address_in_any_case(app: FastAPI, login: str) -> None:
    ann = await newcomer(app, "Ann")
    http = await log_in(app, login)
    assert (await http.get("/api/auth/verify")).json()["id"] == ann.id


async def test_a_program_uses_the_token_as_bearer(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    assert (await verify(app, ann.token)).json()["username"] == "Ann"
    assert (await visit(app, authorization=f"bearer {ann.token}").get("/api/auth/verify")).status_code == 200


async def test_a_bearer_token_wins_over_cookies_and_other_schemes_do_not(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    assert (await ann.http.get("/api/auth/verify", headers={"Authorization": "Bearer wrong"})).status_code == 401
    assert (await ann.http.get("/api/auth/verify", headers={"Authorization": "Basic YTpi"})).status_code == 200


@pytest.mark.parametrize(("login", "password"), [("Ann", "not hers at all"), ("nobody", PASSWORD), ("@", PASSWORD)])
async def test_wrong_names_and_wrong_passwords_look_the_same(app: FastAPI, login: str, password: str) -> None:
    await newcomer(app, "Ann")
    answer = await visit(app).post("/api/auth/login", json={"username": login, "password": password})
    assert (answer.status_code, code_of(answer)) == (401, "wrong_credentials")
    assert answer.headers.get("set-cookie") is None


async def test_a_disabled_account_is_told_so_only_with_the_right_password(app: FastAPI) -> None:
    admin, ben = await newcomer(app, "Ann"), await newcomer(app, "Ben")
    await admin.http.patch(f"/api/admin/users/{ben.id}", json={"disabled": True})
    right = await visit(app).post("/api/auth/login", json={"username": "Ben", "password": PASSWORD})
    wrong = await visit(app).post("/api/auth/login", json={"username": "Ben", "password": "not it at all"})
    assert (code_of(right), code_of(wrong)) == ("account_disabled", "wrong_credentials")


@pytest.mark.parametrize("given", [PASSWORD, "пароль " * 20])
async def test_an_old_bcrypt_hash_is_accepted_once_and_replaced(app: FastAPI, given: str) -> None:
    ann = await newcomer(app, "Ann")
    old = bcrypt.hashpw(given.encode()[:72], bcrypt.gensalt(4)).decode()
    database = part_of(app, Database)
    async with database.writing() as session:
        await session.execute(update(User).where(User.id == ann.id).values(password_hash=old))
    wrong = await visit(app).post("/api/auth/login", json={"username": "Ann", "password": "not hers"})
    assert wrong.status_code == 401
    await log_in(app, "Ann", given)
    async with database.reading() as session:
        assert str(await session.scalar(select(User.password_hash))).startswith("$argon2id$")
    await log_in(app, "Ann", given)


@pytest.mark.parametrize("broken", ["", "x", "$argon2id$v=19$m=8,t=1,p=1$broken", "$2b$12$short"])
async def test_a_broken_hash_lets_nobody_in(app: FastAPI, broken: str) -> None:
    ann = await newcomer(app, "Ann")
    async with part_of(app, Database).writing() as session:
        await session.execute(update(User).where(User.id == ann.id).values(password_hash=broken))
    answer = await visit(app).post("/api/auth/login", json={"username": "Ann", "password": PASSWORD})
    assert (answer.status_code, code_of(answer)) == (401, "wrong_credentials")


async def test_tokens_that_are_not_ours_are_refused(app: FastAPI, settings: Settings) -> None:
    ann = await newcomer(app, "Ann")
    said = claims_of(ann.token)
    head, body, signature = ann.token.split(".")
    none = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT"}).encode()).rstrip(b"=").decode()
    elsewhere = Tokens(settings.model_copy(update={"data": settings.data / "elsewhere"}))
    tokens: Tokens = part_of(app, Tokens)
    refused = {
        "nonsense": "nonsense",
        "without signature": f"{head}.{body}.",
        "none": f"{none}.{body}.",
        "none, signed": f"{none}.{body}.{signature}",
        "changed": f"{head}.{body[:-4]}AAAA.{signature}",
        "foreign": elsewhere.access(Claims(UserId(said["sub"]), said["sid"])),
        "of another person": tokens.access(Claims(UserId(new_id()), said["sid"])),
        "of no session": tokens.access(Claims(UserId(said["sub"]), new_id())),
        "too long": "x" * 5000,
        "the refresh token": ann.http.cookies["fabula_refresh"],
    }
    for what, token in refused.items():
        answer = await verify(app, token)
        assert (what, answer.status_code, code_of(answer)) == (what, 401, "not_signed_in")
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_token_without_its_claims_is_refused(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    said = claims_of(ann.token)
    key = part_of(app, Tokens)._key
    for missing in ("sub", "sid", "iat", "exp"):
        partial = {name: value for name, value in said.items() if name != missing}
        assert (await verify(app, signed(partial, key))).status_code == 401
    assert (await verify(app, signed(said, key))).status_code == 200
    assert (await verify(app, signed(said, key * 2, "HS512"))).status_code == 401


def test_a_token_that_was_read_before_ends_all_the_same(settings: Settings) -> None:
    # It counts for some seconds more than it says, because clocks differ: here for two.
    old = Tokens(settings.model_copy(update={"access_token_minutes": (2 - CLOCKS_DIFFER_S) / 60}))
    told = old.access(Claims(UserId("ann"), "session"))
    assert old.read_access(told) == old.read_access(told) == Claims(UserId("ann"), "session")
    time.sleep(2)
    with pytest.raises(SignInExpired):
        old.read_access(told)


async def test_an_expired_token_says_so_and_can_still_sign_out(app: FastAPI, settings: Settings) -> None:
    ann = await newcomer(app, "Ann")
    said = claims_of(ann.token)
    old = Tokens(settings.model_copy(update={"access_token_minutes": -1}))
    expired = old.access(Claims(UserId(said["sub"]), said["sid"]))
    answer = await verify(app, expired)
    assert (answer.status_code, code_of(answer)) == (401, "sign_in_expired")
    assert (await visit(app, token=expired).post("/api/auth/logout")).status_code == 204
    assert (await verify(app, ann.token)).status_code == 401


async def test_the_key_may_come_from_the_settings_of_several_servers(settings: Settings) -> None:
    secret = "a secret that two servers share"
    shared = Settings(data=settings.data, jwt_secret=secret)  # pyright: ignore[reportArgumentType]
    async with started(shared) as one:
        ann = await newcomer(one, "Ann")
    async with started(shared) as other:
        assert (await verify(other, ann.token)).status_code == 200


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_the_cookies_are_kept_from_scripts_and_other_sites(app: FastAPI, scheme: str) -> None:
    form = {"username": "Ann", "email": "a@example.org", "password": PASSWORD}
    answer = await visit(app).post(f"{scheme}://fabula.test/api/auth/register", json=form)
    access, refresh = answer.headers.get_list("set-cookie")
    for cookie in (access, refresh):
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert ("Secure" in cookie) == (scheme == "https")
    assert "Path=/api;" in access
    assert "Path=/api/auth/refresh;" in refresh
    assert answer.headers["cache-control"] == "no-store"


async def test_signing_out_ends_the_sign_in_and_forgets_the_cookies(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    answer = await ann.http.post("/api/auth/logout")
    assert (answer.status_code, dict(ann.http.cookies)) == (204, {})
    assert (await verify(app, ann.token)).status_code == 401
    assert (await visit(app).post("/api/auth/logout")).status_code == 204
    assert (await visit(app, token="fab_" + "x" * 32).post("/api/auth/logout")).status_code == 204


async def test_writes_with_cookies_come_from_the_own_page_only(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    foreign = [
        {"Origin": "http://evil.test"},
        {"Origin": "http://fabula.test.evil.test"},
        {"Origin": "http://fabula.test:81"},
        {"Origin": "null"},
        {"Origin": "http://[broken"},
        {"Referer": "http://evil.test/page"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": ADDRESS},
    ]
    for headers in foreign:
        answer = await ann.http.patch("/api/auth/profile", json={"name": "Evil"}, headers=headers)
        assert (headers, answer.status_code, code_of(answer)) == (headers, 403, "foreign_origin")
        assert (await ann.http.get("/api/auth/verify", headers=headers)).json()["name"] == ""
    own: list[dict[str, str]] = [
        {},
        {"Origin": ADDRESS},
        {"Origin": "http://FABULA.test:80"},
        {"Referer": f"{ADDRESS}/account"},
        {"Sec-Fetch-Site": "same-origin", "Origin": ADDRESS},
    ]
    for headers in own:
        answer = await ann.http.patch("/api/auth/profile", json={"name": "Ann"}, headers=headers)
        assert (headers, answer.status_code) == (headers, 200)
    program = visit(app, token=ann.token, origin="http://evil.test")
    assert (await program.patch("/api/auth/profile", json={"name": "Program"})).status_code == 200


async def test_behind_a_proxy_the_public_address_is_the_own_page(settings: Settings) -> None:
    async with started(settings, public_url="https://studio.example.org") as app:
        ann = await newcomer(app, "Ann")
        answer = await ann.http.patch(
            "/api/auth/profile", json={"name": "A"}, headers={"Origin": "https://studio.example.org"}
        )
        assert answer.status_code == 200
        told = visit(app, host="studio.example.org")
        answer = await told.post("/api/auth/login", json={"username": "Ann", "password": PASSWORD})
        assert "Secure" in answer.headers["set-cookie"]


async def test_guesses_at_an_account_are_slowed_down_also_for_names_nobody_has(app: FastAPI) -> None:
    await newcomer(app, "Ann")
    stranger = visit(app, peer="10.0.0.9")
    for login in ("Ann", "nobody"):
        tries = [
            await stranger.post("/api/auth/login", json={"username": login, "password": "a wrong guess"})
            for _ in range(12)
        ]
        assert [answer.status_code for answer in tries] == [401] * 10 + [429] * 2
        assert 0 < int(tries[-1].headers["Retry-After"]) <= 900
        assert tries[-1].json()["error"]["who"] == "retry"
    right = await stranger.post("/api/auth/login", json={"username": "Ann", "password": PASSWORD})
    assert (right.status_code, code_of(right)) == (429, "too_many_attempts")
    await log_in(app, "Ann", peer="10.0.0.10")


@pytest.mark.every_database
async def test_a_hundred_guesses_at_once_are_counted_too(app: FastAPI) -> None:
    await newcomer(app, "Ann")
    stranger = visit(app, peer="10.0.0.9")
    guess = {"username": "Ann", "password": "a wrong guess"}
    answers = await asyncio.gather(*(stranger.post("/api/auth/login", json=guess) for _ in range(60)))
    codes = [answer.status_code for answer in answers]
    assert codes.count(401) <= 10
    assert codes.count(401) + codes.count(429) == 60


async def test_an_address_is_slowed_down_over_all_names(app: FastAPI) -> None:
    await newcomer(app, "Ann")
    stranger = visit(app, peer="2001:db8::1")
    tries = [
        await stranger.post("/api/auth/login", json={"username": f"name{n}", "password": "a wrong guess"})
        for n in range(61)
    ]
    assert [answer.status_code for answer in tries] == [401] * 60 + [429]
    neighbour = visit(app, peer="2001:db8::2")
    assert (await neighbour.post("/api/auth/login", json={"username": "x", "password": "y"})).status_code == 429
    await log_in(app, "Ann", peer="2001:db8:1::1")


async def test_strangers_cannot_lock_somebody_out_of_a_known_address(app: FastAPI) -> None:
    await newcomer(app, "Ann")
    for n in range(4):
        stranger = visit(app, peer=f"10.0.0.{n}")
        for _ in range(10):
            await stranger.post("/api/auth/login", json={"username": "Ann", "password": "a wrong guess"})
    elsewhere = await visit(app, peer="10.9.9.9").post(
        "/api/auth/login", json={"username": "Ann", "password": PASSWORD}
    )
    assert elsewhere.status_code == 429
    await log_in(app, "Ann")


async def test_signing_in_often_with_the_right_password_is_no_guessing(app: FastAPI) -> None:
    await newcomer(app, "Ann")
    for _ in range(70):
        await log_in(app, "Ann")


async def test_sign_ins_are_bounded_and_the_oldest_unused_goes_first(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    later = [await log_in(app, "Ann") for _ in range(100)]
    page = (await later[-1].get("/api/auth/sessions?limit=200")).json()
    assert len(page["items"]) == 100
    assert (await ann.http.get("/api/auth/verify")).status_code == 401
    assert (await later[0].get("/api/auth/verify")).status_code == 200


@pytest.mark.parametrize(
    "body", [{}, {"username": "Ann"}, {"username": "", "password": "x"}, {"username": "x" * 255, "password": "x"}, []]
)
async def test_malformed_sign_ins_are_refused(app: FastAPI, body: Any) -> None:
    answer = await visit(app).post("/api/auth/login", json=body)
    assert (answer.status_code, code_of(answer)) == (422, "malformed_request")


async def test_the_browser_is_recognised(app: FastAPI) -> None:
    await newcomer(app, "Ann")
    http = await log_in(app, "Ann", user_agent=FIREFOX)
    first = (await http.get("/api/auth/sessions")).json()["items"][0]
    assert (first["device"], first["kind"], first["address"]) == ("Firefox, Linux", "desktop", "127.0.0.1")
