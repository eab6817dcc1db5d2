"""Picture servers: set up by admins, tried step by step, drained and given leases."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI

from fabula.core.settings import Settings
from fabula.engines.builtin.painter import Painter
from fabula.engines.comfy import ComfyServer
from fabula.engines.comfy.values import QueueReading
from fabula.engines.gpu import Arbiter
from fabula.engines.registry import EngineRoom
from fabula.engines.registry.trials import Trials
from tests.engines.registry.conftest import Until
from tests.visitors import Visitor, code_of, newcomer, started

SERVERS = "/api/admin/servers"


@dataclass(frozen=True)
class Portrait:
    """A need for a server."""

    owner: str = "ann"
    what: str = "portrait"
    label: str = "A portrait"
    is_watched: bool = True
    seconds: float = 1.0
    on_place: Callable[[int, float], None] = lambda place, eta_s: None
    is_running: bool = False


async def made(admin: Visitor, url: str, **more: Any) -> dict[str, Any]:
    answer = await admin.http.post(SERVERS, json={"name": "Atelier", "url": url} | more)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def listed(admin: Visitor) -> list[tuple[str, str]]:
    return [(item["name"], item["now"]["state"]) for item in (await admin.http.get(SERVERS)).json()["items"]]


@pytest.mark.every_database
async def test_a_server_is_set_up_and_says_how_it_is(
    admin: Visitor, painter: Painter, room: EngineRoom, until: Until
) -> None:
    server = await made(admin, painter.url)
    await until(lambda: room.pictures.server(server["id"]) is not None)
    assert await listed(admin) == [("Atelier", "ready"), ("Painter", "idle")]
    [now, _] = [item["now"] for item in (await admin.http.get(SERVERS)).json()["items"]]
    assert (now["running"], now["waiting"], len(now["cards"])) == (0, 0, 1)


async def test_a_trial_draws_a_picture_and_reads_it_back(admin: Visitor, painter: Painter) -> None:
    answer = await admin.http.post(f"{SERVERS}/test", json={"url": painter.url})
    steps = [json.loads(line) for line in answer.text.splitlines()]
    assert [step["step"] for step in steps if step["state"] == "passed"] == [
        "connect",
        "card",
        "models",
        "draw",
        "read",
    ]


async def test_a_trial_of_nothing_says_that_nobody_is_there(admin: Visitor) -> None:
    answer = await admin.http.post(f"{SERVERS}/test", json={"url": "http://127.0.0.1:9"})
    last = json.loads(answer.text.splitlines()[-1])
    assert (last["step"], last["state"], last["error"]["code"]) == ("connect", "failed", "server_unreachable")


async def test_a_trial_of_a_slow_server_does_not_hold_the_stop(app: FastAPI, admin: Visitor, painter: Painter) -> None:
    painter.pace.node_s = 60
    asked = asyncio.get_running_loop().create_task(admin.http.post(f"{SERVERS}/test", json={"url": painter.url}))
    async with asyncio.timeout(20):
        while not (await painter_queue(painter)).running:  # noqa: ASYNC110 - the painter tells nobody
            await asyncio.sleep(0.05)
        app.state.parts[Trials].drain()
        steps = [json.loads(line) for line in (await asked).text.splitlines()]
    assert (steps[-1]["step"], steps[-1]["state"]) == ("draw", "begun")


async def painter_queue(painter: Painter) -> QueueReading:
    async with ComfyServer(painter.url) as server:
        return await server.queue()


async def test_what_is_drained_or_switched_off_says_so(
    admin: Visitor, painter: Painter, room: EngineRoom, until: Until
) -> None:
    server = await made(admin, painter.url)
    await until(lambda: room.pictures.server(server["id"]) is not None)
    path = f"{SERVERS}/{server['id']}"
    await admin.http.patch(path, json={"draining": True})
    await until(lambda: room.pictures.current()[0].is_draining)
    assert (await listed(admin))[0] == ("Atelier", "draining")
    await admin.http.patch(path, json={"enabled": False})
    await until(lambda: room.pictures.server(server["id"]) is None)
    assert (await listed(admin))[0] == ("Atelier", "off")


async def test_its_models_are_listed_by_folder(
    admin: Visitor, painter: Painter, room: EngineRoom, until: Until
) -> None:
    server = await made(admin, painter.url)
    await until(lambda: room.pictures.server(server["id"]) is not None)
    folders = (await admin.http.get(f"{SERVERS}/{server['id']}/models")).json()["folders"]
    assert folders["checkpoints"]


async def test_a_lease_is_seen_by_those_who_look_after_the_card(
    admin: Visitor, painter: Painter, room: EngineRoom, until: Until
) -> None:
    server = await made(admin, painter.url)
    await until(lambda: room.pictures.server(server["id"]) is not None)
    live = room.pictures.server(server["id"])
    assert live
    me = (await admin.http.get("/api/auth/verify")).json()
    async with live.lease(Portrait(owner=me["id"])):
        seen = (await admin.http.get("/api/admin/gpu")).json()
        holders = [holder["label"] for device in seen["devices"] for holder in device["holders"]]
    assert holders == ["A portrait"]
    assert seen["people"] == {me["id"]: {"username": me["username"], "name": me["name"]}}


async def test_a_server_that_is_changed_under_work_is_not_cut_off(
    admin: Visitor, painter: Painter, room: EngineRoom, until: Until
) -> None:
    server = await made(admin, painter.url)
    await until(lambda: room.pictures.server(server["id"]) is not None)
    before = room.pictures.server(server["id"])
    assert before
    async with before.lease(Portrait()):
        await admin.http.patch(f"{SERVERS}/{server['id']}", json={"options": {"ahead": 4}})
        await until(lambda: room.pictures.server(server["id"]) not in (before, None))
        await asyncio.sleep(0)
        assert (await before.client.queue()).running == ()


@pytest.mark.parametrize("is_running", [False, True])
async def test_a_server_that_shows_life_keeps_its_card_for_long_pictures(
    settings: Settings, painter: Painter, until: Until, is_running: bool
) -> None:
    async with started(settings, comfyui_url=(painter.url,), gpu_lease_ttl=1.5) as app:
        room: EngineRoom = app.state.parts[EngineRoom]
        arbiter: Arbiter = app.state.parts[Arbiter]
        await until(lambda: bool(room.pictures.current()))
        server = room.pictures.current()[0]
        async with server.lease(Portrait(is_running=is_running)):
            for _ in range(8):
                await asyncio.sleep(0.4)
                server.shows_life()
            assert [len(device.holders) for device in arbiter.state().devices] == [1]
            await until(lambda: [len(device.holders) for device in arbiter.state().devices] == [0])
            server.shows_life()


async def test_what_comes_with_fabula_can_be_switched_off_but_not_removed(admin: Visitor) -> None:
    path = f"{SERVERS}/demo-painter"
    assert code_of(await admin.http.delete(path)) == "engine_fixed"
    assert code_of(await admin.http.patch(path, json={"url": "http://127.0.0.1:9"})) == "engine_fixed"
    assert (await admin.http.patch(path, json={"enabled": False})).json()["now"]["state"] == "off"


async def test_they_are_nobody_elses_business(bob: Visitor) -> None:
    for path in (SERVERS, "/api/admin/gpu"):
        assert code_of(await bob.http.get(path)) == "admin_only"
    assert code_of(await bob.http.post("/api/process/switch?service=ollama")) == "admin_only"


async def test_a_switch_without_managed_programs_says_what_is_missing(admin: Visitor) -> None:
    assert code_of(await admin.http.post("/api/process/switch?service=ollama")) == "service_unknown"
    assert (await admin.http.get("/api/process/status")).json() == {"active": "", "services": []}


async def test_who_is_no_admin_sees_no_address_of_what_is_inside(settings: Settings, until: Until) -> None:
    inside = {"process_manager_api_url": "http://127.0.0.1:9", "ollama_url": "http://127.0.0.1:9"}
    async with started(settings, **inside) as app:
        ann, bob = await newcomer(app, "Ann"), await newcomer(app, "Bob")
        room: EngineRoom = app.state.parts[EngineRoom]
        await until(lambda: room.trouble_of("settings-ollama") is not None)
        for path in ("/api/process/status", "/api/models", "/api/models/choices", "/api/engines"):
            seen = await bob.http.get(path)
            assert seen.status_code == 200
            assert "127.0.0.1" not in seen.text, path
        assert "127.0.0.1:9" in (await ann.http.get("/api/process/status")).text
        assert "refused" in (await bob.http.get("/api/engines")).json()["text"]["reason"]


async def test_the_arbiter_is_one_for_all(app: Any) -> None:
    assert app.state.parts[Arbiter] is app.state.parts[EngineRoom].pictures._arbiter  # pyright: ignore[reportPrivateUsage]
