"""Which device called, from where, and whether a long connection may go on."""

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import event
from starlette.requests import HTTPConnection

from fabula.core.accounts import NotSignedIn, Person, Role, UserId, authenticate, is_still_signed_in
from fabula.core.accounts.client import Proxies, describe
from fabula.core.accounts.errors import ForeignOrigin
from fabula.core.db import Database
from fabula.core.errors import StartFailed
from fabula.core.settings import Settings
from tests.visitors import log_in, newcomer, started, visit

WINDOWS_EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0"
ANDROID_CHROME = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/141.0.0.0 Mobile Safari/537.36"
MAC_SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15"
IPAD_CHROME = "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) CriOS/141.0 Mobile/15E148 Safari/604.1"


def connection(app: FastAPI, peer: str = "10.0.0.1", kind: str = "http", **headers: str) -> HTTPConnection:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope: dict[str, Any] = {
        "type": kind,
        "scheme": "http",
        "path": "/api/ws",
        "query_string": b"",
        "headers": [(b"host", b"fabula.test"), *raw],
        "client": (peer, 1),
        "server": ("fabula.test", 80),
        "app": app,
    }
    return HTTPConnection(scope | ({"method": "GET"} if kind == "http" else {}))


@pytest.mark.parametrize(
    ("agent", "device", "kind"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux", "desktop"),
        (WINDOWS_EDGE, "Edge, Windows", "desktop"),
        (ANDROID_CHROME, "Chrome, Android", "phone"),
        (MAC_SAFARI, "Safari, macOS", "desktop"),
        (IPAD_CHROME, "Chrome, iPad", "phone"),
        ("Mozilla/5.0 (something new)", "Browser", "desktop"),
        ("python-httpx/0.28", "python-httpx", "program"),
        ("", "Program", "program"),
        ("<script>", "Program", "program"),
        ("x" * 5000, "x" * 40, "program"),
    ],
)
def test_devices_have_short_names(agent: str, device: str, kind: str) -> None:
    assert describe(agent) == (device, kind)


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "address"),
    [
        ((), "10.0.0.1", "1.2.3.4", "10.0.0.1"),
        (("10.0.0.1",), "10.0.0.1", "1.2.3.4", "1.2.3.4"),
        (("10.0.0.0/8",), "10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4"),
        (("10.0.0.1",), "10.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (("10.0.0.1",), "10.0.0.9", "1.2.3.4", "10.0.0.9"),
        (("10.0.0.1",), "10.0.0.1", "nonsense", "10.0.0.1"),
        (("10.0.0.1",), "10.0.0.1", "", "10.0.0.1"),
        (("::1",), "::1", "2001:DB8::1", "2001:db8::1"),
        ((), "::ffff:1.2.3.4", "", "1.2.3.4"),
        ((), "not an address", "", "not an address"),
    ],
)
def test_only_trusted_proxies_are_believed(
    app: FastAPI, trusted: tuple[str, ...], peer: str, forwarded: str, address: str
) -> None:
    proxies = Proxies(Settings(trusted_proxies=trusted))
    assert proxies.address(connection(app, peer, x_forwarded_for=forwarded)) == address


def test_scheme_and_host_come_from_a_trusted_proxy_alone(app: FastAPI) -> None:
    told = {"x_forwarded_proto": "https", "x_forwarded_host": "studio.example.org"}
    believing, careful = Proxies(Settings(trusted_proxies=("10.0.0.1",))), Proxies(Settings())
    for kind in ("http", "websocket"):
        asked = connection(app, kind=kind, **told)
        assert (believing.scheme(asked), believing.host(asked)) == ("https", "studio.example.org")
        assert (careful.scheme(asked), careful.host(asked)) == ("http", "fabula.test")


def test_a_wrong_proxy_setting_is_said_in_one_sentence() -> None:
    with pytest.raises(StartFailed, match="FABULA_TRUSTED_PROXIES"):
        Proxies(Settings(trusted_proxies=("my-proxy",)))


async def test_a_socket_is_let_in_by_cookie_from_the_own_page_only(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    cookie = f"fabula_access={ann.http.cookies['fabula_access']}"
    person = await authenticate(connection(app, kind="websocket", cookie=cookie, origin="http://fabula.test"))
    assert (person.id, person.username, person.address, person.is_admin) == (ann.id, "Ann", "10.0.0.1", True)
    with pytest.raises(ForeignOrigin):
        await authenticate(connection(app, kind="websocket", cookie=cookie, origin="http://evil.test"))
    with pytest.raises(NotSignedIn):
        await authenticate(connection(app, kind="websocket"))


async def test_a_long_connection_ends_with_the_sign_in_or_the_key(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    made = (await ann.http.post("/api/auth/keys", json={"name": "bot"})).json()
    by_session = connection(app, kind="websocket", authorization=f"Bearer {ann.token}")
    by_key = connection(app, kind="websocket", authorization=f"Bearer {made['key']}")
    page, program = await authenticate(by_session), await authenticate(by_key)
    assert [await is_still_signed_in(by_session, page), await is_still_signed_in(by_key, program)] == [True, True]
    await ann.http.delete(f"/api/auth/keys/{made['api_key']['id']}")
    await ann.http.post("/api/auth/logout")
    assert [await is_still_signed_in(by_session, page), await is_still_signed_in(by_key, program)] == [False, False]


async def test_many_requests_cost_one_read_and_no_write(app: FastAPI) -> None:
    ann = await newcomer(app, "Ann")
    key = (await ann.http.post("/api/auth/keys", json={"name": "bot"})).json()["key"]
    token = (await log_in(app, "Ann")).cookies["fabula_access"]
    statements = await statements_of(app.state.parts[Database])
    for credential in (token, key):
        asked = connection(app, authorization=f"Bearer {credential}")
        assert {(await authenticate(asked)).username for _ in range(50)} == {"Ann"}
    assert [statement.split()[0] for statement in statements] == ["SELECT", "SELECT"]


async def statements_of(database: Database) -> list[str]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    async with database.reading() as session:
        for engine in {session.get_bind(), database.engine.sync_engine}:
            event.listen(engine, "before_cursor_execute", note)
    return seen


async def test_what_was_seen_is_written_before_the_application_stops(settings: Settings) -> None:
    async with started(settings) as app:
        ann = await newcomer(app, "Ann")
        key = (await ann.http.post("/api/auth/keys", json={"name": "bot"})).json()["key"]
        assert (await visit(app, token=key).get("/api/auth/verify")).status_code == 200
    async with started(settings) as app:
        listed = await visit(app, token=ann.token).get("/api/auth/keys")
        assert listed.json()["items"][0]["used_at"] is not None


def test_a_person_is_the_same_from_everywhere() -> None:
    here, there = (Person(UserId("1"), "Ann", Role.USER, None, address) for address in ("a", "b"))
    assert here == there
    assert not here.is_admin
