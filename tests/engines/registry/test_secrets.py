"""Keys of engines go to the address that they were given for, and are shown to nobody."""

import logging
from base64 import b64encode
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from fabula.core.db import Database
from fabula.core.settings import Settings
from fabula.engines.registry import EngineRoom
from tests.engines.registry.conftest import Until
from tests.engines.registry.doorkeeper import Doorkeeper
from tests.visitors import Visitor, newcomer, started

SERVERS, CHANNELS = "/api/admin/servers", "/api/admin/channels"
SECRET = "only-for-the-first"
BASIC = "Basic " + b64encode(b"ann:door-word").decode()


@pytest.fixture
async def first() -> AsyncGenerator[Doorkeeper]:
    async with Doorkeeper() as keeper:
        yield keeper


@pytest.fixture
async def second() -> AsyncGenerator[Doorkeeper]:
    async with Doorkeeper() as keeper:
        yield keeper


async def shown(visitor: Visitor, path: str, number: int = 0) -> dict[str, Any]:
    return (await visitor.http.get(path)).json()["items"][number]


async def test_a_server_that_takes_anothers_place_in_the_settings_does_not_get_its_key(
    settings: Settings, first: Doorkeeper, second: Doorkeeper, until: Until
) -> None:
    async with started(settings, comfyui_url=(first.url,)) as app:
        ann = await newcomer(app, "Ann")
        await app.state.parts[EngineRoom].ready()
        changed = await ann.http.patch(f"{SERVERS}/settings-comfyui-1", json={"key": SECRET})
        assert changed.json()["key_set_at"]
        await until(lambda: f"Bearer {SECRET}" in first.heard)
    async with started(settings, comfyui_url=(second.url,)) as app:
        await until(lambda: bool(second.heard))
        assert set(second.heard) == {""}


async def test_a_password_in_an_address_of_the_settings_is_used_and_never_shown(
    settings: Settings, first: Doorkeeper, until: Until, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    addresses = {
        "comfyui_url": (f"http://ann:door-word@{first.host}",),
        "ollama_url": "http://ann:door-word@127.0.0.1:9",
    }
    async with started(settings, **addresses) as app:
        ann = await newcomer(app, "Ann")
        await until(lambda: BASIC in first.heard)
        seen = (await ann.http.get(SERVERS)).text + (await ann.http.get(CHANNELS)).text
        seen += (await ann.http.get("/api/engines")).text
        async with app.state.parts[Database].reading() as session:
            seen += str((await session.execute(text("SELECT * FROM engine_servers"))).all())
            seen += str((await session.execute(text("SELECT * FROM engine_channels"))).all())
        assert first.url in seen
        assert "door-word" not in seen + caplog.text


async def test_a_password_in_a_given_address_is_kept_like_a_key(
    admin: Visitor, first: Doorkeeper, until: Until
) -> None:
    given = {"name": "Atelier", "url": f"http://ann:door-word@{first.host}/"}
    made = (await admin.http.post(SERVERS, json=given)).json()
    assert (made["url"], bool(made["key_set_at"])) == (first.url, True)
    await until(lambda: BASIC in first.heard)
    moved = await admin.http.patch(f"{SERVERS}/{made['id']}", json={"url": f"http://bob:other@{first.host}"})
    assert moved.json()["key_set_at"] > made["key_set_at"]


async def test_a_stored_key_is_not_tried_at_another_address(
    admin: Visitor, first: Doorkeeper, second: Doorkeeper
) -> None:
    server = (await admin.http.post(SERVERS, json={"name": "A", "url": first.url, "key": SECRET})).json()
    await admin.http.post(f"{SERVERS}/test", json={"server_id": server["id"]})
    await admin.http.post(f"{SERVERS}/test", json={"server_id": server["id"], "url": second.url})
    channel = {"name": "B", "provider": "ollama", "url": first.url, "key": SECRET}
    made = (await admin.http.post(CHANNELS, json=channel)).json()
    await admin.http.post(f"{CHANNELS}/test", json={"channel_id": made["id"], "url": second.url})
    assert f"Bearer {SECRET}" in first.heard
    assert set(second.heard) == {""}


@pytest.mark.parametrize("path", [SERVERS, CHANNELS])
async def test_the_same_address_written_otherwise_keeps_its_key(admin: Visitor, path: str) -> None:
    given = {"name": "A", "url": "http://127.0.0.1:9/", "key": SECRET}
    made = (await admin.http.post(path, json=given | ({"provider": "ollama"} if path == CHANNELS else {}))).json()
    for url in ("http://127.0.0.1:9", "http://127.0.0.1:9/"):
        assert (await admin.http.patch(f"{path}/{made['id']}", json={"url": url})).json()["key_set_at"]


@pytest.mark.parametrize("path", [SERVERS, CHANNELS, f"{SERVERS}/test", f"{CHANNELS}/test"])
@pytest.mark.parametrize("key", ["two\nlines-of-it", "two\r\nX-Admin: yes", "ключ-из-букв", "nul\0-inside"])
async def test_a_key_that_no_header_can_hold_is_refused_without_telling_it(admin: Visitor, path: str, key: str) -> None:
    given = {"name": "A", "provider": "ollama", "url": "http://127.0.0.1:9", "key": key}
    answer = await admin.http.post(path, json=given)
    assert answer.status_code == 422
    assert "no key has" in answer.text
    assert key[-8:] not in answer.text


async def test_an_address_that_none_can_have_is_refused(app: FastAPI, admin: Visitor) -> None:
    for path in (SERVERS, f"{SERVERS}/test"):
        answer = await admin.http.post(path, json={"name": "A", "url": "http://u:door-word@h:99999999/?x"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "address_refused")
        assert "door-word" not in answer.text
