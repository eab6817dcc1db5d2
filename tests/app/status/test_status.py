"""Alive, ready, measured, and what the installation offers."""

import asyncio
import json
import os
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

import fabula
from fabula.app.application import create_app
from fabula.app.status import Metrics, Readiness
from fabula.app.status.languages import Languages, LanguageUnknown
from fabula.core.settings import Settings


async def test_a_living_process_says_so_with_its_version(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/health")
    assert answer.json() == {"status": "ok", "version": fabula.__version__}


@pytest.mark.every_database
async def test_it_is_ready_when_the_database_answers(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/ready")
    assert answer.status_code == 200
    assert answer.json()["ready"] is True
    assert answer.json()["checks"]["database"] == "ok"


async def test_one_check_that_fails_makes_it_not_ready(client: httpx.AsyncClient, app: FastAPI) -> None:
    async def broken() -> None:
        raise RuntimeError("the password of the server is hunter2")

    readiness: Readiness = app.state.parts[Readiness]
    readiness.add("broken", broken)
    answer = await client.get("/api/ready")
    assert answer.status_code == 503
    found = answer.json()
    assert found["ready"] is False
    assert (found["checks"]["broken"], found["checks"]["database"]) == ("failed", "ok")
    assert "hunter2" not in answer.text


async def test_a_check_that_takes_too_long_is_late_and_holds_nobody_up() -> None:
    readiness = Readiness(longest_s=0.05)
    readiness.add("endless", lambda: asyncio.sleep(60))
    assert (await readiness.now()).model_dump() == {"ready": False, "checks": {"endless": "late"}}


async def test_figures_are_given_to_this_machine(client: httpx.AsyncClient, app: FastAPI) -> None:
    metrics: Metrics = app.state.parts[Metrics]
    metrics.gauge("test_things", "Things of a test.", lambda: 7)
    metrics.run("demo", "done")
    await client.get("/api/health")
    answer = await client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert "fabula_test_things 7.0" in answer.text
    assert 'fabula_runs_total{kind="demo",state="done"} 1.0' in answer.text
    assert 'fabula_http_request_seconds_count{method="GET",route="/api/health"} 1.0' in answer.text


async def test_figures_are_for_admins_elsewhere(app: FastAPI, client: httpx.AsyncClient) -> None:
    admin, user = await _register(client, "anna"), await _register(client, "boris")
    transport = httpx.ASGITransport(app=app, client=("203.0.113.7", 5))
    async with httpx.AsyncClient(transport=transport, base_url="http://fabula.test") as away:
        assert (await away.get("/metrics")).status_code == 401
        assert (await away.get("/metrics", headers=user)).status_code == 403
        assert (await away.get("/metrics", headers=admin)).status_code == 200
    client.cookies.clear()
    assert (await client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"})).status_code == 401


@pytest.fixture
def packs(settings: Settings) -> Path:
    folder = settings.data / "languages"
    folder.mkdir(exist_ok=True)
    return folder


async def languages(client: httpx.AsyncClient) -> list[tuple[str, str, str]]:
    items = (await client.get("/api/languages")).json()["items"]
    return [(item["code"], item["name"], item["source"]) for item in items]


BUILT_IN = [("en", "English", "built-in"), ("ru", "Русский", "built-in")]


async def test_a_language_pack_appears_changes_and_goes(client: httpx.AsyncClient, packs: Path) -> None:
    assert await languages(client) == BUILT_IN
    words = {"language": {"name": "Deutsch"}, "common": {"cancel": "Abbrechen"}}
    (packs / "de.json").write_text(json.dumps(words))
    assert await languages(client) == [*BUILT_IN, ("de", "Deutsch", "pack")]
    assert (await client.get("/api/languages/de")).json() == words
    (packs / "de.json").write_text(json.dumps({"language": {"name": "Schwäbisch"}}))
    os.utime(packs / "de.json", (1, 1))
    assert await languages(client) == [*BUILT_IN, ("de", "Schwäbisch", "pack")]
    (packs / "de.json").unlink()
    assert await languages(client) == BUILT_IN
    assert (await client.get("/api/languages/de")).status_code == 404


async def test_a_pack_may_replace_a_built_in_language(client: httpx.AsyncClient, packs: Path) -> None:
    (packs / "en.json").write_text('{"language": {"name": "Pirate"}}')
    assert await languages(client) == [("en", "Pirate", "pack"), ("ru", "Русский", "built-in")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("de.json", "not json"),
        ("de.json", "[]"),
        ("de.json", '{"a": 1}'),
        ("de.json", '{"a": {"b": ["x"]}}'),
        ("de.json", '{"a":' * 12 + "{}" + "}" * 12),
        ("de.json", "[" * 100_000),
        ("de.json", json.dumps({str(n): "x" for n in range(50_001)})),
        ("de.json", '{"a": "' + "x" * 2_100_000 + '"}'),
        ("not a code.json", "{}"),
        ("DE.json", "{}"),
    ],
    ids=["text", "list", "number", "list inside", "deep", "very deep", "many", "large", "spaces", "capitals"],
)
def test_a_pack_that_cannot_be_used_is_left_out(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    languages = Languages(tmp_path)
    assert [language.code for language in languages.all()] == ["en", "ru"]
    with pytest.raises(LanguageUnknown):
        languages.words(Path(name).stem)


async def test_a_code_never_leads_out_of_the_folder(client: httpx.AsyncClient, packs: Path) -> None:
    (packs.parent / "secret.json").write_text('{"a": "b"}')
    for code in ("..%2f..%2fsecret", "..%2fsecret", "%00", "x" * 33, "en%2f..%2fru"):
        assert (await client.get(f"/api/languages/{code}")).status_code in (404, 422)


async def test_telemetry_sends_traces_and_closes_in_time(settings: Settings) -> None:
    received: list[bytes] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    app = create_app(settings.model_copy(update={"otel_endpoint": f"http://127.0.0.1:{port}"}))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://fabula.test") as http:
            await http.get("/api/languages")
    server.close()
    assert received[0].startswith(b"POST /v1/traces HTTP/1.1")


async def _register(client: httpx.AsyncClient, name: str) -> dict[str, str]:
    account = {"username": name, "email": f"{name}@example.org", "password": "a long enough password"}
    answer = await client.post("/api/auth/register", json=account)
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}
