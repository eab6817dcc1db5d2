"""Engines that nobody has to add: of the settings, and the demo engines where there is nothing else."""

import asyncio
from datetime import datetime
from typing import Any

import pytest
from fastapi import FastAPI

from fabula.core.clock import now
from fabula.core.db import Database
from fabula.core.settings import Settings
from fabula.engines.builtin.painter import Painter
from fabula.engines.builtin.storyteller import Storyteller
from fabula.engines.llm import ChatRequest, gathered, user
from fabula.engines.registry import Choices, EngineRoom, ModelRole
from fabula.engines.registry.bringing import bring_in
from tests.engines.registry.conftest import Until
from tests.visitors import Visitor, newcomer, started


async def states(visitor: Visitor) -> dict[str, tuple[str, str | None]]:
    found = (await visitor.http.get("/api/engines")).json()
    return {kind: (found[kind]["state"], found[kind]["name"]) for kind in found}


async def test_with_nothing_set_up_the_demo_engines_stand_in(settings: Settings, until: Until) -> None:
    async with started(settings, demo_engines=True) as app:
        room: EngineRoom = app.state.parts[EngineRoom]
        await until(lambda: len(room.text.members) == 1 and len(room.pictures.current()) == 1)
        ann = await newcomer(app, "Ann")
        assert await states(ann) == {
            "text": ("demo", "Storyteller"),
            "image": ("demo", "Painter"),
            "gpu": ("none", None),
        }
        chosen = await app.state.parts[Choices].model_for(ModelRole.CHAT)
        assert chosen.is_demo
        reply = await gathered(chosen.models.stream(ChatRequest(chosen.model, (user("Hello"),))))
        assert reply.text


async def test_the_engines_of_the_settings_come_first_and_go_with_them(
    settings: Settings, storyteller: Storyteller, painter: Painter, until: Until
) -> None:
    named = {"ollama_url": storyteller.url, "comfyui_url": (painter.url,), "ollama_default_model": "fabula-demo-mini"}
    async with started(settings, demo_engines=True, **named) as app:
        room: EngineRoom = app.state.parts[EngineRoom]
        await until(lambda: len(room.text.members) == 2 and len(room.pictures.current()) == 1)
        assert [server.is_demo for server in room.pictures.current()] == [False]
        ann = await newcomer(app, "Ann")
        assert (await states(ann))["text"] == ("ready", "Ollama")
        chosen = await app.state.parts[Choices].model_for(ModelRole.CHAT)
        assert (chosen.model, chosen.is_demo) == ("fabula-demo-mini", False)
    async with started(settings) as app:
        await app.state.parts[EngineRoom].ready()
        assert app.state.parts[EngineRoom].pictures.current() == []


async def test_an_ollama_of_this_machine_is_found_while_nothing_is_set_up(
    settings: Settings, storyteller: Storyteller, until: Until
) -> None:
    port = int(storyteller.url.rpartition(":")[2])
    async with started(settings, demo_engines=True) as app:
        room: EngineRoom = app.state.parts[EngineRoom]
        await room.ready()
        ann = await newcomer(app, "Ann")
        curious = settings.model_copy(update={"discover_engines": True})
        await bring_in(app.state.parts[Database], settings, ollama_port=port)
        assert [one["origin"] for one in await channels(ann)] == ["builtin"]
        await bring_in(app.state.parts[Database], curious, ollama_port=port)
        room.renew_soon()
        await until(lambda: len(room.text.members) == 2)
        assert [(one["origin"], one["url"]) for one in await channels(ann)] == [
            ("found", f"http://localhost:{port}"),
            ("builtin", ""),
        ]
        chosen = await app.state.parts[Choices].model_for(ModelRole.CHAT)
        assert (chosen.is_demo, chosen.channel_id) == (False, "found-ollama")
        assert (await ann.http.delete("/api/admin/channels/found-ollama")).status_code == 204


async def channels(visitor: Visitor) -> list[dict[str, Any]]:
    return (await visitor.http.get("/api/admin/channels")).json()["items"]


async def test_an_engine_that_is_away_is_said_with_its_reason(settings: Settings, until: Until) -> None:
    async with started(settings, ollama_url="http://127.0.0.1:9") as app:
        ann = await newcomer(app, "Ann")
        room: EngineRoom = app.state.parts[EngineRoom]
        await until(lambda: room.trouble_of("settings-ollama") is not None)
        found = (await ann.http.get("/api/engines")).json()["text"]
        assert (found["state"], found["name"]) == ("error", "Ollama")
        assert found["reason"]


async def test_a_role_without_any_model_says_what_is_missing(app: FastAPI, admin: Visitor) -> None:
    await app.state.parts[EngineRoom].ready()
    items = (await admin.http.get("/api/models/choices")).json()["items"]
    assert {item["role"]: item["reason"] for item in items} == {
        "chat": "No model is set up that can write.",
        "vision": "No model is set up that can look at pictures.",
        "prompts": "No model is set up that can write.",
        "embedding": "No model is set up that can compare texts by meaning.",
    }


