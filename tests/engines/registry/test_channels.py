"""Channels: set up by admins, keys only ever go in, and what is set up can be asked."""

import json
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from fabula.core.db import Database
from fabula.engines.builtin.storyteller import Storyteller
from fabula.engines.llm import ChatRequest, Reply, gathered, user
from fabula.engines.registry import EngineRoom
from tests.engines.registry.conftest import Until
from tests.visitors import Visitor, code_of

CHANNELS = "/api/admin/channels"
SECRET = "sk-only-for-the-provider"


def ollama(url: str, **more: Any) -> dict[str, Any]:
    return {"name": "Ollama", "provider": "ollama", "url": url} | more


async def made(admin: Visitor, given: dict[str, Any]) -> dict[str, Any]:
    answer = await admin.http.post(CHANNELS, json=given)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def steps_of(admin: Visitor, given: dict[str, Any]) -> list[tuple[str, str]]:
    answer = await admin.http.post(f"{CHANNELS}/test", json=given)
    assert answer.status_code == 200, answer.text
    return [(step["step"], step["state"]) for step in map(json.loads, answer.text.splitlines())]


@pytest.mark.every_database
async def test_a_channel_is_set_up_changed_and_forgotten(admin: Visitor) -> None:
    channel = await made(admin, ollama("http://127.0.0.1:9/"))
    assert (channel["url"], channel["origin"], channel["key_set_at"]) == ("http://127.0.0.1:9", "admin", None)
    path = f"{CHANNELS}/{channel['id']}"
    changed = (await admin.http.patch(path, json={"name": "Cellar", "enabled": False})).json()
    assert (changed["name"], changed["enabled"], changed["now"]["state"]) == ("Cellar", False, "off")
    assert (await admin.http.delete(path)).status_code == 204
    assert code_of(await admin.http.patch(path, json={"name": "x"})) == "engine_not_found"


async def test_a_key_goes_in_and_never_comes_out(app: FastAPI, admin: Visitor) -> None:
    channel = await made(admin, ollama("http://127.0.0.1:9", provider="openai", key=SECRET))
    assert channel["key_set_at"]
    assert SECRET not in (await admin.http.get(CHANNELS)).text
    async with app.state.parts[Database].reading() as session:
        [stored] = (await session.execute(text("SELECT secret FROM engine_channels WHERE origin = 'admin'"))).scalars()
        audit = (await session.execute(text("SELECT details FROM audit_entries"))).scalars().all()
    assert SECRET not in stored
    assert SECRET not in str(audit)


async def test_a_key_does_not_follow_to_another_address(admin: Visitor) -> None:
    channel = await made(admin, ollama("http://127.0.0.1:9", key=SECRET))
    changed = await admin.http.patch(f"{CHANNELS}/{channel['id']}", json={"url": "http://127.0.0.1:10"})
    assert changed.json()["key_set_at"] is None


async def test_they_are_asked_in_the_order_that_an_admin_gives(admin: Visitor) -> None:
    names = ["first", "second", "third"]
    ids = [(await made(admin, ollama("http://127.0.0.1:9", name=name)))["id"] for name in names]
    await admin.http.patch(f"{CHANNELS}/{ids[2]}", json={"place": 0})
    items = (await admin.http.get(CHANNELS)).json()["items"]
    assert [item["name"] for item in items] == ["third", "first", "second", "Storyteller"]
    await admin.http.patch(f"{CHANNELS}/{ids[2]}", json={"place": 1})
    items = (await admin.http.get(CHANNELS)).json()["items"]
    assert [item["name"] for item in items] == ["first", "third", "second", "Storyteller"]


async def test_they_are_nobody_elses_business(bob: Visitor) -> None:
    for answer in (
        await bob.http.get(CHANNELS),
        await bob.http.post(CHANNELS, json=ollama("http://127.0.0.1:9")),
        await bob.http.post(f"{CHANNELS}/test", json={"provider": "ollama", "url": "http://127.0.0.1:9"}),
    ):
        assert code_of(answer) == "admin_only"


@pytest.mark.parametrize("url", ["ftp://here", "http://", "nonsense", "http://a@b", "http://here?x=1"])
async def test_an_impossible_address_is_refused(admin: Visitor, url: str) -> None:
    assert code_of(await admin.http.post(CHANNELS, json=ollama(url))) == "address_refused"


async def test_a_trial_ends_at_the_first_thing_that_does_not_work(admin: Visitor, storyteller: Storyteller) -> None:
    whole = await steps_of(admin, {"provider": "ollama", "url": storyteller.url})
    assert [step for step, state in whole if state == "passed"] == ["connect", "models", "write"]
    assert await steps_of(admin, {"provider": "ollama", "url": "http://127.0.0.1:9"}) == [
        ("connect", "begun"),
        ("connect", "failed"),
    ]


async def test_what_is_set_up_can_be_asked(
    admin: Visitor, room: EngineRoom, storyteller: Storyteller, until: Until
) -> None:
    channel = await made(admin, ollama(storyteller.url))
    await until(lambda: room.text.member(channel["id"]) is not None)
    reply: Reply = await gathered(room.text.models.stream(ChatRequest("fabula-demo", (user("Hello"),))))
    assert reply.text


async def test_use_is_counted_for_whom_it_was(
    admin: Visitor, room: EngineRoom, storyteller: Storyteller, until: Until
) -> None:
    channel = await made(admin, ollama(storyteller.url))
    await until(lambda: room.text.member(channel["id"]) is not None)
    for _ in range(2):
        await gathered(room.text.models.stream(ChatRequest("fabula-demo", (user("Hello"),), owner=admin.id)))
        await room.usage.write()
    [used] = (await admin.http.get("/api/usage")).json()["items"]
    assert (used["channel"], used["model"], used["requests"]) == ("Ollama", "fabula-demo", 2)
    assert used["completion_tokens"] > 0
    await admin.http.patch("/api/auth/profile", json={"name": "Ann of the lamp"})
    [everybody] = (await admin.http.get("/api/admin/usage")).json()["items"]
    assert (everybody["username"], everybody["name"]) == ("Ann", "Ann of the lamp")