async def test_a_chosen_model_is_taken_and_the_choice_can_be_left_to_fabula(
    app: FastAPI, admin: Visitor, storyteller: Storyteller, until: Until
) -> None:
    room: EngineRoom = app.state.parts[EngineRoom]
    given = {"name": "Ollama", "provider": "ollama", "url": storyteller.url}
    channel = (await admin.http.post("/api/admin/channels", json=given)).json()
    await until(lambda: room.text.member(channel["id"]) is not None)
    chosen = {"channel_id": channel["id"], "model": "fabula-demo-mini"}
    assert (await admin.http.put("/api/admin/models/choices/chat", json=chosen)).status_code == 200
    assert (await app.state.parts[Choices].model_for(ModelRole.CHAT)).model == "fabula-demo-mini"
    await admin.http.put("/api/admin/models/choices/chat", json={})
    assert (await app.state.parts[Choices].model_for(ModelRole.CHAT)).model == "fabula-demo:latest"


async def test_models_are_installed_as_a_run_loaded_and_deleted(
    app: FastAPI, admin: Visitor, storyteller: Storyteller, until: Until
) -> None:
    room: EngineRoom = app.state.parts[EngineRoom]
    given = {"name": "Ollama", "provider": "ollama", "url": storyteller.url}
    channel = (await admin.http.post("/api/admin/channels", json=given)).json()
    await until(lambda: room.text.member(channel["id"]) is not None)
    large = {"channel_id": channel["id"], "model": "fabula-demo-large"}
    run = (await admin.http.post("/api/admin/models/pull", json=large)).json()
    await ended(admin, run["id"], "done")
    assert "fabula-demo-large" in await names(admin)
    assert await loaded(admin, large["model"]) is None
    assert (await admin.http.post("/api/admin/models/load", json=large)).status_code == 204
    held = await loaded(admin, large["model"])
    assert held
    assert (held["vram_bytes"] > 10**9, held["context"]) == (True, 8192)
    assert 200 < (datetime.fromisoformat(held["until"]) - now()).total_seconds() < 400
    assert (await admin.http.post("/api/admin/models/unload", json=large)).status_code == 204
    assert await loaded(admin, large["model"]) is None
    assert (await admin.http.post("/api/admin/models/delete", json=large)).status_code == 204
    assert "fabula-demo-large" not in await names(admin)


async def test_an_installation_tells_how_far_it_is_and_stops_when_it_is_cancelled(
    app: FastAPI, admin: Visitor, storyteller: Storyteller, until: Until
) -> None:
    room: EngineRoom = app.state.parts[EngineRoom]
    given = {"name": "Ollama", "provider": "ollama", "url": storyteller.url}
    channel = (await admin.http.post("/api/admin/channels", json=given)).json()
    await until(lambda: room.text.member(channel["id"]) is not None)
    storyteller.script.pull_s = 60
    large = {"channel_id": channel["id"], "model": "fabula-demo-large"}
    run = (await admin.http.post("/api/admin/models/pull", json=large)).json()
    async with asyncio.timeout(15):
        while not (live := (await admin.http.get(f"/api/runs/{run['id']}")).json()["live"])["done"]:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    assert (live["unit"], 0 < live["done"] < live["total"]) == ("bytes", True)
    assert (await admin.http.post(f"/api/runs/{run['id']}/cancel")).status_code in (200, 202)
    await ended(admin, run["id"], "cancelled")
    assert "fabula-demo-large" not in await names(admin)
    member = room.text.member(channel["id"])
    assert member
    assert member.own_work() == ""


async def ended(admin: Visitor, run_id: str, state: str) -> None:
    async with admin.http.stream("GET", f"/api/runs/{run_id}/events") as events:
        async for _ in events.aiter_lines():
            pass
    assert (await admin.http.get(f"/api/runs/{run_id}")).json()["state"] == state


async def loaded(admin: Visitor, name: str) -> dict[str, Any] | None:
    [channel] = (await admin.http.get("/api/models")).json()["channels"]
    return next(model["loaded"] for model in channel["models"] if model["name"].removesuffix(":latest") == name)


async def names(admin: Visitor) -> list[str]:
    [channel] = (await admin.http.get("/api/models?fresh=true")).json()["channels"]
    return [model["name"].removesuffix(":latest") for model in channel["models"]]


@pytest.mark.parametrize("secret", ["short"])
async def test_a_short_key_for_secrets_is_refused_without_telling_it(settings: Settings, secret: str) -> None:
    from pydantic import SecretStr

    from fabula.core.errors import StartFailed
    from fabula.core.vault import Vault

    with pytest.raises(StartFailed, match="FABULA_SECRET_KEY is too short"):
        Vault(settings.model_copy(update={"secret_key": SecretStr(secret)})).mark()
